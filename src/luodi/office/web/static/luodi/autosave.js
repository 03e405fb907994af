// Forms with data-autosave=address: what is typed is posted there as a draft, a moment after the last key.
// While the network is down a copy stays in this browser, under the person's own name, and is offered back.
(function () {
  "use strict";
  var luodi = window.luodi;
  var WAIT = 1500, WEEK = 7 * 24 * 3600 * 1000, PREFIX = "luodi:draft:";
  var own = PREFIX + luodi.meta("person") + ":";

  function time(date) { return date.toTimeString().slice(0, 5); }
  // `once` stays out: it belongs to the real submission, which must not be taken for a repetition of the draft
  function content(form) {
    var data = new FormData(form);
    data.delete("once");
    Array.prototype.forEach.call(form.elements, function (e) {
      if (e.type === "file" || e.type === "password") data.delete(e.name);
    });
    return data;
  }
  function pairs(form) {
    var rows = [];
    content(form).forEach(function (value, key) { if (key !== "csrfmiddlewaretoken" && typeof value === "string") rows.push([key, value]); });
    return rows;
  }
  function keep(key, rows) {
    try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), rows: rows })); } catch (full) { /* no room: the warning on leaving remains */ }
  }
  function kept(key) {
    try {
      var copy = JSON.parse(localStorage.getItem(key));
      return copy && Date.now() - copy.at < WEEK ? copy : null;
    } catch (unreadable) { return null; }
  }
  function forget(key) { try { localStorage.removeItem(key); } catch (closed) { /* storage is switched off */ } }
  function restore(form, rows) {
    var values = {};
    rows.forEach(function (row) { (values[row[0]] = values[row[0]] || []).push(row[1]); });
    Array.prototype.forEach.call(form.elements, function (e) {
      if (!e.name || e.type === "hidden" || e.type === "file" || e.type === "submit" || e.type === "button") return;
      var mine = values[e.name] || [];
      if (e.type === "checkbox" || e.type === "radio") e.checked = mine.indexOf(e.value) >= 0;
      else if (e.multiple && e.options) Array.prototype.forEach.call(e.options, function (o) { o.selected = mine.indexOf(o.value) >= 0; });
      else if (mine.length) e.value = mine.shift();
    });
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function watch(form) {
    if (form.luodiWatched) return;
    form.luodiWatched = true;
    var state = form.querySelector("[data-autosave-state]");
    var key = own + form.dataset.autosave;
    var timer = 0, busy = null, again = false, dirty = false, last = JSON.stringify(pairs(form));

    function say(text, bad) {
      if (!state) return;
      state.textContent = text;
      state.classList.toggle("failed", Boolean(bad));
    }
    function save() {
      if (busy) { again = true; return; }
      var rows = JSON.stringify(pairs(form));
      if (rows === last) return;
      busy = new AbortController();
      say(luodi.say("draft_saving"));
      fetch(form.dataset.autosave, { method: "POST", body: content(form), signal: busy.signal, credentials: "same-origin",
        headers: { "X-CSRFToken": luodi.token(), "X-Autosave": "1", Accept: "application/json" } })
        .then(function (answer) {
          if (answer.redirected) throw new Error(luodi.say("draft_signin"));
          if (answer.ok) return null;
          return answer.json().catch(function () { return {}; }).then(function (body) {
            throw new Error(luodi.say("draft_failed", { why: body.detail || answer.status }));
          });
        })
        .then(function () {
          last = rows;
          forget(key);
          dirty = JSON.stringify(pairs(form)) !== last;
          if (!dirty) luodi.clean(form);
          say(luodi.say("draft_saved", { when: time(new Date()) }));
        })
        .catch(function (error) {
          if (error.name === "AbortError") return;
          var offline = error instanceof TypeError;
          say(offline ? luodi.say("draft_kept") : error.message, true);
          if (offline) again = true;
        })
        .then(function () {
          busy = null;
          if (again && !form.luodiSent) { again = false; clearTimeout(timer); timer = setTimeout(save, 5 * WAIT); }
        });
    }
    form.addEventListener("input", function () {
      dirty = true;
      keep(key, pairs(form));
      clearTimeout(timer);
      timer = setTimeout(save, WAIT);
    });
    form.addEventListener("submit", function () {
      clearTimeout(timer);
      if (busy) busy.abort();
      dirty = false;
    });
    window.addEventListener("online", function () { if (dirty) save(); });
    window.addEventListener("pagehide", function () {
      if (dirty && !form.luodiSent && navigator.sendBeacon) navigator.sendBeacon(form.dataset.autosave, content(form));
    });

    var copy = kept(key);
    if (copy && JSON.stringify(copy.rows) !== last) {
      var offer = luodi.make("div", "notice notice-warn");
      var row = luodi.make("div", "toolbar");
      var back = luodi.make("button", "button button-primary small", luodi.say("draft_back"));
      var drop = luodi.make("button", "button button-plain small", luodi.say("draft_drop"));
      back.type = drop.type = "button";
      row.appendChild(luodi.make("span", "", luodi.say("draft_found", { when: time(new Date(copy.at)) })));
      row.appendChild(back);
      row.appendChild(drop);
      offer.appendChild(row);
      form.insertBefore(offer, form.firstChild);
      back.addEventListener("click", function () { offer.remove(); restore(form, copy.rows); });
      drop.addEventListener("click", function () { offer.remove(); forget(key); });
    } else if (copy) {
      forget(key);
    }
  }

  function all(part) { part.querySelectorAll("form[data-autosave]").forEach(watch); }
  all(document);
  document.addEventListener("htmx:load", function (event) { all(event.target); });
  // Others sign in on this machine too: signing out takes the copies along.
  document.addEventListener("submit", function (event) {
    if (!event.target.hasAttribute("data-signout")) return;
    try { Object.keys(localStorage).forEach(function (key) { if (key.indexOf(PREFIX) === 0) localStorage.removeItem(key); }); } catch (closed) { /* nothing kept */ }
  });
})();
