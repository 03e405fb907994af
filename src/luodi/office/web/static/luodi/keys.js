// Keyboard: an element with data-key="n" (or "ctrl+enter", "shift+j", "?") is clicked, or focused if one types in it.
(function () {
  "use strict";
  var luodi = window.luodi;

  function name(event) {
    var key = event.key.length === 1 ? event.key.toLowerCase() : event.key.toLowerCase();
    var parts = [];
    if (event.ctrlKey || event.metaKey) parts.push("ctrl");
    if (event.altKey) parts.push("alt");
    if (event.shiftKey && (key.length > 1 || /[a-z]/.test(key))) parts.push("shift");
    parts.push(key === " " ? "space" : key);
    return parts.join("+");
  }
  function typing(element) {
    return element.isContentEditable || element.tagName === "TEXTAREA" || element.tagName === "SELECT" ||
      (element.tagName === "INPUT" && ["checkbox", "radio", "button", "submit"].indexOf(element.type) < 0);
  }
  function shown(element) {
    return element.getClientRects().length > 0 && !element.disabled;
  }
  function bound(within) {
    return Array.prototype.filter.call(within.querySelectorAll("[data-key]"), shown);
  }
  function label(element) {
    var own = element.dataset.keyLabel || element.getAttribute("aria-label") || element.placeholder || element.textContent;
    return (own || "").trim().slice(0, 40);
  }
  function help() {
    var dialog = luodi.make("dialog", "dialog");
    var head = luodi.make("header", "dialog-head");
    var title = luodi.make("h2", "", luodi.say("keys"));
    var close = luodi.make("button", "button button-quiet");
    var list = luodi.make("div", "dialog-body keys-list");
    title.id = "keys-title";
    dialog.setAttribute("aria-labelledby", title.id);
    close.type = "button";
    close.setAttribute("aria-label", luodi.say("close"));
    close.appendChild(luodi.icon("close"));
    close.addEventListener("click", function () { dialog.close(); });
    head.appendChild(title);
    head.appendChild(close);
    bound(document).map(function (element) { return [element.dataset.key, label(element)]; })
      .concat([["?", luodi.say("keys_help")], ["Esc", luodi.say("keys_leave")]])
      .forEach(function (row) {
        list.appendChild(luodi.make("kbd", "", row[0]));
        list.appendChild(luodi.make("span", "", row[1]));
      });
    dialog.appendChild(head);
    dialog.appendChild(list);
    document.body.appendChild(dialog);
    dialog.addEventListener("close", function () { dialog.remove(); });
    dialog.showModal();
  }

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return; // a Chinese input method is at work
    var pressed = name(event);
    if (typing(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) return;
    var open = document.querySelector("dialog[open]");
    var found = bound(open || document).filter(function (e) { return e.dataset.key.toLowerCase() === pressed; });
    // the key of the form one is in, before the same key elsewhere
    var form = event.target.form;
    var target = found.filter(function (e) { return form && e.form === form; })[0] || found[0];
    if (target) {
      event.preventDefault();
      if (typing(target)) { target.focus(); if (target.select) target.select(); } else { target.click(); }
    } else if (event.key === "?" && !open) {
      event.preventDefault();
      help();
    }
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-keys-help]")) help();
  });
})();
