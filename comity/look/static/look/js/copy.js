// Copy buttons beside ids and numbers; shown only where copying works.
(function () {
  "use strict";
  if (!navigator.clipboard) return;

  function reveal(root) {
    for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button || button.classList.contains("copied")) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    const drawing = button.innerHTML;
    button.textContent = button.dataset.done;
    button.classList.add("copied");
    button.setAttribute("role", "status");
    setTimeout(() => {
      button.innerHTML = drawing;
      button.classList.remove("copied");
      button.removeAttribute("role");
    }, 1500);
  });

  reveal(document);
  document.addEventListener("htmx:load", (event) => reveal(event.detail.elt));
})();
