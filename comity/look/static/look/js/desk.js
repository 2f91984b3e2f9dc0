// The desk: keys for the verbs, news told once, and rows that never move under a hand. Without this the page works by reloading.
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const SOUND = "comity-desk-sound";
  let known = new Set(ids());
  let hand = false; // a pointer rests on the rows
  let moved = 0;
  let after = null; // a verb to do once the item is open
  let early = ""; // what was typed before its form was there
  const VERBS = "chtero"; // as in the steps of the rules
  let anchor = null;

  function ids() {
    return Array.from(document.querySelectorAll("#rows [data-row]"), (row) => row.id);
  }

  // What came is told once: flash at once and aloud, anything else politely.
  function tell() {
    const fresh = Array.from(document.querySelectorAll("#rows [data-row]")).filter((row) => !known.has(row.id));
    known = new Set([...known, ...ids()]);
    if (!fresh.length) return;
    for (const row of fresh) row.classList.add("arrived");
    const flash = fresh.filter((row) => row.hasAttribute("data-flash"));
    const aloud = byId("told-flash");
    if (flash.length) {
      aloud.textContent = `${aloud.dataset.word} ${flash.map((row) => row.dataset.title).join("; ")}`;
      sound();
    }
    const told = byId("told");
    if (fresh.length > flash.length) {
      const many = fresh.length - flash.length;
      told.textContent = many === 1 ? told.dataset.one : `${told.dataset.many} ${many}`;
    }
  }

  let audio = null;
  function sound() {
    if (!audio || localStorage.getItem(SOUND) !== "on") return;
    for (const [start, pitch] of [[0, 880], [0.22, 660], [0.44, 880]]) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = pitch;
      volume.gain.value = 0.15;
      tone.connect(volume).connect(audio.destination);
      tone.start(audio.currentTime + start);
      tone.stop(audio.currentTime + start + 0.18);
    }
  }

  const button = byId("sound");
  if (button && window.AudioContext) {
    button.hidden = false;
    const show = () => button.setAttribute("aria-pressed", String(localStorage.getItem(SOUND) === "on"));
    const wake = () => (audio ||= new AudioContext());
    button.addEventListener("click", () => {
      localStorage.setItem(SOUND, localStorage.getItem(SOUND) === "on" ? "off" : "on");
      wake();
      show();
      sound();
    });
    // A browser lets a page sound only once somebody has touched it.
    document.addEventListener("pointerdown", () => localStorage.getItem(SOUND) === "on" && wake(), { once: true });
    document.addEventListener("keydown", () => localStorage.getItem(SOUND) === "on" && wake(), { once: true });
    show();
  }

  // Rows change places only when no pointer is about to hit one.
  document.addEventListener("pointermove", (event) => {
    hand = event.pointerType === "mouse" && event.target.closest?.("#rows") !== null;
    moved = Date.now();
    if (!hand) release();
  });
  document.documentElement.addEventListener("pointerleave", () => {
    hand = false;
    release();
  });

  function release() {
    const held = byId("held");
    if (!held || held.hidden) return;
    held.hidden = true;
    htmx.trigger("#rows", "desk:refresh");
  }
  byId("held")?.addEventListener("click", () => {
    hand = false;
    release();
  });

  function writing(target) {
    return target.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")
      || target.querySelector("details[open]") !== null;
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    const target = event.detail.target;
    const asked = event.detail.requestConfig?.triggeringEvent?.type || "";
    if (target.id === "rows") {
      if (hand && asked.startsWith("sse:") && Date.now() - moved < 20000) {
        event.detail.shouldSwap = false;
        byId("held").hidden = false;
        return;
      }
      const here = target.querySelector("[data-row]:focus-within, .is-here, .is-open");
      anchor = here && { id: here.id, top: here.getBoundingClientRect().top, marked: here.classList.contains("is-here") };
    } else if (target.id === "item" && asked !== "click" && asked !== "keydown" && writing(target)) {
      event.detail.shouldSwap = false; // nothing typed is taken away
    }
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const id = event.detail.target.id || event.detail.elt.id;
    // The row one is at stays where it was on the screen, whatever came above it.
    const row = id === "rows" && anchor && byId(anchor.id);
    if (row) scrollBy(0, row.getBoundingClientRect().top - anchor.top);
    if (id === "item") opened(event.detail.requestConfig?.triggeringEvent?.type || "");
  });

  // Only then: settling gives every element the attributes that the server sent.
  document.addEventListener("htmx:afterSettle", (event) => {
    const id = event.detail.target.id || event.detail.elt.id;
    if (id !== "rows" && id !== "item") return;
    if (anchor?.marked) byId(anchor.id)?.classList.add("is-here");
    anchor = null;
    mark(byId("item")?.dataset.item);
    if (id === "rows") tell();
  });

  function mark(item) {
    for (const row of document.querySelectorAll("#rows [data-row]")) {
      const open = row.id === `row-${item}`;
      row.classList.toggle("is-open", open);
      row.querySelector("a")?.[open ? "setAttribute" : "removeAttribute"]("aria-current", "true");
    }
  }

  function opened(asked) {
    const item = byId("item").dataset.item;
    if (asked === "click") {
      document.body.classList.add("has-item");
      // What one has opened is where one is, also by a click.
      for (const row of document.querySelectorAll("#rows [data-row]")) row.classList.toggle("is-here", row.id === `row-${item}`);
    }
    mark(item);
    if (after) {
      const verb = after;
      after = null;
      act(verb);
      early = "";
    } else if (asked === "click" && matchMedia("(width < 60rem)").matches) {
      byId("item").focus();
    }
  }

  function act(key) {
    const place = document.querySelector(`#item [data-verb-key="${key}"]`);
    if (!place) return;
    const sheet = place.querySelector("details");
    if (!sheet) return place.querySelector("button").click();
    sheet.open = true;
    const field = sheet.querySelector("select, textarea, input:not([type=hidden]), form button");
    field?.focus();
    if (field?.matches("textarea")) field.value += early;
  }

  // A verb is for the row one is at; when that is not the open item, it is opened first.
  function verb(key) {
    const row = document.querySelector("#rows .is-here");
    const item = byId("item")?.dataset.item;
    if (row && row.id !== `row-${item}`) {
      after = key;
      early = "";
      setTimeout(() => (after = null), 5000);
      row.querySelector("a").click();
    } else act(key);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      for (const sheet of document.querySelectorAll("#item details[open]")) sheet.open = false;
    }
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    // What is typed while the item comes is meant for its form, and must not be taken for verbs.
    if (after) early += event.key.length === 1 ? event.key : "";
    else if (event.key === "?") byId("keys")?.showModal();
    else if (event.key === ".") release();
    else if (event.key === "g") document.querySelector("#item [data-origin]")?.click();
    else if (event.key.length === 1 && VERBS.includes(event.key)) verb(event.key);
    else return;
    event.preventDefault();
  });

  const keys = byId("keys-button");
  if (keys && byId("keys")) {
    keys.hidden = false;
    keys.addEventListener("click", () => byId("keys").showModal());
  }

  // Whether what one sees is live.
  const state = byId("live-state");
  function live(is) {
    if (!state) return;
    state.textContent = is ? state.dataset.live : state.dataset.still;
    state.classList.toggle("is-still", !is);
  }
  document.addEventListener("htmx:sseOpen", () => live(true));
  document.addEventListener("htmx:sseError", () => live(false));
  addEventListener("popstate", () => location.reload());
})();
