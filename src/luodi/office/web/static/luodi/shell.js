// What every page can do: speak to htmx, ask before danger, open dialogs, warn of unsaved work,
// choose rows, change the theme. Pages work as plain forms without any of it.
(function () {
  "use strict";
  var root = document.documentElement;
  var luodi = (window.luodi = window.luodi || {});
  root.classList.add("scripted");

  luodi.meta = function (name) {
    var found = document.querySelector('meta[name="' + name + '"]');
    return found ? found.content : "";
  };
  // What is said to people comes with the page, in its language: luodi.say("chosen", {n: 3})
  var words = JSON.parse(luodi.meta("words") || "{}");
  luodi.say = function (key, values) {
    return (words[key] || key).replace(/\{(\w+)\}/g, function (all, name) {
      return values && values[name] !== undefined ? values[name] : all;
    });
  };
  luodi.token = function () {
    var field = document.querySelector('input[name="csrfmiddlewaretoken"]');
    return field ? field.value : luodi.meta("csrf-token");
  };
  // An element with text: never markup, so nothing a person typed can become part of the page.
  luodi.make = function (tag, classes, text) {
    var made = document.createElement(tag);
    if (classes) made.className = classes;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  luodi.icon = function (name) {
    var sprite = document.querySelector("svg use");
    var svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    var use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    if (sprite) use.setAttribute("href", sprite.getAttribute("href").split("#")[0] + "#" + name);
    svg.appendChild(use);
    return svg;
  };
  luodi.notify = function (kind, text) {
    var main = document.getElementById("main");
    if (!main) return;
    var notice = luodi.make("div", "notice notice-" + kind);
    notice.setAttribute("role", kind === "bad" ? "alert" : "status");
    notice.appendChild(luodi.icon(kind === "bad" ? "stop" : kind === "good" ? "check" : "info"));
    notice.appendChild(luodi.make("div", "", text));
    main.insertBefore(notice, main.firstChild);
    if (kind === "bad") notice.scrollIntoView({ block: "center" });
    return notice;
  };

  // htmx: the token against forgery, and words where a request failed
  document.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["X-CSRFToken"] = luodi.token();
  });
  document.addEventListener("htmx:responseError", function (event) {
    var answer = event.detail.xhr;
    var reason = "";
    if ((answer.getResponseHeader("Content-Type") || "").indexOf("text/html") === 0) {
      var page = new DOMParser().parseFromString(answer.responseText, "text/html");
      var said = page.querySelector(".reason") || page.querySelector("h1");
      reason = said ? said.textContent.trim() : "";
    } else if (answer.responseText.length < 300) {
      reason = answer.responseText;
    }
    luodi.notify("bad", luodi.say("failed", { why: reason || answer.status }));
  });
  document.addEventListener("htmx:sendError", function () { luodi.notify("bad", luodi.say("offline")); });

  // dialogs
  luodi.open = function (dialog) {
    if (!dialog || dialog.open || !dialog.showModal) return false;
    dialog.showModal();
    var first = dialog.querySelector("[autofocus], .dialog-body input:not([type=hidden]), .dialog-body select, .dialog-body textarea, .dialog-body .button");
    if (first) first.focus();
    return true;
  };
  luodi.ask = function (text, then) {
    if (!window.HTMLDialogElement) { if (window.confirm(text)) then(); return; }
    var dialog = luodi.make("dialog", "dialog");
    var head = luodi.make("header", "dialog-head");
    var title = luodi.make("h2", "", luodi.say("sure"));
    var body = luodi.make("div", "dialog-body stack");
    var row = luodi.make("div", "form-actions");
    var yes = luodi.make("button", "button button-primary", luodi.say("yes"));
    var no = luodi.make("button", "button button-plain", luodi.say("no"));
    title.id = "ask-title";
    dialog.setAttribute("aria-labelledby", title.id);
    yes.type = no.type = "button";
    head.appendChild(title);
    row.appendChild(yes);
    row.appendChild(no);
    body.appendChild(luodi.make("p", "", text));
    body.appendChild(row);
    dialog.appendChild(head);
    dialog.appendChild(body);
    document.body.appendChild(dialog);
    dialog.addEventListener("close", function () { dialog.remove(); });
    no.addEventListener("click", function () { dialog.close(); });
    yes.addEventListener("click", function () { dialog.close(); then(); });
    dialog.showModal();
    no.focus(); // a hurried Enter does nothing
  };
  document.addEventListener("click", function (event) {
    var target = event.target.closest && event.target.closest("[data-confirm]");
    if (!target || target.luodiSure) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    luodi.ask(target.dataset.confirm, function () {
      target.luodiSure = true;
      target.click();
      target.luodiSure = false;
    });
  }, true);
  document.addEventListener("click", function (event) {
    var opener = event.target.closest("[data-open]");
    if (opener && luodi.open(document.getElementById(opener.dataset.open))) event.preventDefault();
    var closer = event.target.closest("[data-close]");
    var dialog = closer && closer.closest("dialog");
    if (dialog && dialog.open) { event.preventDefault(); dialog.close(); }
    // a click beside a menu closes it
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  // unsaved work, and the second click of an impatient hand
  var changed = new Set();
  luodi.clean = function (form) { changed.delete(form); };
  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (form && form.dataset.warn) changed.add(form);
  });
  document.addEventListener("submit", function (event) {
    var form = event.target;
    changed.delete(form);
    if (form.method !== "post" || form.hasAttribute("hx-post") || event.defaultPrevented) return;
    if (form.luodiSent) { event.preventDefault(); return; }
    form.luodiSent = true;
    form.classList.add("busy");
    setTimeout(function () { form.luodiSent = false; form.classList.remove("busy"); }, 10000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form.busy").forEach(function (form) { form.luodiSent = false; form.classList.remove("busy"); });
  });
  window.addEventListener("beforeunload", function (event) {
    changed.forEach(function (form) { if (!document.contains(form)) changed.delete(form); });
    if (changed.size) { event.preventDefault(); event.returnValue = ""; }
  });

  // rows chosen in a table; how many is said in [data-chosen]
  document.addEventListener("change", function (event) {
    var table = event.target.closest("table[data-select]");
    if (!table || event.target.type !== "checkbox") return;
    var boxes = Array.prototype.slice.call(table.querySelectorAll("tbody input[type=checkbox]"));
    var all = table.querySelector("[data-select-all]");
    if (event.target === all) boxes.forEach(function (box) { box.checked = all.checked; });
    var count = 0;
    boxes.forEach(function (box) {
      box.closest("tr").classList.toggle("chosen", box.checked);
      if (box.checked) count += 1;
    });
    if (all) { all.checked = count > 0 && count === boxes.length; all.indeterminate = count > 0 && count < boxes.length; }
    document.querySelectorAll("[data-chosen]").forEach(function (place) { place.textContent = count ? luodi.say("chosen", { n: count }) : ""; });
    table.dispatchEvent(new CustomEvent("luodi:chosen", { bubbles: true, detail: { count: count } }));
  });

  // theme: a cookie, so that the server paints the first frame right
  function named(theme) {
    document.querySelectorAll("[data-theme-name]").forEach(function (place) { place.textContent = place.dataset[theme]; });
  }
  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-theme-next]")) return;
    var order = ["auto", "light", "dark"];
    var next = order[(order.indexOf(root.dataset.theme) + 1) % 3];
    root.dataset.theme = next;
    document.cookie = "theme=" + next + ";path=/;max-age=31536000;samesite=lax";
    named(next);
    document.dispatchEvent(new CustomEvent("luodi:theme"));
  });

  function dress(part) {
    part.querySelectorAll("[data-theme-next], [data-keys-help]").forEach(function (item) { item.hidden = false; });
    // a cell that was not told its column's name takes it from the head, for the cards on a phone
    part.querySelectorAll("table.table").forEach(function (table) {
      var names = Array.prototype.map.call(table.querySelectorAll("thead th"), function (th) { return th.textContent.trim(); });
      table.querySelectorAll("tbody tr").forEach(function (row) {
        Array.prototype.forEach.call(row.cells, function (cell, i) {
          if (cell.tagName === "TD" && !cell.dataset.label && names[i] && cell.colSpan === 1) cell.dataset.label = names[i];
        });
      });
    });
    var summary = part.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  }
  dress(document);
  document.addEventListener("htmx:load", function (event) { if (event.target !== document.body) dress(event.target); });
})();
