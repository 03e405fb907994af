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
  // how many are ticked stands beside the button; all at once only where all lie open
  document.querySelectorAll("form.batch[id]").forEach(function (form) {
    var boxes = Array.prototype.slice.call(document.querySelectorAll("input[form='" + form.id + "'][name='report']"));
    var place = document.getElementById(form.id + "-count");
    var all = form.querySelector("[data-tick-all]");
    if (all) all.closest("label").hidden = boxes.length < 2;
    function count() {
      var n = boxes.filter(function (box) { return box.checked; }).length;
      if (all) {
        all.checked = n > 0 && n === boxes.length;
        all.indeterminate = n > 0 && n < boxes.length;
      }
      if (place) place.textContent = n ? "已勾选" + n + "份" : "";
    }
    if (all) all.addEventListener("change", function () { boxes.forEach(function (box) { box.checked = all.checked; }); count(); });
    boxes.forEach(function (box) { box.addEventListener("change", count); });
    count();
  });
})();
