// Two comforts; every form works without them.
(function () {
  "use strict";
  // the slider beside the percent: the number field is what is sent
  document.querySelectorAll("[data-slider]").forEach(function (slider) {
    var field = document.getElementById(slider.dataset.slider);
    if (!field) return;
    slider.hidden = false;
    function follow() { slider.value = field.value === "" ? 0 : field.value; }
    follow();
    field.addEventListener("input", follow);
    slider.addEventListener("input", function () {
      field.value = slider.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    // a draft given back by the browser arrives on the form
    if (field.form) field.form.addEventListener("input", function (event) { if (event.target === field.form) follow(); });
  });
  // tick all reports of the list; how many are ticked stands on the button's line
  document.querySelectorAll("[data-tick-all]").forEach(function (all) {
    var boxes = Array.prototype.slice.call(document.querySelectorAll("input[form='" + all.dataset.tickAll + "'][name='report']:not([disabled])"));
    var place = document.getElementById(all.dataset.tickAll + "-count");
    all.closest("label").hidden = boxes.length < 2;
    function count() {
      var n = boxes.filter(function (box) { return box.checked; }).length;
      all.checked = n > 0 && n === boxes.length;
      all.indeterminate = n > 0 && n < boxes.length;
      if (place) place.textContent = n ? "已勾选" + n + "份" : "";
    }
    all.addEventListener("change", function () { boxes.forEach(function (box) { box.checked = all.checked; }); count(); });
    boxes.forEach(function (box) { box.addEventListener("change", count); });
    count();
  });
})();
