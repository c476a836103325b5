// A design beside its card: a moment after the last key, both sides are drawn anew by the server and nothing is kept.
(() => {
  const place = document.querySelector("[data-card-preview]");
  const form = place && place.querySelector("form.record-form");
  if (!form) return;
  const sides = place.querySelectorAll("[data-card-side]");
  const trouble = place.querySelector("[data-card-trouble]");
  let timer = 0, asked = 0;
  const draw = async () => {
    const mine = ++asked, body = new FormData(form);
    body.delete("_submission");
    try {
      const answer = await fetch(place.dataset.cardPreview, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok || mine !== asked) return;
      const told = await answer.json();
      trouble.textContent = told.trouble || "";
      (told.pictures || []).forEach((picture, number) => { sides[number].src = picture; });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // the line is down: the last picture stays
    }
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(draw, 400); };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  draw();
})();
