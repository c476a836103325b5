/* What an act will change, said while its form is filled in. Without it a button of the form asks for the same. */
"use strict";
(() => {
  const form = document.querySelector("form[data-foretold]");
  if (!form) return;
  const place = document.getElementById(form.dataset.foretold);
  let timer = 0, asked = 0;

  async function look() {
    const data = new FormData(form), mine = ++asked;
    [...data].forEach(([name, value]) => { if (value instanceof File) data.delete(name); });
    data.delete("_submission");
    data.set("_look", "1");
    try {
      const answer = await fetch(location.href, { method: "POST", body: data, headers: { "X-Fragment": "foretold" } });
      if (answer.ok && mine === asked) place.innerHTML = await answer.text();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // what fetch says when there is no line
    }
  }

  form.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 250);
  });
})();
