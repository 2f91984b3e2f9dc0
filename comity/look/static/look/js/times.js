// Times as the reader's own clock shows them, and ages that stay true while a page is open. The server's rendering stays where this cannot run.
(function () {
  "use strict";
  // English with the day before the month, as the server writes it.
  const language = document.documentElement.lang.replace(/^en$/, "en-GB") || undefined;
  const local = new Intl.DateTimeFormat(language, {
    day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short",
  });
  const units = [["day", 86400, 172800], ["hour", 3600, 5400], ["minute", 60, 60]];

  function age(seconds) {
    for (const [unit, size, from] of units) {
      if (seconds >= from) {
        return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(Math.floor(seconds / size));
      }
    }
    return null;
  }

  function show(root) {
    for (const time of root.querySelectorAll("time[data-local]")) {
      time.textContent = local.format(new Date(time.dateTime));
      delete time.dataset.local;
    }
    for (const time of root.querySelectorAll("time[data-ago]")) {
      const shown = age((Date.now() - new Date(time.dateTime)) / 1000);
      if (shown) time.textContent = shown;
    }
  }

  show(document);
  setInterval(() => show(document), 20000);
  document.addEventListener("htmx:load", (event) => show(event.detail.elt));
})();
