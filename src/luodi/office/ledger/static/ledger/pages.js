// Three comforts; every form works without them.
(function () {
  "use strict";
  var luodi = window.luodi;
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
  // hundreds of units: a field to find them by, and the chosen ones named; without script a list to scroll
  document.querySelectorAll("div.unit-picks").forEach(function (box) {
    var rows = Array.prototype.slice.call(box.children);
    var legend = box.parentNode.querySelector("legend");
    var name = legend ? legend.firstChild.textContent.trim() : luodi.say("unit");
    var label = luodi.make("label", "hidden", luodi.say("pick_find", { what: name }));
    var find = luodi.make("input");
    var said = luodi.make("p", "sub picks-said");
    find.type = "search";
    find.id = box.id + "-find";
    find.placeholder = luodi.say("pick_hint");
    find.autocomplete = "off";
    label.htmlFor = find.id;
    said.setAttribute("role", "status");
    function tick(row) { return row.querySelector("input"); }
    function shown() { return rows.filter(function (row) { return !row.hidden; }); }
    function tell() {
      var chosen = rows.filter(function (row) { return tick(row).checked; }).map(function (row) { return row.textContent.trim(); });
      var text = chosen.length ? luodi.say("picked", { n: chosen.length, names: chosen.join(luodi.say("between")) }) : luodi.say("picked_none");
      said.textContent = find.value.trim() ? luodi.say("picks_found", { n: shown().length, picked: text }) : text;
    }
    find.addEventListener("input", function (event) {
      event.stopPropagation(); // what is sought is no change to the form
      var words = find.value.trim().split(/\s+/);
      rows.forEach(function (row) {
        row.hidden = words.some(function (word) { return row.textContent.indexOf(word) < 0; });
      });
      tell();
    });
    // Enter ticks the one that is left instead of sending the form; the arrow goes down into the list
    find.addEventListener("keydown", function (event) {
      var left = shown();
      if (event.key === "Enter" && !event.isComposing) {
        event.preventDefault();
        if (left.length === 1) { tick(left[0]).checked = !tick(left[0]).checked; tick(left[0]).dispatchEvent(new Event("change", { bubbles: true })); }
      } else if (event.key === "ArrowDown" && left.length) {
        event.preventDefault();
        tick(left[0]).focus();
      }
    });
    box.addEventListener("change", tell);
    box.parentNode.insertBefore(label, box);
    box.parentNode.insertBefore(find, box);
    box.parentNode.insertBefore(said, box);
    tell();
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
      if (place) place.textContent = n ? luodi.say("ticked", { n: n }) : "";
    }
    if (all) all.addEventListener("change", function () { boxes.forEach(function (box) { box.checked = all.checked; }); count(); });
    boxes.forEach(function (box) { box.addEventListener("change", count); });
    count();
  });
})();
