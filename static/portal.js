/* What the pages of correction requests do beyond plain HTML: what is typed saves itself, and stays on this phone while
   there is no line; a photo is made small before it travels. Without it every form can be filled and sent. */
"use strict";
(() => {
  const OWN_ADDRESS = document.currentScript.src;
  const PAUSE = 2000, ANSWERS_WITHIN = 20000, SENT_FOR = 30000, KEPT_FOR = 7 * 24 * 3600 * 1000;
  const LONGEST_SIDE = 2000, SMALL_BYTES = 500000, QUALITY = 0.8;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const here = document.querySelector("[data-place]");
  if (!here) return;
  const words = here.dataset;
  const say = (text) => all("[data-status]").forEach((place) => { place.textContent = text; });
  let saving = null, shrinking = null;

  // --- what this phone keeps; a browser may have been told to keep nothing
  const keeping = (act) => {
    try { return act(); } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      return null;
    }
  };
  const forget = () => keeping(() => localStorage.removeItem(words.place));
  const keep = (typed) => keeping(() => localStorage.setItem(words.place, JSON.stringify({ version: words.version, at: Date.now(), typed })));
  // What another account typed on this phone goes, and what nobody came back to within a week.
  const own = words.place.split(":")[0] + ":";
  const isOver = (key) => !key.startsWith(own) || !(JSON.parse(localStorage.getItem(key)).at > Date.now() - KEPT_FOR);
  keeping(() => Object.keys(localStorage).filter((key) => /^\d+:/.test(key) && isOver(key)).forEach((key) => localStorage.removeItem(key)));
  // What was typed upon an older state of the draft has been sent since, or was written anew elsewhere.
  function kept() {
    const found = JSON.parse(keeping(() => localStorage.getItem(words.place)) || "null");
    if (found && found.version !== words.version) forget();
    return found && found.version === words.version ? found.typed : null;
  }

  if (here.matches("form")) drafts(here);
  else if (kept()) all("[data-unsaved]").forEach((note) => { note.hidden = false; });
  addEventListener("change", ({ target }) => { if (target.type === "file") shrinking = shrink(target); });
  if (HTMLFormElement.prototype.requestSubmit) addEventListener("submit", send);

  // --- drafts: saved two seconds after the last key, on a poor line again and again
  function drafts(form) {
    let timer = 0, failures = 0, isDirty = false;
    const typed = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "_submission" && name !== "csrf_token");
    const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
    const failed = () => { isDirty = true; say(words.cut); later(Math.min(60, 5 * 2 ** failures++) * 1000); };

    async function ask() {
      const body = new URLSearchParams([...typed(), ["csrf_token", form.elements.csrf_token.value]]);
      try {
        const answer = await fetch(words.draft, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json" }, signal: AbortSignal.timeout?.(ANSWERS_WITHIN) });
        if (answer.status >= 500) return failed();
        if (answer.status === 409) return say((await answer.json()).text);
        if (!answer.ok) return say(words.ended);
        const told = await answer.json();
        failures = 0;
        words.draft = told.draft;
        words.version = told.version;
        if (isDirty) { keep(typed()); return later(PAUSE); }
        forget();
        say(told.text);
      } catch (error) {
        if (!(error instanceof TypeError) && error.name !== "TimeoutError") throw error; // what fetch says when there is no line
        failed();
      }
    }
    function save() {
      if (saving || !isDirty) return;
      isDirty = false;
      saving = ask().finally(() => { saving = null; });
    }
    function touched() {
      keep(typed());
      isDirty = true;
      if (!failures) later(PAUSE);
    }
    form.addEventListener("input", touched);
    form.addEventListener("change", touched);
    form.addEventListener("submit", () => clearTimeout(timer));
    addEventListener("online", () => { if (isDirty) later(0); });
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });

    const before = kept();
    if (!before) return;
    before.forEach(([name, value]) => { if (form.elements[name]) form.elements[name].value = value; });
    say(words.back);
    isDirty = true;
    later(PAUSE);
  }

  // --- sending: without a line the browser's own page would take the place of what was typed, so the line is tried first
  async function send(event) {
    const { target: form, submitter } = event;
    const state = form.dataset.line;
    if (form.method !== "post") return;
    if (state === "up") {
      form.dataset.line = "sent";
      setTimeout(() => { delete form.dataset.line; }, SENT_FOR);
      return;
    }
    event.preventDefault();
    if (state) return; // a second touch while the first is under way
    form.dataset.line = "asked";
    form.setAttribute("aria-busy", "true");
    say(words.sending);
    await Promise.all([saving, shrinking]);
    const isUp = await lineAnswers();
    form.removeAttribute("aria-busy");
    if (isUp) form.dataset.line = "up"; else delete form.dataset.line;
    if (isUp) form.requestSubmit(submitter); else say(words.down);
  }
  addEventListener("pageshow", () => all("form").forEach((form) => { delete form.dataset.line; }));

  // Whatever the answer is, there is a line; what never answers, or cannot be asked, has none.
  const lineAnswers = () => fetch(OWN_ADDRESS, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout?.(ANSWERS_WITHIN) }).then(() => true, () => false);

  // --- photos: 2,000 pixels are a readable paper. What this browser cannot draw, or would turn, travels as it is.
  async function shrink(input) {
    const [file] = input.files;
    if (!file || !file.type.startsWith("image/") || !self.createImageBitmap || !CSS.supports("image-orientation", "from-image")) return;
    const picture = await createImageBitmap(file).catch(() => null);
    if (!picture) return;
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size < SMALL_BYTES && /jpeg|png/.test(file.type)) return;
    const sheet = Object.assign(document.createElement("canvas"), { width: picture.width * scale, height: picture.height * scale });
    const brush = sheet.getContext("2d");
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, sheet.width, sheet.height);
    brush.drawImage(picture, 0, 0, sheet.width, sheet.height);
    const small = await new Promise((done) => sheet.toBlob(done, "image/jpeg", QUALITY));
    if (!small || input.files[0] !== file) return;
    const files = new DataTransfer();
    files.items.add(new File([small], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" }));
    input.files = files.files;
    say(words.small.replace("{n}", Math.ceil(small.size / 1024)));
  }
})();
