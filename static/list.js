/* What a list does beyond plain links and forms: it loads only itself, searches as one types, knows a few keys,
   and remembers what is ticked on other pages. Everything else is app.js. */
"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);
  const PLACE = ["after", "before", "jump"]; // where one is in a list, not which list it is
  const SHORTEST = 3;
  const PAUSE = 250;

  document.addEventListener("DOMContentLoaded", () => {
    openByLine();
    if (one("[data-list]")) list();
  });

  // The whole line opens what its name opens.
  function openByLine() {
    document.addEventListener("click", (event) => {
      const line = event.target.closest("[data-rows] tbody tr");
      if (!line || event.target.closest("a, button, input, label, summary") || String(getSelection())) return;
      const link = one("[data-open]", line);
      if (link) event.ctrlKey || event.metaKey ? window.open(link.href) : link.click();
    });
  }

  function list() {
    const ticked = new Map(); // number -> whether it stands on this page
    loading();
    searching();
    panels();
    keys();
    document.addEventListener("change", (event) => {
      const { target } = event;
      if (target.matches("[data-tick]")) keep(target);
      else if (target.matches("[data-tick-all]")) tickPage(target.checked);
      else if (target.matches("[data-whole]")) tell();
    });
    document.addEventListener("click", (event) => { if (event.target.closest("[data-unselect]")) untick(); });
    document.addEventListener("submit", (event) => { if (event.target.matches("[data-bulk]")) addElsewhere(event.target); }, true);
    document.addEventListener("list:drawn", tickAgain);
    tickAgain();

    // --- what is ticked -----------------------------------------------------------------------------

    function keep(tick) {
      if (tick.checked) ticked.set(tick.value, true); else ticked.delete(tick.value);
      tell();
    }

    function tickPage(yes) {
      all("[data-tick]").forEach((t) => { t.checked = yes; if (yes) ticked.set(t.value, true); else ticked.delete(t.value); });
      tell();
    }

    function untick() {
      ticked.clear();
      all("[data-tick], [data-whole]").forEach((t) => { t.checked = false; });
      tell();
    }

    // After a page was loaded: what was ticked before stays so, here or on other pages.
    function tickAgain() {
      ticked.forEach((_here, number) => ticked.set(number, false));
      all("[data-tick]").forEach((t) => { if (t.checked || ticked.has(t.value)) { t.checked = true; ticked.set(t.value, true); } });
      tell();
    }

    // The number is said before anything is done with it.
    function tell() {
      const bar = one("[data-bulk]");
      if (!bar) return;
      const whole = one("[data-whole]:checked", bar);
      const elsewhere = [...ticked.values()].filter((here) => !here).length;
      const n = whole ? Number(whole.dataset.whole) : ticked.size;
      const words = one(".bulk-count", bar);
      const pattern = n === 1 ? words.dataset.one : elsewhere && !whole ? words.dataset.elsewhere : words.dataset.many;
      words.textContent = n ? pattern.replace("{n}", n).replace("{m}", elsewhere) : "";
      bar.toggleAttribute("data-some", n > 0);
      all("[data-ask]", bar).forEach((b) => { b.dataset.confirm = `${b.dataset.ask} ${words.textContent}.`; });
      const ticks = all("[data-tick]");
      const top = one("[data-tick-all]");
      const here = ticks.filter((t) => t.checked).length;
      if (top) { top.checked = here > 0 && here === ticks.length; top.indeterminate = here > 0 && here < ticks.length; }
    }

    function addElsewhere(bar) {
      all("[data-elsewhere-row]", bar).forEach((input) => input.remove());
      ticked.forEach((here, value) => {
        if (here) return;
        const input = Object.assign(document.createElement("input"), { type: "hidden", name: "rowid", value });
        input.dataset.elsewhereRow = "";
        bar.append(input);
      });
    }
  }

  // --- loading the list alone -----------------------------------------------------------------------

  let asking = null;

  async function load(address, { push = true, keepPanel = false } = {}) {
    asking?.abort();
    asking = new AbortController();
    const part = one("[data-list]");
    const slow = setTimeout(() => part.setAttribute("aria-busy", "true"), 150);
    try {
      const answer = await fetch(address, { headers: { "X-Fragment": "list" }, signal: asking.signal });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("list-part");
      if (!answer.ok || !fresh) { location.assign(address); return; } // signed out, or not for us: the page says why
      const where = answer.headers.get("X-Address") || address;
      if (push && where !== location.pathname + location.search) history[push === "replace" ? "replaceState" : "pushState"]({}, "", where);
      draw(fresh, keepPanel);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    } finally {
      clearTimeout(slow);
      one("[data-list]")?.removeAttribute("aria-busy");
    }
  }

  // The hand stays where it was: the same link or box in the new list has the focus that it had in the old one.
  function draw(fresh, keepPanel) {
    const part = one("[data-list]");
    const focus = part.contains(document.activeElement) ? sign(document.activeElement) : null;
    const across = one(".table-scroll", part)?.scrollLeft || 0;
    part.replaceWith(document.adoptNode(fresh));
    const table = one(".table-scroll", fresh);
    if (table) table.scrollLeft = across;
    if (focus) (focus(fresh) || table || one("#list-search"))?.focus({ preventScroll: true });
    one("[data-list-count]").textContent = fresh.dataset.count;
    one("[data-list-said]").textContent = fresh.dataset.said;
    if (!keepPanel) closePanel(false);
    followAddress();
    document.dispatchEvent(new Event("list:drawn"));
  }

  // How to find in the new list what had the focus in the old one.
  function sign(element) {
    const head = element.closest("thead th");
    if (head) { const at = [...head.parentElement.children].indexOf(head); return (within) => one("a, input", one("thead tr", within)?.children[at] || within); }
    for (const name of ["data-next", "data-previous", "id"]) {
      if (element.hasAttribute(name)) return (within) => one(name === "id" ? `#${CSS.escape(element.id)}` : `[${name}]`, within);
    }
    return () => null;
  }

  // Links and fields outside the list that depend on what it shows.
  function followAddress() {
    const now = new URL(location.href);
    PLACE.concat("panel").forEach((name) => now.searchParams.delete(name));
    const state = now.searchParams.toString();
    all("[data-with-state]").forEach((a) => { a.href = a.pathname + (state ? `?${state}` : ""); });
    all("[data-view]").forEach((a) => {
      const is = new URL(a.href).searchParams.toString() === state;
      if (is) a.setAttribute("aria-current", "page"); else a.removeAttribute("aria-current");
    });
    const box = one("#list-search");
    const sought = now.searchParams.get("search") || "";
    if (box && document.activeElement !== box) box.value = sought;
  }

  function addressOf(form) {
    const address = new URL(form.action, location.href);
    address.search = "";
    new FormData(form).forEach((value, name) => { if (String(value).trim()) address.searchParams.append(name, value); });
    return address.href;
  }

  function loading() {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-load]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      load(link.href);
    });
    document.addEventListener("submit", (event) => {
      if (!event.target.matches("[data-load-form]")) return;
      event.preventDefault();
      load(addressOf(event.target));
    });
    addEventListener("popstate", () => load(location.href, { push: false }));
  }

  // --- search as one types --------------------------------------------------------------------------

  function searching() {
    const form = one("[data-list-search]");
    if (!form) return;
    const box = one("#list-search", form);
    let waiting = 0;
    let is_typing = false; // letters of one word are one step back, not ten
    const go = () => {
      clearTimeout(waiting);
      const address = new URL(location.href);
      PLACE.concat("panel", "search").forEach((name) => address.searchParams.delete(name));
      if (box.value.trim()) address.searchParams.set("search", box.value.trim());
      if ((new URL(location.href).searchParams.get("search") || "") === box.value.trim()) return;
      load(address.href, { push: is_typing ? "replace" : true });
      is_typing = true;
    };
    box.addEventListener("input", () => {
      clearTimeout(waiting);
      const { length } = box.value.trim();
      if (length === 0 || length >= SHORTEST) waiting = setTimeout(go, PAUSE);
    });
    box.addEventListener("blur", () => { is_typing = false; });
    form.addEventListener("submit", (event) => { event.preventDefault(); go(); });
  }

  // --- panels ---------------------------------------------------------------------------------------

  let opener = null;

  function panels() {
    const place = one("[data-list-panel]");
    document.addEventListener("click", (event) => {
      const button = event.target.closest("a[data-panel]");
      if (button && !event.ctrlKey && !event.metaKey) { event.preventDefault(); openPanel(button, place); }
      if (event.target.closest("[data-panel-close]")) { event.preventDefault(); closePanel(true); }
    });
    place.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) closePanel(true); });
    place.addEventListener("click", moveColumn);
    if (!place.hidden) prepare(place);
  }

  async function openPanel(button, place) {
    const was = opener;
    if (!place.hidden) closePanel(false);
    if (was === button) return button.focus();
    const address = new URL(location.href);
    const answer = await fetch(address, { headers: { "X-Fragment": button.dataset.panel } });
    if (!answer.ok || answer.redirected) return location.assign(button.href);
    place.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
    opener = button;
    button.setAttribute("aria-expanded", "true");
    place.hidden = false;
    await prepare(place);
    one("#panel-title", place)?.focus();
  }

  function closePanel(takeFocus) {
    const place = one("[data-list-panel]");
    if (place.hidden) return;
    place.hidden = true;
    place.replaceChildren();
    all("[data-panel][aria-expanded]").forEach((b) => b.removeAttribute("aria-expanded"));
    if (takeFocus) (opener || one("[data-panel]"))?.focus();
    opener = null;
  }

  // Lookups and long choices need a library, which no other part of a list does: it is loaded when first wanted.
  async function prepare(place) {
    all("[data-up], [data-down]", place).forEach((b) => { b.hidden = false; });
    if (!one("[data-filter-lookup], select[data-role=select2]", place)) return;
    await library();
    all("select[data-role=select2], [data-filter-lookup]", place).forEach((select) => choose(select));
  }

  function library() {
    const { tomSelect, tomSelectStyle } = one("[data-list-panel]").dataset;
    if (typeof TomSelect !== "undefined") return Promise.resolve();
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: tomSelectStyle }));
    return new Promise((done) => {
      document.head.append(Object.assign(document.createElement("script"), { src: tomSelect, onload: done }));
    });
  }

  function choose(select) {
    const url = select.dataset.filterLookup;
    select.setAttribute("aria-label", one(`label[for="${CSS.escape(select.id)}"]`)?.textContent.trim() || "");
    new TomSelect(select, {
      plugins: [], maxOptions: 300, hideSelected: true,
      render: { no_results: () => `<div class="no-results">${document.body.dataset.none || ""}</div>` },
      ...(url ? {
        valueField: "value", labelField: "text", searchField: [], shouldLoad: (query) => query.length > 1,
        load(query, done) {
          const address = new URL(url, location.href);
          address.searchParams.set("query", query);
          fetch(address).then((answer) => (answer.ok ? answer.json() : []))
            .then((found) => done(found.map(([value, text]) => ({ value, text }))), () => done());
        },
        onType() { this.clearOptions(); },
      } : {}),
    });
  }

  function moveColumn(event) {
    const button = event.target.closest("[data-up], [data-down]");
    if (!button) return;
    const line = button.closest("li");
    if (button.hasAttribute("data-up")) line.previousElementSibling?.before(line);
    else line.nextElementSibling?.after(line);
    button.focus();
  }

  // --- keys -----------------------------------------------------------------------------------------

  function keys() {
    const help = one("[data-list-keys-dialog]");
    const button = one("[data-list-keys]");
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
    const move = (step) => {
      const links = all("[data-rows] [data-open]");
      const at = links.findIndex((a) => a.closest("tr").contains(document.activeElement));
      links[at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
    };
    const acts = {
      j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
      x: () => one("[data-tick]", document.activeElement.closest("tr") || document.createElement("tr"))?.click(),
      n: () => one("[data-next]")?.click(), p: () => one("[data-previous]")?.click(),
      f: () => { one("#list-search")?.focus(); one("#list-search")?.select(); },
      "?": () => help.showModal(),
    };
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !acts[event.key]) return;
      if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog, .ts-wrapper, .menu")) return;
      const is_arrow = event.key.startsWith("Arrow");
      if (is_arrow && !event.target.closest("[data-rows] tbody")) return; // elsewhere the arrows scroll
      event.preventDefault();
      acts[event.key]();
    });
  }
})();
