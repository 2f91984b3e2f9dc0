// What is typed into a form stays in this tab until it is sent or the officer signs out. Never passwords, files, codes or hidden fields.
(function () {
  "use strict";
  const PREFIX = "comity-draft:";
  const SECRET = "[type=password], [type=file], [type=hidden], [autocomplete=one-time-code], [data-secret]";

  function fields(form) {
    return Array.from(form.elements).filter((field) => field.name && !field.matches(SECRET) && !field.matches("button"));
  }

  function read(form) {
    const kept = {};
    for (const field of fields(form)) {
      if (field.matches("[type=checkbox], [type=radio]")) {
        if (field.checked) (kept[field.name] ||= []).push(field.value);
      } else if (field.multiple) {
        kept[field.name] = Array.from(field.selectedOptions, (option) => option.value);
      } else if (field.value) {
        kept[field.name] = [field.value];
      }
    }
    return kept;
  }

  function restore(form, kept) {
    for (const field of fields(form)) {
      const values = kept[field.name] || [];
      if (field.matches("[type=checkbox], [type=radio]")) field.checked = values.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
      else if (values.length) field.value = values[0];
    }
  }

  function forgetAll() {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  }

  // The next officer at this screen must find nothing of the last one's.
  if (document.body.classList.contains("page-sign-in")) forgetAll();

  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = PREFIX + form.dataset.draft;
    const came = JSON.stringify(read(form));
    const kept = sessionStorage.getItem(key);
    // A form that came back with errors already holds what was typed.
    if (kept && !document.querySelector("[data-problems]")) restore(form, JSON.parse(kept));
    form.addEventListener("input", () => {
      const now = JSON.stringify(read(form));
      if (now === came) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, now);
    });
    form.addEventListener("submit", () => sessionStorage.removeItem(key));
    form.addEventListener("reset", () => sessionStorage.removeItem(key));
  }
})();
