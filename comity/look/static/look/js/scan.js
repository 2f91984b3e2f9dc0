// The check box. It takes typing, pasting and keyboard-wedge readers, which type a line and press Enter (or Tab) after each.
// Enter sends what was typed, but not after the first line of a machine-readable zone; a whole zone sends itself.
(function () {
  "use strict";
  const box = document.querySelector("[data-scan]");
  if (!box) return;
  const form = box.form;
  // ICAO 9303: lines and length of each format. The last line's end is when a reader is done.
  const ZONES = [[2, 44], [2, 36], [3, 30]];
  const SETTLE = 120; // milliseconds: a reader's own Enter after the last line arrives first
  let settling = 0;

  const lines = (text) => text.toUpperCase().split(/[\r\n\t]+/).map((line) => line.replace(/\s+/g, "")).filter(Boolean);

  // A line of a zone: its letters only, and long or with the filler no typed number or name has.
  const isZoneLine = (line) => /^[A-Z0-9<]+$/.test(line) && (line.includes("<") ? line.length > 4 : line.length >= 28);

  const isZone = (text) => lines(text).some(isZoneLine);

  function isWhole(text) {
    const found = lines(text);
    if (!found.length || !found.every(isZoneLine)) return false;
    const joined = found.join("");
    return ZONES.some(([count, length]) =>
      (found.length === count && found.every((line) => line.length === length)) || (found.length === 1 && joined.length === count * length));
  }

  function mark() {
    box.classList.toggle("is-zone", isZone(box.value));
  }

  function send() {
    clearTimeout(settling);
    if (form.dataset.sent) return;
    if (box.value.trim() === "") return;
    form.requestSubmit();
  }

  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const zone = isZone(box.value);
    if (event.key === "Tab" && zone && !event.shiftKey && !isWhole(box.value)) {
      event.preventDefault();
      box.setRangeText("\n", box.selectionStart, box.selectionEnd, "end");
    }
    if (event.key !== "Enter" || event.shiftKey) return;
    const onEmptyLine = /\n\s*$/.test(box.value);
    if (zone && !isWhole(box.value) && !onEmptyLine) return; // the next line of the zone follows
    event.preventDefault();
    send();
  });

  box.addEventListener("input", () => {
    mark();
    clearTimeout(settling);
    if (isWhole(box.value)) settling = setTimeout(send, SETTLE);
  });

  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });

  // Back from an answer: the page may come from the browser's memory, ready for the next traveller.
  window.addEventListener("pageshow", () => {
    delete form.dataset.sent;
    mark();
    const wrong = document.querySelector("[data-problems]"); // what is wrong is read first, if it is of another field
    if (wrong) return wrong.focus();
    box.focus();
    box.select();
  });

  // A reader types wherever the focus is: take it back unless somebody uses another field or a button.
  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (target !== document.body || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
    box.focus();
  });

  document.addEventListener("click", (event) => {
    const example = event.target.closest("[data-example]");
    if (!example) return;
    box.value = example.dataset.example;
    mark();
    box.focus();
  });
})();
