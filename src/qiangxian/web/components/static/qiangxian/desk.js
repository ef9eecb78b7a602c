"use strict";
// A select that switches the page needs no button where scripts run; one open menu at a time; Escape closes it.
document.querySelectorAll("[data-submit-on-change]").forEach((field) => {
  const button = field.form.querySelector("[type=submit]");
  if (button) button.hidden = true;
  field.addEventListener("change", () => field.form.requestSubmit());
});

const menus = [...document.querySelectorAll(".qx-user, .qx-known")];
menus.forEach((menu) => { if (menu.matches(".qx-known")) menu.open = false; });
document.addEventListener("click", (event) => {
  menus.forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menus.filter((menu) => menu.open).forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
});

// `/` and Ctrl-K lead to the search box from anywhere, unless one is typing.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  const wanted = (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey)
    || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k");
  const box = wanted && document.getElementById("q");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// A form marked with a question asks it once before it sends.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// One box ticks all boxes of that name on the page.
document.addEventListener("change", (event) => {
  const name = event.target.dataset.tickAll;
  if (!name) return;
  document.querySelectorAll(`input[type=checkbox][name="${name}"]`).forEach((box) => { box.checked = event.target.checked; });
});

// A button that copies the text of another element; without a clipboard the text is marked, so that one can copy it by hand.
document.querySelectorAll("[data-copy]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy);
    text.select();
    try { await navigator.clipboard.writeText(text.value); button.textContent = "已复制"; } catch { text.focus(); }
  });
});

// Paper: the button prints; without scripts the browser's own menu does.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// On a phone the log of a matter, the choice of the day, the filters and the menu of enterprises and visitors are folded, so that the
// buttons and rows come first; a table's rows become cards, the name and the state first, whose cells carry the heads of their columns.
// Tables in two directions stay as they are.
const narrow = window.matchMedia("(max-width: 575.98px)");
const asCards = (table) => {
  const heads = table.tHead && table.tHead.rows.length === 1 ? [...table.tHead.rows[0].cells] : [];
  if (!heads.length || table.matches(".qx-stack, .qx-matrix, .qx-diff, .qx-as-table")) return;
  if (table.querySelector("[rowspan], td[colspan]")) return;
  [...table.tBodies].forEach((body) => [...body.rows].forEach((row) => [...row.cells].forEach((cell, place) => {
    if (!cell.matches("td") || !heads[place]) return;
    cell.dataset.label = heads[place].innerText.trim();
    if (place === 0) cell.classList.add("qx-card-name");
    else if (/(状态|进度)$/.test(cell.dataset.label)) cell.classList.add("qx-col-status");
  })));
  table.classList.add("qx-stack");
};
const fold = () => {
  if (!narrow.matches) return;
  document.querySelectorAll(".qx-log[open], .qx-day-fold[open], .qx-filter-fold[open], .qx-menu-fold[open]").forEach((part) => { part.open = false; });
  document.querySelectorAll("main table.table").forEach(asCards);
};
fold();
document.body.addEventListener("htmx:afterSettle", fold);

// The parts of a long page become tabs; without scripts, and on paper, they stand one below the other.
document.querySelectorAll("[data-tabbed]").forEach((box) => {
  const parts = [...box.children].filter((part) => part.matches("section"));
  if (parts.length < 2) return;
  const bar = document.createElement("nav");
  bar.className = "qx-tabs d-print-none";
  bar.setAttribute("aria-label", box.dataset.tabbed);
  const links = parts.map((part) => {
    const title = part.querySelector("h2");
    const link = document.createElement("a");
    link.href = `#${title.id}`;
    link.textContent = title.textContent;
    bar.append(link);
    return link;
  });
  const show = () => {
    const asked = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const chosen = Math.max(parts.findIndex((part) => asked && part.contains(asked)), 0);
    parts.forEach((part, place) => {
      part.classList.toggle("qx-tab-off", place !== chosen);
      if (place === chosen) links[place].setAttribute("aria-current", "page"); else links[place].removeAttribute("aria-current");
    });
  };
  box.prepend(bar);
  window.addEventListener("hashchange", show);
  show();
});
