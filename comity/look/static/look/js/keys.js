// Keys: j and k move through a list, Enter opens, / goes to the filters, n to the next check. Never while typing, never with a modifier.
(function () {
  "use strict";
  const rows = () => Array.from(document.querySelectorAll("[data-list] [data-row]"));
  const here = () => document.querySelector("[data-row].is-here");

  function typing(target) {
    return target.closest("input, textarea, select, [contenteditable]") !== null;
  }

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const now = here();
    const next = all[Math.min(all.length - 1, Math.max(0, now ? all.indexOf(now) + step : 0))];
    if (now) now.classList.remove("is-here");
    next.classList.add("is-here");
    const link = next.querySelector("a[href]");
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  const verbs = {
    j: () => move(1),
    k: () => move(-1),
    "/": () => document.querySelector("[role=search] input:not([type=hidden])")?.focus(),
    n: () => document.querySelector('[data-key="n"]')?.click(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("[data-scan]")) return; // every key there may come from a reader
    if (event.key === "Enter" && here() && event.target === document.body) {
      here().querySelector("a[href]")?.click();
    } else if (verbs[event.key]) {
      event.preventDefault();
      verbs[event.key]();
    }
  });

  // A form that came back with errors: the list of them is the first thing to read.
  document.querySelector("[data-problems]")?.focus();
})();
