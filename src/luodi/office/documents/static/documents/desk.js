// The review desk: the same finding on both sides, one card at a time, everything from the keyboard.
// The page works without this: cards are forms, marks and quotes are links.
(function () {
  "use strict";
  var desk = document.querySelector("[data-desk]");
  if (!desk) return;
  var source = document.getElementById("source");
  var list = document.getElementById("findings");
  var current = null;

  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  function card(id) { return document.getElementById("f" + id); }
  function shown(element) { return element.getClientRects().length > 0; }
  function marks(id) {
    return all(".hit", source).filter(function (hit) { return hit.dataset.f.split(" ").indexOf(String(id)) >= 0; });
  }
  // Scroll only the pane (or the page on a phone), and only when the thing is not in sight.
  function bring(element, pane) {
    var own = pane.scrollHeight > pane.clientHeight + 4 && getComputedStyle(pane).overflowY !== "visible";
    var box = element.getBoundingClientRect();
    if (!own) { element.scrollIntoView({ block: "center" }); return; }
    var frame = pane.getBoundingClientRect();
    if (box.top >= frame.top + 40 && box.bottom <= frame.bottom - 40) return;
    pane.scrollTop += box.top - frame.top - frame.height / 3;
  }
  function choose(found, jump) {
    if (!found) return;
    if (current) current.classList.remove("current");
    all(".hit.on", source).forEach(function (hit) { hit.classList.remove("on"); });
    current = found;
    var folded = found.closest("details:not([open])");
    if (folded) folded.open = true;
    found.classList.add("current");
    var here = marks(found.dataset.finding);
    here.forEach(function (hit) { hit.classList.add("on"); });
    bring(found, list);
    if (here.length && jump !== false && shown(source)) {
      if (getComputedStyle(source).overflowY !== "visible") bring(here[0], source);
    }
    if (document.activeElement === document.body || !found.contains(document.activeElement)) found.focus({ preventScroll: true });
  }
  function cards() { return all(".finding", list).filter(shown); }
  function step(by, open) {
    var rows = cards();
    var at = rows.indexOf(current);
    if (at < 0) { at = by > 0 ? -1 : rows.length; }
    for (var n = at + by; n >= 0 && n < rows.length; n += by) {
      if (!open || rows[n].dataset.state === "open") { choose(rows[n]); return; }
    }
  }
  function press(key) {
    // a card that was just exchanged for its new self is still the one meant
    if (current && !document.contains(current)) current = card(current.dataset.finding);
    if (!current) { step(1, true); return; }
    if (key === "o") { look(current.dataset.finding); return; }
    var button = current.querySelector('[data-do="' + key + '"]');
    if (!button) return;
    if (key === "x") {
      button.parentNode.open = true;
      button.parentNode.querySelector("input[name=reason]").focus();
      return;
    }
    button.click();
  }
  function shut(owner) {
    owner.querySelector(".finding-form").textContent = "";
    owner.classList.remove("editing");
    choose(owner, false);
  }
  function look(id) {
    var here = marks(id);
    if (!here.length) return;
    if (getComputedStyle(source).overflowY === "visible") here[0].scrollIntoView({ block: "center" });
    else bring(here[0], source);
    here.forEach(function (hit) { hit.classList.add("flash"); });
    setTimeout(function () { here.forEach(function (hit) { hit.classList.remove("flash"); }); }, 1200);
  }

  // clicks on either side
  document.addEventListener("click", function (event) {
    var hit = event.target.closest(".hit");
    if (hit && source.contains(hit)) {
      event.preventDefault();
      var selection = window.getSelection();
      if (selection && !selection.isCollapsed) return; // words are being chosen, not a finding
      var ids = hit.dataset.f.trim().split(" ");
      var at = current ? ids.indexOf(current.dataset.finding) : -1;
      choose(card(at >= 0 ? ids[(at + 1) % ids.length] : hit.getAttribute("href").slice(2)), false);
      return;
    }
    var jump = event.target.closest("[data-jump]");
    if (jump) {
      event.preventDefault();
      choose(card(jump.dataset.jump), false);
      look(jump.dataset.jump);
      return;
    }
    var key = event.target.closest("[data-desk-key]");
    if (key) {
      var what = key.dataset.deskKey;
      if (what === "j") step(1); else if (what === "k") step(-1); else if (what === "n") step(1, true); else press(what);
      return;
    }
    var cancel = event.target.closest("[data-cancel]");
    if (cancel && list.contains(cancel)) {
      event.preventDefault();
      var owner = cancel.closest(".finding");
      shut(owner);
      return;
    }
    var inside = event.target.closest(".finding");
    if (inside && inside !== current && !event.target.closest("a, button, input, select, textarea, summary, label")) choose(inside);
  });
  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.isComposing || !current) return;
    if (event.key === "Enter" && event.target === current) { event.preventDefault(); look(current.dataset.finding); }
    if (event.key === "Escape") {
      var form = event.target.closest && event.target.closest(".finding-form, .reject");
      if (!form) return;
      if (form.open) { form.open = false; choose(form.closest(".finding"), false); } else shut(form.closest(".finding"));
    }
  });

  // what htmx brings: the marks take the card's new state, and the next open card comes up
  function paint(found) {
    marks(found.dataset.finding).forEach(function (hit) {
      var ids = hit.dataset.f.trim().split(" ");
      var order = ["open", "accepted", "merged", "split", "rejected"];
      var states = ids.map(function (id) { var c = card(id); return c ? c.dataset.state : "open"; });
      states.sort(function (a, b) { return order.indexOf(a) - order.indexOf(b); });
      order.forEach(function (state) { hit.classList.toggle(state, state === states[0]); });
    });
  }
  var pending = null;
  document.addEventListener("htmx:beforeRequest", function (event) {
    var owner = event.detail.elt.closest && event.detail.elt.closest(".finding");
    if (owner) pending = { id: owner.dataset.finding, state: owner.dataset.state, post: event.detail.requestConfig.verb === "post" };
  });
  document.addEventListener("htmx:afterSettle", function () {
    all(".finding", list).forEach(function (one) {
      var form = one.querySelector(".finding-form");
      one.classList.toggle("editing", !!form && form.childElementCount > 0);
      paint(one);
    });
    if (!pending) return;
    var found = card(pending.id);
    var was = pending;
    pending = null;
    if (!found) return;
    var field = found.querySelector(".finding-form [autofocus], .finding-form input:not([type=hidden]), .finding-form textarea");
    if (field) { choose(found, false); field.focus(); return; }
    if (!was.post) return;
    current = found;
    if (was.state === "open" && found.dataset.state !== "open") step(1, true);
    else choose(found, false);
    if (current === found) choose(found, false);
  });

  // the plan chosen at the top holds at once
  var plan = document.querySelector("[data-plan-choice]");
  if (plan) {
    plan.querySelector("[data-plan-apply]").hidden = true;
    plan.addEventListener("change", function (event) {
      var theme = plan.elements.theme;
      if (event.target.name === "plan" && theme) theme.value = "";
      plan.submit();
    });
  }
  var keys = document.querySelector("[data-desk-keys]");
  if (keys) keys.hidden = false;

  // words chosen in the source can be made a finding: offsets are those of the stretches' own text
  var form = document.querySelector("[data-mark-form]");
  function place(node, offset) {
    var stretch = (node.nodeType === 1 ? node : node.parentNode).closest("[data-at]");
    if (!stretch) return null;
    var range = document.createRange();
    range.selectNodeContents(stretch);
    range.setEnd(node, offset);
    return Number(stretch.dataset.at) + Array.from(real(range.toString())).length;
  }
  function real(text) { return text.replace(/‹U\+[0-9A-F]{4,6}›/g, " "); } // a hidden sign, spelled out
  function offer() {
    var selection = window.getSelection();
    if (!form || !selection.rangeCount || selection.isCollapsed) { if (form) form.hidden = true; return; }
    var range = selection.getRangeAt(0);
    if (!source.contains(range.commonAncestorContainer) || selection.toString().trim().length < 4) { form.hidden = true; return; }
    var start = place(range.startContainer, range.startOffset);
    var end = place(range.endContainer, range.endOffset);
    if (start === null || end === null || end <= start) { form.hidden = true; return; }
    form.elements.start.value = start;
    form.elements.end.value = end;
    form.hidden = false;
    var box = range.getBoundingClientRect();
    form.classList.toggle("low", box.top < 120);
    var frame = source.getBoundingClientRect();
    form.dataset.near = box.top < frame.top + frame.height / 2 ? "top" : "bottom";
  }
  if (form) {
    source.appendChild(form);
    document.addEventListener("selectionchange", function () { clearTimeout(offer.timer); offer.timer = setTimeout(offer, 150); });
  }

  // where the address points, else the first open card
  var wanted = /^#f(\d+)$/.exec(location.hash);
  var first = wanted && card(wanted[1]);
  if (first) choose(first);
  else if (window.matchMedia("(min-width: 900px)").matches) {
    first = cards().filter(function (c) { return c.dataset.state === "open"; })[0];
    if (first) { current = first; first.classList.add("current"); marks(first.dataset.finding).forEach(function (hit) { hit.classList.add("on"); }); }
  }
})();
