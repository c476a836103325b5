/* What forms do beyond plain HTML: lookups (tom-select), lines within a form, drafts, fields that come and go, keys.
   Loaded by pages that have such a form, after app.js. Without it every form can still be filled and sent. */
"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);
  const option = (value, text) => new Option(text, value);
  const ANSWERS_WITHIN = 20000; // a server that has not answered by then is out of reach

  document.addEventListener("DOMContentLoaded", () => {
    inlineLines(document);
    lookups(document);
    days();
    toFirstError();
    all("form.record-form").forEach(saveByKey);
    all("form[data-draft]").forEach(drafts);
    all("form.record-form").forEach(conditions);
    disputes();
  });

  // 21112026 and 21.11.2026 are what fast hands type for 21/11/2026; seven digits could be two dates and stay.
  function days() {
    document.addEventListener("change", ({ target }) => {
      if (!target.matches("[data-day]")) return;
      const text = target.value.trim();
      const found = text.match(/^(\d{2})(\d{2})(\d{4})$/) || text.match(/^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})$/);
      if (found) target.value = `${found[1].padStart(2, "0")}/${found[2].padStart(2, "0")}/${found[3]}`;
    });
  }

  // The summary is announced as an alert; the hand is already where the first correction is to be made.
  function toFirstError() {
    const wrong = one("form [aria-invalid=true]");
    if (!wrong) return;
    (wrong.tomselect || wrong).focus();
  }

  function saveByKey(form) {
    document.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      if (one("dialog[open]")) return;
      event.preventDefault();
      form.requestSubmit(one("[type=submit].btn-primary", form));
    });
  }

  // Drafts: saved two seconds after the last key, at the latest every ten; on a poor line again and again, in words.
  function drafts(form) {
    const status = one("[data-draft-status]", form);
    const words = form.dataset;
    let timer = 0, latest = 0, failures = 0, isSending = false, isDirty = false, isLeaving = false;
    const content = () => {
      const data = new FormData(form);
      [...data].forEach(([name, value]) => { if (value instanceof File) data.delete(name); });
      data.delete("_submission");
      return new URLSearchParams([...data]);
    };
    const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
    const failed = (text) => {
      isDirty = true;
      const wait = Math.min(60, 5 * 2 ** failures++);
      status.textContent = text.replace("{n}", wait);
      later(wait * 1000);
    };
    async function save() {
      if (isSending || isLeaving || !isDirty) return;
      isSending = true;
      isDirty = false;
      latest = Date.now();
      try {
        const answer = await fetch(words.draft, { method: "POST", body: content(), redirect: "manual", headers: { Accept: "application/json" }, signal: AbortSignal.timeout?.(ANSWERS_WITHIN) });
        const isJson = (answer.headers.get("Content-Type") || "").includes("json");
        if (answer.ok && isJson) {
          failures = 0;
          status.textContent = (await answer.json()).text;
        } else if (answer.status === 409 || answer.status >= 500) failed(words.draftFailed);
        else if (answer.status === 413 && isJson) status.textContent = (await answer.json()).error;
        else status.textContent = words.draftEnded;
      } catch (error) {
        if (!(error instanceof TypeError) && error.name !== "TimeoutError") throw error; // what fetch says when there is no line
        failed(words.draftFailed);
      } finally {
        isSending = false;
      }
      if (isDirty && !failures) later(2000);
    }
    const touched = () => {
      if (one("[data-draft-offer]")) { status.textContent = words.draftWaiting; return; } // it must not be overwritten
      isDirty = true;
      if (!failures) later(Date.now() - latest > 10000 && latest ? 0 : 2000);
    };
    form.addEventListener("input", touched);
    form.addEventListener("change", touched);
    // Heard last, so that a sending which was held back (no line, a question first) does not end the saving of drafts.
    addEventListener("submit", (event) => {
      if (event.target !== form || event.defaultPrevented) return;
      isLeaving = true;
      clearTimeout(timer);
      setTimeout(() => { isLeaving = false; }, 8000);
    });
    addEventListener("online", () => { if (isDirty) later(0); });
    addEventListener("pageshow", () => { isLeaving = false; });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && isDirty) save(); });
  }

  // A field that is only there when another has given values. The server decides the same again.
  function conditions(form) {
    all("[data-shown-if]", form).forEach((field) => {
      const values = JSON.parse(field.dataset.shownValues);
      const other = () => one(`[name="${CSS.escape(field.dataset.shownIf)}"]`, form);
      if (!other()) return;
      const show = () => {
        const box = other();
        const value = box.type === "checkbox" ? (box.checked ? "yes" : "no") : box.value;
        field.hidden = !values.includes(value);
      };
      show();
      form.addEventListener("change", show);
      form.addEventListener("input", show);
    });
  }

  // Typing in the box of a field that both have changed means: mine.
  function disputes() {
    all("[data-dispute]").forEach((choice) => {
      const field = choice.closest(".field");
      field.addEventListener("input", ({ target }) => {
        if (!target.closest("[data-dispute]")) one("[value=mine]", choice).checked = true;
      });
    });
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
      const { url, multiple, allowBlank, placeholder, json, minimumInputLength, lookupWith, lookupFirst } = input.dataset;
      const select = document.createElement("select");
      [...input.attributes].filter((a) => /^(id|name|class|aria-)/.test(a.name)).forEach((a) => select.setAttribute(a.name, a.value));
      select.className = "form-select";
      select.multiple = Boolean(multiple);
      const present = json ? JSON.parse(json) : [];
      const given = multiple ? present : json ? [present] : [];
      if (allowBlank || !given.length) select.append(option("", ""));
      given.forEach(([value, text]) => select.append(new Option(text, value, true, true)));
      input.replaceWith(select);
      ask(select, { url, placeholder, shortest: Number(minimumInputLength || 1), other: lookupWith, first: lookupFirst });
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

  // `other` names the field on which the proposals depend; while it is empty there are none, and `first` says so.
  function ask(select, { url, placeholder, shortest, other, first }) {
    named(select);
    const others = () => one(`[name="${CSS.escape(other)}"]`, select.form);
    const box = new TomSelect(select, {
      valueField: "value", labelField: "text", searchField: [], placeholder,
      shouldLoad: (query) => query.length >= shortest,
      load(query, done) {
        const address = new URL(url, location.href);
        address.searchParams.set("query", query);
        if (other) address.searchParams.set(other, others().value);
        fetch(address)
          .then((answer) => (answer.ok ? answer.json() : []))
          .then((found) => done(found.map(([value, text]) => ({ value, text }))), () => done());
      },
      onType() { this.clearOptions(); },
      onFocus() { if (!shortest) this.load(""); },
      onItemAdd() { this.blur(); }, // an answer that comes late must not open the list again
      render: other ? { ...drawn, no_results: () => `<div class="no-results">${(others().value ? texts().none : first) || ""}</div>` } : drawn,
    });
    if (other) select.form.addEventListener("change", ({ target }) => {
      if (target !== others()) return;
      box.clear();
      box.clearOptions();
    });
  }
})();
