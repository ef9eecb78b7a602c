"use strict";
// Long choices are searched: a code by its name (the server is asked), a select of many by typing. Without scripts a code is typed and
// a select stays a select.
(() => {
  const MANY = 12;
  const words = { no_results: "没有相符的，换几个字再找", option_create: "按所填的代码" };
  const said = (text) => (_data, escape) => `<div class="no-results">${escape(text)}</div>`;
  const common = {
    maxOptions: 60,
    hideSelected: false,
    render: {
      no_results: said(words.no_results),
      option_create: (data, escape) => `<div class="create">${escape(words.option_create)} <strong>${escape(data.input)}</strong></div>`,
      loading: () => "<div class=\"no-results\">正在查找…</div>",
    },
  };
  const begin = (box, settings) => {
    new window.TomSelect(box, settings);
    box.setAttribute("aria-hidden", "true"); // what is read aloud is the box that took its place
  };
  const byName = (box) => begin(box, {
    ...common,
    maxItems: 1,
    create: true,
    createOnBlur: true,
    persist: false,
    preload: "focus",
    searchField: ["text"],
    score: () => () => 1,
    options: box.value ? [{ value: box.value, text: box.dataset.named || box.value }] : [],
    load(query, done) {
      fetch(`${box.dataset.find}?q=${encodeURIComponent(query)}`, { headers: { Accept: "application/json" } })
        .then((answer) => answer.json()).then((found) => { this.clearOptions(); done(found.items); }).catch(() => done());
    },
  });
  const ready = (box) => !box.tomselect && !box.closest("[hidden]");
  const enhance = () => {
    document.querySelectorAll("input[data-find]").forEach((box) => { if (ready(box)) byName(box); });
    document.querySelectorAll("main form[method=post] select:not([multiple]):not([data-submit-on-change])").forEach((box) => {
      if (ready(box) && box.options.length > MANY) begin(box, { ...common, maxOptions: 500, allowEmptyOption: true });
    });
  };
  enhance();
  document.body.addEventListener("htmx:afterSettle", enhance);
})();
