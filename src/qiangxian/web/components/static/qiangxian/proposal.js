"use strict";
// Source and fields point at each other: hovering or focusing a field marks its place and scrolls to it, and the other way round.
(() => {
  const panes = document.querySelector(".qx-panes");
  const placesOf = (name) => [...document.querySelectorAll(`[data-places~="${name}"]`)];
  const itemOf = (name) => document.querySelector(`[data-item="${name}"]`);
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  let marked = "";

  // Scrolls the element's own pane only, so that the page itself stays where the reader has it.
  function reveal(element) {
    const pane = element && element.closest(".qx-pane");
    if (!pane || pane.scrollHeight <= pane.clientHeight) return;
    const top = element.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    if (top > 40 && top < pane.clientHeight - 80) return;
    pane.scrollTo({ top: pane.scrollTop + top - pane.clientHeight / 4, behavior: still ? "auto" : "smooth" });
  }

  function mark(name) {
    if (marked === name) return;
    document.querySelectorAll(".qx-marked").forEach((one) => one.classList.remove("qx-marked"));
    marked = name;
    placesOf(name).forEach((one) => one.classList.add("qx-marked"));
    const item = itemOf(name);
    if (item) item.classList.add("qx-marked");
  }

  function show(pane) {
    if (!panes) return;
    panes.dataset.panes = pane;
    document.querySelectorAll("[data-pane]").forEach((one) => one.classList.toggle("active", one.dataset.pane === pane));
  }

  function fromItem(item) {
    mark(item.dataset.item);
    reveal(document.getElementById(`at-${item.dataset.item}`));
  }

  // The innermost place is the one meant: a target within its task, a repair within its target.
  function fromPlace(place) {
    const names = place.dataset.places.split(" ");
    const shortest = names.sort((a, b) => placesOf(a).length - placesOf(b).length)[0];
    mark(shortest);
    reveal(itemOf(shortest));
  }

  function point(event) {
    const place = event.target.closest("[data-places]");
    if (place) return fromPlace(place);
    const pin = event.target.closest("[data-pin]");
    if (pin) { mark(pin.dataset.pin); return reveal(itemOf(pin.dataset.pin)); }
    const item = event.target.closest("[data-item]");
    return item && fromItem(item);
  }

  if (panes) {
    panes.classList.add("qx-panes-live");
    show("items");
    // The head of a government web page comes before the document: begin where the first field stands.
    const source = panes.querySelector(".qx-pane-source");
    const first = source && source.querySelector("[data-pin]");
    if (first && source.scrollHeight > source.clientHeight) source.scrollTop = Math.max(0, first.offsetTop - source.offsetTop - 80);
    panes.addEventListener("mouseover", point);
    panes.addEventListener("focusin", point);
    panes.addEventListener("click", (event) => {
      const pin = event.target.closest("[data-pin]");
      const back = event.target.closest("[data-show]");
      if (!pin && !back) return;
      event.preventDefault();
      show(pin ? "items" : "source");
      const name = pin ? pin.dataset.pin : back.dataset.show;
      mark(name);
      const goal = pin ? itemOf(name) : document.getElementById(`at-${name}`);
      if (!goal) return;
      goal.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
      const focus = pin ? goal.querySelector("button, a, summary") : goal;
      if (focus) focus.focus({ preventScroll: true });
    });
    document.querySelectorAll("[data-pane]").forEach((one) => one.addEventListener("click", (event) => {
      event.preventDefault();
      show(one.dataset.pane);
    }));
  }

  // An exchanged card takes the focus its button had, so that the keyboard stays where the work is.
  document.addEventListener("htmx:afterSettle", () => {
    const item = marked && itemOf(marked);
    if (!item || document.activeElement !== document.body) return;
    item.classList.add("qx-marked");
    const next = item.querySelector(".qx-edit :is(input:not([type=hidden]), select, textarea)") || item.querySelector("button, a");
    if (next) next.focus({ preventScroll: true });
  });

  // A chosen file says which county it is for; the choice stays the clerk's.
  document.addEventListener("htmx:afterSwap", (event) => {
    const told = event.target.querySelector && event.target.querySelector("[data-guessed-division]");
    const select = document.getElementById("id_division_code");
    if (told && select) select.value = told.dataset.guessedDivision;
  });
})();
