/* What the clerks' pages do beyond plain HTML. No library. What forms of records do besides stands in form.js. */
"use strict";
(() => {
  const root = document.documentElement;
  const OWN_ADDRESS = document.currentScript.src;
  const LINE_ANSWERS_WITHIN = 10000;
  const cookie = (name) => (document.cookie.match(`(?:^|; )${name}=([^;]*)`) || [])[1];
  const remember = (name, value) => { document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`; };

  // Before anything is painted: light or dark, menu folded or not.
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.bsTheme = cookie("theme") || (dark ? "dark" : "light");
  if (cookie("menu") === "folded") root.dataset.menu = "folded";

  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);

  document.addEventListener("DOMContentLoaded", () => {
    frame();
    menus();
    forms();
    all("[data-live]").forEach(live);
    all("[data-import]").forEach(importOptions);
    all("[data-print]").forEach((b) => b.addEventListener("click", () => window.print()));
  });

  function frame() {
    const side = one("#side");
    const burger = one("[data-menu-open]");
    const fold = one("[data-fold]");
    const open = (yes) => {
      root.toggleAttribute("data-menu-shown", yes);
      burger?.setAttribute("aria-expanded", yes);
      (yes ? one("a", side) : burger)?.focus();
    };
    const setFold = (yes) => {
      if (yes) root.dataset.menu = "folded"; else delete root.dataset.menu;
      remember("menu", yes ? "folded" : "open");
      fold?.setAttribute("aria-expanded", !yes);
    };
    burger?.addEventListener("click", () => open(!root.hasAttribute("data-menu-shown")));
    one("[data-menu-close]")?.addEventListener("click", () => open(false));
    fold?.setAttribute("aria-expanded", root.dataset.menu !== "folded");
    fold?.addEventListener("click", () => setFold(root.dataset.menu !== "folded"));
    all(".side-group > summary").forEach((s) => s.addEventListener("click", (event) => {
      if (root.dataset.menu !== "folded") return;
      event.preventDefault();
      setFold(false);
      s.parentElement.open = true;
    }));
    one("[data-theme-switch]")?.addEventListener("click", () => {
      root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
      remember("theme", root.dataset.bsTheme);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && root.hasAttribute("data-menu-shown")) return open(false);
      const typing = event.target.closest("input, textarea, select, [contenteditable], dialog");
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      const box = one(`[data-hotkey="${CSS.escape(event.key)}"]`);
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    });
  }

  // A menu is a <details>: it closes when one clicks or tabs elsewhere, and on Escape.
  function menus() {
    const close = (except) => all("details.menu[open]").forEach((m) => { if (m !== except) m.open = false; });
    document.addEventListener("click", (event) => close(event.target.closest("details.menu")));
    document.addEventListener("focusin", (event) => close(event.target.closest("details.menu")));
    document.addEventListener("keydown", (event) => {
      const menu = event.key === "Escape" && one("details.menu[open]");
      if (menu) { menu.open = false; one("summary", menu).focus(); }
    });
  }

  function forms() {
    one("[data-error-summary]")?.focus();
    document.addEventListener("submit", (event) => {
      const { target: form, submitter } = event;
      if (event.defaultPrevented) return;
      const ask = submitter?.dataset.confirm ? submitter : form.dataset.confirm ? form : null;
      if (ask && !form.dataset.confirmed) {
        event.preventDefault();
        confirmThen(ask, () => { form.dataset.confirmed = "yes"; form.requestSubmit(submitter); });
        return;
      }
      delete form.dataset.confirmed;
      if (form.method === "post") sendOnce(event, form);
    });
    all("form[data-guard]").forEach(guard);
  }

  function confirmThen(ask, go) {
    const dialog = one("#confirm");
    const yes = one("[data-confirm-yes]", dialog);
    one("#confirm-text", dialog).textContent = ask.dataset.confirm;
    yes.textContent = ask.dataset.confirmButton || yes.textContent;
    yes.classList.toggle("btn-danger", "confirmDanger" in ask.dataset);
    yes.classList.toggle("btn-primary", !("confirmDanger" in ask.dataset));
    dialog.returnValue = "no";
    dialog.addEventListener("close", () => { if (dialog.returnValue === "yes") go(); }, { once: true });
    dialog.showModal();
  }

  // A second click while the first is under way is not a second record; a page got back by "Back" is free again.
  function sendOnce(event, form) {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
    addEventListener("pageshow", () => { delete form.dataset.sent; form.removeAttribute("aria-busy"); }, { once: true });
    setTimeout(() => { delete form.dataset.sent; form.removeAttribute("aria-busy"); }, 8000);
  }

  function guard(form) {
    let touched = Boolean(one("[data-error-summary]"));
    form.addEventListener("input", () => { touched = true; });
    form.addEventListener("submit", (event) => stayWithoutLine(event, form));
    addEventListener("submit", (event) => { if (event.target === form && !event.defaultPrevented) touched = false; });
    addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
  }

  // Without a line the browser's own page would take the place of what was typed: so the line is tried first.
  async function stayWithoutLine(event, form) {
    const { submitter } = event;
    if (form.dataset.line === "up") return delete form.dataset.line;
    event.preventDefault();
    if (form.dataset.line) return; // a second click while the first is under way
    form.dataset.line = "asked";
    form.setAttribute("aria-busy", "true");
    one("[data-line-down]", form)?.remove();
    const isUp = await lineAnswers();
    form.dataset.line = isUp ? "up" : "";
    form.removeAttribute("aria-busy");
    if (isUp) form.requestSubmit(submitter); else tellLineDown(form);
  }

  // Whatever the answer is, there is a line; what never answers, or cannot be asked, has none.
  async function lineAnswers() {
    try {
      await fetch(OWN_ADDRESS, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout?.(LINE_ANSWERS_WITHIN) });
      return true;
    } catch {
      return false;
    }
  }

  function tellLineDown(form) {
    const told = Object.assign(document.createElement("p"), { className: "notice notice-bad", textContent: document.body.dataset.lineDown });
    told.setAttribute("role", "alert");
    told.dataset.lineDown = "";
    (one(".form-buttons", form) || form.lastElementChild).before(told);
    told.scrollIntoView({ block: "nearest" });
  }

  // A part that the server redraws until it is finished: the new one no longer says data-live.
  function live(part) {
    setTimeout(async () => {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null); // no line: ask again
      const fresh = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
      if (!fresh) return live(part);
      part.replaceWith(document.adoptNode(fresh));
      if (fresh.hasAttribute("data-live")) live(fresh);
    }, Number(part.dataset.live) || 2000);
  }

  // --- imports: only the options that go with the field chosen for a column, and with the choice for a name.
  function importOptions(form) {
    const show = (select) => {
      const row = select.closest("tr");
      const kind = select.selectedOptions[0]?.dataset.kind || "none";
      all("[data-kinds]", row).forEach((part) => { part.hidden = !part.dataset.kinds.split(" ").includes(kind); });
      all("[data-fields]", row).forEach((part) => { part.hidden = part.dataset.fields !== select.value; });
    };
    const mean = (select) => { one("[id$=-meaning]", select.closest("tr")).parentElement.hidden = select.value !== "map"; };
    all("[data-import-field]", form).forEach((select) => select.addEventListener("change", () => show(select)));
    all("[data-import-choice]", form).forEach((select) => { mean(select); select.addEventListener("change", () => mean(select)); });
  }
})();
