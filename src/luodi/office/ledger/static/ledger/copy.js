// A button beside a sentence that copies it. Old browsers without a clipboard select the text instead.
(function () {
  "use strict";
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var text = document.getElementById(button.dataset.copy);
      if (!text) return;
      function done() {
        var label = button.querySelector("span") || button;
        var before = label.textContent;
        label.textContent = button.dataset.copied;
        setTimeout(function () { label.textContent = before; }, 2000);
      }
      function select() {
        var range = document.createRange();
        range.selectNodeContents(text);
        var chosen = getSelection();
        chosen.removeAllRanges();
        chosen.addRange(range);
        if (document.execCommand("copy")) done();
      }
      // On a closed network without TLS a page has no clipboard of its own.
      if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text.textContent).then(done, select);
      else select();
    });
  });
})();
