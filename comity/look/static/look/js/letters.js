// A letter being written: how far its files are on their way. Sending and keeping work without this.
(function () {
  "use strict";
  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = document.querySelector(".upload-progress");
    if (!bar || !event.detail.lengthComputable || event.detail.total < 200000) return;
    bar.hidden = false;
    bar.value = (100 * event.detail.loaded) / event.detail.total;
  });
  // What is wrong, or what was added, is read first also where only a part of the page came anew.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "letter") document.querySelector("[data-problems]")?.focus();
    if (event.detail.target.id === "recipients") document.getElementById("id_find")?.focus();
  });
})();
