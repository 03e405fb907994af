// Places to drop files: dragging, pasting, and a whole folder all end in the one plain file input.
(function () {
  "use strict";
  var luodi = window.luodi;

  function size(bytes) {
    var units = ["B", "KB", "MB", "GB"], i = 0;
    while (bytes >= 1024 && i < 3) { bytes /= 1024; i += 1; }
    return (i ? bytes.toFixed(1) : bytes) + " " + units[i];
  }
  function same(a, b) { return a.name === b.name && a.size === b.size && a.lastModified === b.lastModified; }

  // Files of dropped folders, read to the bottom; then(files) when all are there.
  function collect(entries, then) {
    var files = [], open = 1;
    function done() { open -= 1; if (!open) then(files); }
    function visit(entry) {
      open += 1;
      if (entry.isFile) { entry.file(function (file) { files.push(file); done(); }, done); return; }
      var reader = entry.createReader();
      (function more() {
        reader.readEntries(function (some) {
          if (!some.length) { done(); return; }
          some.forEach(visit);
          more(); // a reader gives a hundred at a time
        }, done);
      })();
    }
    entries.forEach(visit);
    done();
  }

  function prepare(place) {
    if (place.luodiReady || !window.DataTransfer) return;
    place.luodiReady = true;
    var input = place.querySelector('input[type="file"]:not([data-drop-folder])');
    var folder = place.querySelector("[data-drop-folder]");
    var list = place.querySelector("[data-drop-files]");
    var chosen = [];

    function show() {
      var held = new DataTransfer();
      chosen.forEach(function (file) { held.items.add(file); });
      input.files = held.files;
      list.textContent = "";
      chosen.slice(0, 200).forEach(function (file, i) {
        var row = luodi.make("li");
        var drop = luodi.make("button", "button button-quiet small", luodi.say("file_remove"));
        drop.type = "button";
        drop.setAttribute("aria-label", luodi.say("file_remove_this", { name: file.name }));
        drop.addEventListener("click", function () { chosen.splice(i, 1); show(); });
        row.appendChild(luodi.make("span", "", file.webkitRelativePath || file.name));
        row.appendChild(luodi.make("span", "nowrap sub", size(file.size)));
        row.appendChild(drop);
        list.appendChild(row);
      });
      if (chosen.length > 1) {
        var sum = chosen.reduce(function (all, file) { return all + file.size; }, 0);
        list.appendChild(luodi.make("li", "sub", luodi.say("files", { n: chosen.length, size: size(sum) })));
      }
    }
    function add(files) {
      var fresh = Array.prototype.filter.call(files, function (file) {
        return file.name.charAt(0) !== "." && !chosen.some(function (other) { return same(file, other); });
      });
      chosen = input.multiple ? chosen.concat(fresh) : fresh.slice(-1).concat(fresh.length ? [] : chosen);
      show();
      place.dispatchEvent(new CustomEvent("luodi:files", { bubbles: true, detail: { files: chosen } }));
    }
    input.addEventListener("change", function () { add(Array.prototype.slice.call(input.files)); });
    if (folder) {
      folder.removeAttribute("name"); // its files go along in the other input
      folder.addEventListener("change", function () { add(Array.prototype.slice.call(folder.files)); folder.value = ""; });
    }
    ["dragenter", "dragover"].forEach(function (type) {
      place.addEventListener(type, function (event) { event.preventDefault(); place.classList.add("over"); });
    });
    place.addEventListener("dragleave", function (event) { if (!place.contains(event.relatedTarget)) place.classList.remove("over"); });
    place.addEventListener("drop", function (event) {
      event.preventDefault();
      place.classList.remove("over");
      var entries = Array.prototype.map.call(event.dataTransfer.items || [], function (item) {
        return item.webkitGetAsEntry ? item.webkitGetAsEntry() : null;
      }).filter(Boolean);
      if (entries.length) collect(entries, add); else add(event.dataTransfer.files);
    });
    document.addEventListener("paste", function (event) {
      if (document.contains(place) && event.clipboardData && event.clipboardData.files.length) add(event.clipboardData.files);
    });
  }

  function all(part) { part.querySelectorAll("[data-drop]").forEach(prepare); }
  all(document);
  document.addEventListener("htmx:load", function (event) { all(event.target); });
  // A file dropped beside the place must not open in the browser's window and take the page away.
  ["dragover", "drop"].forEach(function (type) {
    window.addEventListener(type, function (event) {
      if (event.dataTransfer && Array.prototype.indexOf.call(event.dataTransfer.types, "Files") >= 0 && !event.target.closest("[data-drop]")) event.preventDefault();
    });
  });
})();
