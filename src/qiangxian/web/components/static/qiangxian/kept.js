"use strict";
// A kept form is sent with the token of the new login, which happened in another window.
document.querySelectorAll("form[data-kept]").forEach((form) => {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(form.dataset.kept, { headers: { Accept: "application/json" }, cache: "no-store" }).catch(() => null);
    if (!answer || !answer.ok) { form.querySelector("[data-kept-words]").hidden = false; return; }
    form.elements.csrfmiddlewaretoken.value = (await answer.json()).token;
    form.submit();
  });
});
