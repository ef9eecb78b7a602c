"use strict";
// A session that is about to end says so; whoever goes on keeps what is filled in, after a new login in another window too.
const stay = document.getElementById("stay");
if (stay) {
  const words = document.getElementById("stay-words");
  const again = stay.querySelector("[data-again]");
  const minute = 60 * 1000;
  let seen = Date.now();

  const show = (over) => {
    words.textContent = over ? words.dataset.over : words.dataset.soon;
    again.hidden = !over;
    if (!stay.open) stay.showModal();
  };

  const look = () => {
    const left = Math.min(seen + Number(stay.dataset.idle) * minute, Number(stay.dataset.ends) * 1000 || Infinity) - Date.now();
    if (left <= 0) show(true);
    else if (left <= Number(stay.dataset.warn) * minute) show(false);
  };

  stay.querySelector("[data-stay]").addEventListener("click", async () => {
    const answer = await fetch(stay.dataset.url, { headers: { Accept: "application/json" }, cache: "no-store" }).catch(() => null);
    if (!answer || !answer.ok) { show(true); return; }
    const told = await answer.json();
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => { field.value = told.token; });
    stay.dataset.ends = told.ends;
    seen = Date.now();
    stay.close();
  });

  window.setInterval(look, 15 * 1000);
}
