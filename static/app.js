/* What the clerks' pages do beyond plain HTML. No library; lookups use tom-select where the page loads it. */
"use strict";
(() => {
  const root = document.documentElement;
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
    rows();
    filters();
    forms();
    inlineLines(document);
    lookups(document);
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

  function rows() {
    all("[data-rows] tbody").forEach((body) => body.addEventListener("click", (event) => {
      if (event.target.closest("a, button, input, label, summary") || String(getSelection())) return;
      const link = one("[data-open]", event.target.closest("tr"));
      if (link) event.ctrlKey || event.metaKey ? window.open(link.href) : link.click();
    }));
    const bar = one("#action_form");
    if (!bar) return;
    const ticks = all("[data-tick]");
    const top = one("[data-tick-all]");
    const words = one(".bulk-count", bar);
    const show = () => {
      const n = ticks.filter((t) => t.checked).length;
      bar.hidden = !n;
      words.textContent = n === 1 ? words.dataset.one : words.dataset.many.replace("{n}", n);
      if (top) { top.checked = n > 0 && n === ticks.length; top.indeterminate = n > 0 && n < ticks.length; }
    };
    const tickAll = (yes) => { ticks.forEach((t) => { t.checked = yes; }); show(); };
    ticks.forEach((t) => t.addEventListener("change", show));
    top?.addEventListener("change", () => tickAll(top.checked));
    one("[data-unselect]", bar).addEventListener("click", () => tickAll(false));
    show();
  }

  function option(value, text) { return new Option(text, value); }

  function filters() {
    const form = one("[data-filter-form]");
    if (!form) return;
    const groups = JSON.parse(one("[data-filter-groups]").textContent);
    const field = one("[data-filter-field]", form);
    const operation = one("[data-filter-operation]", form);
    const place = one("[data-filter-value]", form);
    const chosen = () => groups[field.value][operation.selectedIndex];
    const box = (type) => Object.assign(document.createElement("input"), { type, className: "form-control", required: true });
    const dayBox = () => Object.assign(box("text"), { placeholder: form.dataset.filterDay, inputMode: "numeric" });
    const drawValue = () => {
      const { arg, options, type } = chosen();
      let inputs;
      if (options) {
        const select = Object.assign(document.createElement("select"), { className: "form-select" });
        options.forEach(([value, text]) => select.append(option(value, text)));
        inputs = [select];
      } else if (type === "daterangepicker") inputs = [dayBox(), dayBox()];
      else inputs = [type === "datepicker" ? dayBox() : box("text")];
      inputs[0].id = "filter-value";
      inputs[0].name = `flt${form.dataset.filterNext}_${arg}`;
      place.replaceChildren(...inputs);
    };
    const drawOperations = () => {
      operation.replaceChildren(...groups[field.value].map((entry, i) => option(i, entry.operation)));
      drawValue();
    };
    field.replaceChildren(...Object.keys(groups).map((name) => option(name, name)));
    field.addEventListener("change", drawOperations);
    operation.addEventListener("change", drawValue);
    form.addEventListener("submit", () => {
      if (!/^date(range)?picker$/.test(chosen().type || "") || chosen().options) return;
      const days = all("input", place).map((input) => spelled(input.value).split("/").reverse().join("-"));
      const { name } = one("input", place);
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value: days.join(" to ") }));
      one("input", place).removeAttribute("name");
    });
    drawOperations();
  }

  function forms() {
    one("[data-error-summary]")?.focus();
    all("[data-day]").forEach((input) => input.addEventListener("change", () => { input.value = spelled(input.value); }));
    document.addEventListener("submit", (event) => {
      const { target: form, submitter } = event;
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

  // 21112026 and 21.11.2026 are what fast hands type for 21/11/2026; seven digits could be two dates and stay.
  function spelled(text) {
    const found = text.trim().match(/^(\d{2})(\d{2})(\d{4})$/) || text.trim().match(/^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})$/);
    return found ? `${found[1].padStart(2, "0")}/${found[2].padStart(2, "0")}/${found[3]}` : text;
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
    form.addEventListener("submit", () => { touched = false; });
    addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
  }

  function inlineLines(within) {
    all("[data-inline]", within).forEach((field) => {
      const list = one("[data-inline-list]", field);
      one("[data-inline-add]", field).addEventListener("click", () => {
        const numbers = all(":scope > [data-inline-line]", list).map((l) => Number(l.id.split("-").pop()));
        const prefix = `${field.dataset.inline}-${Math.max(-1, ...numbers) + 1}`;
        const line = one("[data-inline-template]", field).content.firstElementChild.cloneNode(true);
        line.id = prefix;
        all("[name]", line).forEach((input) => {
          one(`label[for="${CSS.escape(input.id)}"]`, line)?.setAttribute("for", `${prefix}-${input.id}`);
          input.name = `${prefix}-${input.name}`;
          input.id = `${prefix}-${input.id}`;
        });
        list.append(line);
        lookups(line);
        one("input, select, textarea", line)?.focus();
      });
      field.addEventListener("click", (event) => {
        if (event.target.closest("[data-inline-remove]")) event.target.closest("[data-inline-line]").remove();
      });
    });
  }

  // Flask-Admin's hidden lookup input becomes a select that asks the server as one types.
  function lookups(within) {
    if (typeof TomSelect === "undefined") return;
    all("input[data-role=select2-ajax]", within).forEach((input) => {
      const { url, multiple, allowBlank, placeholder, json, minimumInputLength } = input.dataset;
      const select = document.createElement("select");
      [...input.attributes].filter((a) => /^(id|name|class|aria-)/.test(a.name)).forEach((a) => select.setAttribute(a.name, a.value));
      select.className = "form-select";
      select.multiple = Boolean(multiple);
      const present = json ? JSON.parse(json) : [];
      const given = multiple ? present : json ? [present] : [];
      if (allowBlank || !given.length) select.append(option("", ""));
      given.forEach(([value, text]) => select.append(new Option(text, value, true, true)));
      input.replaceWith(select);
      ask(select, { url, placeholder, shortest: Number(minimumInputLength || 1) });
    });
    all("select[data-role=select2]", within).filter((s) => s.options.length > 12 && !s.tomselect).forEach((s) => {
      named(s);
      new TomSelect(s, { maxOptions: 300, allowEmptyOption: true, render: drawn });
    });
  }

  // "TRAORÉ Moussa · Sergent · 004512": the name strong, the rest beside it.
  const line = (data, escape) => {
    const [name, ...rest] = String(data.text).split(" · ");
    return `<div>${escape(name)}${rest.length ? ` <span class="lookup-rest">${escape(rest.join(" · "))}</span>` : ""}</div>`;
  };
  const texts = () => document.body.dataset;
  const drawn = {
    option: line,
    item: line,
    no_results: () => `<div class="no-results">${texts().none || ""}</div>`,
  };

  // The label moves to the box that TomSelect draws; the select behind it needs a name of its own.
  function named(select) {
    select.setAttribute("aria-label", one(`label[for="${CSS.escape(select.id)}"]`)?.firstChild.textContent.trim() || "");
  }

  function ask(select, { url, placeholder, shortest }) {
    named(select);
    new TomSelect(select, {
      valueField: "value", labelField: "text", searchField: [], placeholder,
      shouldLoad: (query) => query.length >= shortest,
      load(query, done) {
        const address = new URL(url, location.href);
        address.searchParams.set("query", query);
        fetch(address)
          .then((answer) => (answer.ok ? answer.json() : []))
          .then((found) => done(found.map(([value, text]) => ({ value, text }))), () => done());
      },
      onType() { this.clearOptions(); },
      onItemAdd() { this.blur(); }, // an answer that comes late must not open the list again
      render: drawn,
    });
  }

  // A part that the server redraws until it is finished: the new one no longer says data-live.
  function live(part) {
    setTimeout(async () => {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
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
