/* The badge desk: the camera beside the box for a scan, one tick for all the lines, and the list of another kind of card at
   once. Without it one types, scans with a hand scanner, ticks line by line, and sends for the list. What is read goes into the box and is sent as it would be typed: by POST. */
"use strict";
(() => {
  const all = document.querySelector("[data-tick-these]");
  if (all) {
    const boxes = () => [...all.closest("table").querySelectorAll("tbody input[type=checkbox]:not(:disabled)")];
    const show = () => {
      const ticked = boxes().filter((box) => box.checked).length;
      all.checked = ticked > 0 && ticked === boxes().length;
      all.indeterminate = ticked > 0 && !all.checked;
    };
    all.addEventListener("change", () => boxes().forEach((box) => { box.checked = all.checked; }));
    all.closest("table").addEventListener("change", (event) => { if (event.target !== all) show(); });
    show();
  }

  document.querySelector("[data-list-follows]")?.addEventListener("change", (event) => event.target.form.requestSubmit());

  const form = document.querySelector("form[data-scan]");
  if (!form || !window.scanner || !navigator.mediaDevices) return;
  const button = form.querySelector("[data-camera]"), place = form.querySelector(".scan-camera"), video = place.querySelector("video");
  const trouble = form.querySelector("[data-camera-trouble]"), box = form.elements.text;
  let stop = null, isSent = false;
  button.hidden = false;

  function sent(text) {
    if (isSent) return;
    isSent = true;
    box.value = text;
    form.requestSubmit();
  }

  function close() {
    if (stop) stop();
    stop = null;
    place.hidden = true;
    button.setAttribute("aria-expanded", "false");
  }

  async function open() {
    trouble.hidden = true;
    place.hidden = false;
    button.setAttribute("aria-expanded", "true");
    try {
      stop = await window.scanner.start(video, sent);
    } catch (error) {
      close();
      const words = { NotAllowedError: "denied", NotFoundError: "missing" }[error.name] || "other";
      trouble.textContent = trouble.dataset[words];
      trouble.hidden = false;
    }
  }

  button.addEventListener("click", () => (place.hidden ? open() : close()));
  window.addEventListener("pagehide", close);
})();
