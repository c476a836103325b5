/* What the pages of evaluation do beyond plain HTML: keys as in a spreadsheet, each field saved by itself, and what finds no
   line or no session kept on this device until it is saved. Without it the forms are filled, saved and sent all the same. */
"use strict";
(() => {
  const OWN_ADDRESS = document.currentScript.src;
  const PAUSE = 2000, ANSWERS_WITHIN = 20000, KEPT_FOR = 7 * 24 * 3600 * 1000, MOST = 500;
  const MARK = /^[0-9]{1,4}([.,][0-9]{1,2})?$/;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const say = (text) => all("[data-status]").forEach((place) => { place.textContent = text; });
  // Whatever the answer is, there is a line; what never answers, or cannot be asked, has none.
  const lineAnswers = () => fetch(OWN_ADDRESS, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout?.(ANSWERS_WITHIN) }).then(() => true, () => false);

  const form = document.querySelector("form[data-marking]");
  if (!form) return sending(document.querySelector("form[data-sending]"));
  const told = form.dataset, words = JSON.parse(told.words);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
  const plain = (text) => text.replace(/\r\n/g, "\n");
  const field = (name) => form.elements.namedItem(name);

  // --- what this device keeps: {"12:mark-5": {text, base, tried, clash}}, of this account alone; a browser may be told to keep nothing
  const PLACE = `${told.account}:team`;
  let memory = {};
  const keeping = (act) => {
    try { return act(); } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      return null;
    }
  };
  const isOver = (key) => !key.startsWith(`${told.account}:`) || !(JSON.parse(localStorage.getItem(key)).at > Date.now() - KEPT_FOR);
  keeping(() => Object.keys(localStorage).filter((key) => /^\d+:/.test(key) && isOver(key)).forEach((key) => localStorage.removeItem(key)));
  const kept = () => keeping(() => JSON.parse(localStorage.getItem(PLACE) || '{"cells":{}}').cells) || memory;
  function change(act) {
    const cells = kept();
    act(cells);
    memory = cells;
    keeping(() => (Object.keys(cells).length ? localStorage.setItem(PLACE, JSON.stringify({ at: Date.now(), cells })) : localStorage.removeItem(PLACE)));
  }

  // --- what the page knows to be stored
  const base = {};
  for (const [part, typed] of Object.entries(JSON.parse(field("base").value || "{}"))) for (const [name, text] of Object.entries(typed)) base[`${part}:${name}`] = text;
  const stored = (name) => base[name] || "";
  const boxes = all("input[name*=':'], textarea[name*=':']", form);

  // --- saving: two seconds after the first key, on a poor line again and again
  let timer = 0, failures = 0, busy = null;
  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
  const waiting = () => Object.entries(kept()).filter(([, cell]) => cell.clash === undefined).slice(0, MOST);

  function touched(box) {
    const name = box.name, text = plain(box.value);
    change((cells) => {
      const before = cells[name];
      if (text === stored(name) && !before?.tried) delete cells[name];
      else cells[name] = { text, base: before ? before.base : stored(name), tried: before?.tried };
    });
    clash(name, null);
    if (waiting().length && !failures && !timer) { say(words.waiting); later(PAUSE); }
    shown(box);
  }

  function failed() {
    say(words.cut);
    later(Math.min(60, 3 * 2 ** failures++) * 1000);
    return false;
  }

  async function ask(isLeaving) {
    const asked = waiting();
    if (!asked.length) return true;
    change((cells) => asked.forEach(([name, { text }]) => { if (cells[name]) cells[name].tried = [...(cells[name].tried || []), text].slice(-9); }));
    const body = JSON.stringify({ cells: asked.map(([name, cell]) => [...split(name), cell.text, cell.base]), of: told.of ? +told.of : null });
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": field("csrf_token").value };
    try {
      const answer = await fetch(told.draft, { method: "POST", body, headers, redirect: "manual", keepalive: isLeaving && body.length < 60000, signal: isLeaving ? undefined : AbortSignal.timeout?.(ANSWERS_WITHIN) });
      if (answer.status >= 500) return failed();
      if (answer.type === "opaqueredirect" || [400, 401, 403].includes(answer.status)) { ended(); return false; }
      const said = await answer.json();
      if (!answer.ok) { say(said.text); return false; }
      failures = 0;
      acknowledged(asked, said);
      if (waiting().length) later(PAUSE);
      return true;
    } catch (error) {
      if (!(error instanceof TypeError) && !["TimeoutError", "AbortError"].includes(error.name)) throw error; // what fetch says when there is no line
      return failed();
    }
  }
  const split = (name) => [+name.split(":")[0], name.split(":")[1]];

  function acknowledged(asked, said) {
    const refused = new Map(said.conflicts.map(([part, name, theirs, why]) => [`${part}:${name}`, { theirs: theirs ?? "", why }]));
    change((cells) => asked.forEach(([name, cell]) => {
      const now = cells[name];
      const other = refused.get(name);
      if (other && now && !other.why && now.tried?.includes(other.theirs)) { // typed here, and the answer never came back
        now.base = base[name] = other.theirs;
        refused.delete(name);
        return;
      }
      if (other) { if (now) now.clash = other; return; }
      base[name] = cell.text;
      if (!now) return;
      if (now.text === cell.text) delete cells[name];
      else Object.assign(now, { base: cell.text, tried: undefined });
    }));
    refused.forEach((clashing, name) => clash(name, clashing));
    all("[data-ended]").forEach((note) => { note.hidden = true; });
    boxes.forEach((box) => box.classList.toggle("is-waiting", box.name in kept()));
    say(said.text);
    if (said.lacks) lacking(said.lacks);
  }

  function save(isLeaving) {
    clearTimeout(timer);
    timer = 0;
    busy ||= ask(isLeaving === true).finally(() => { busy = null; });
    return busy;
  }
  // All that is typed up to now; what was typed while the last save was under way, too.
  const saveAll = async () => (await save()) && (waiting().length ? saveAll() : true);

  function ended() {
    all("[data-ended]").forEach((note) => { note.hidden = false; });
    say("");
  }

  addEventListener("online", () => { if (waiting().length) later(0); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && waiting().length) save(true); });
  addEventListener("pagehide", () => { if (waiting().length) save(true); });

  // --- what was typed in two places: both are shown, and one chooses
  function clash(name, found) {
    const list = document.querySelector("[data-clashes]"), box = field(name);
    all("li", list).filter((line) => line.dataset.of === name).forEach((line) => line.remove());
    if (found && box) list.append(clashLine(name, box, found));
    if (box) found ? box.setAttribute("aria-invalid", "true") : box.removeAttribute("aria-invalid");
    list.hidden = !list.children.length;
  }
  function clashLine(name, box, { theirs, why }) {
    const line = document.createElement("li"), mine = plain(box.value), short = (text) => (text ? `« ${text.slice(0, 80)} »` : words.nothing);
    line.dataset.of = name;
    line.setAttribute("role", "alert");
    const label = box.getAttribute("aria-labelledby");
    const who = label ? label.split(" ").map((id) => document.getElementById(id).textContent).join(", ") : box.getAttribute("aria-label") || box.labels[0]?.textContent || "";
    line.append(`${who} – ${why ? `${why} ${short(mine)}` : fill(words.both, { m: short(mine), t: short(theirs) })}`, document.createElement("br"));
    const choose = (text, act) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: text });
      button.onclick = () => { act(); clash(name, null); box.focus(); shown(box); };
      line.append(button);
    };
    if (!why) choose(fill(words.kept, { v: short(mine) }), () => { base[name] = theirs; change((cells) => { cells[name] = { text: plain(box.value), base: theirs }; }); later(0); });
    choose(why ? words.drop : fill(words.theirs, { v: short(theirs) }), () => { base[name] = theirs; box.value = theirs; change((cells) => { delete cells[name]; }); });
    return line;
  }

  // --- how far each person is, while one types
  const has = (row, key, id) => (row.dataset[key] || "").split(" ").includes(id);
  const number = (text) => Number(text.replace(",", "."));
  const limit = (text, other) => (text === "" ? other : Number(text));
  function judged(row, box) {
    const text = box.value.trim(), id = box.name.split("mark-")[1];
    if (!text) return "empty";
    if (!MARK.test(text) || number(text) > Number(told.max)) return "wrong";
    const tone = number(text) >= limit(told.high, Infinity) ? "good" : number(text) <= limit(told.low, -1) ? "bad" : "";
    if (!tone) return "fine";
    const why = field(box.name.replace("mark-", "why-"));
    return has(row, tone, id) && (why ? why.value.trim() : has(row, "why", id)) ? "founded" : "why";
  }
  function shown(box) {
    box.classList.toggle("is-waiting", box.name in kept());
    const row = box.closest("[data-part]");
    if (row) judge(row);
    if (box.name.includes(":mark-") && !row.matches("tr")) level(box);
  }
  function judge(row) {
    const found = { empty: 0, wrong: 0, why: 0 };
    let marked = 0, total = 0, isTyped = false;
    all("input[name*=':mark-']", row).forEach((box) => {
      const what = judged(row, box), weight = Number(document.getElementById(`c${box.name.split("mark-")[1]}`).dataset.weight);
      total += weight;
      if (what in found) found[what] += 1;
      if (!["empty", "wrong"].includes(what)) marked += weight;
      isTyped ||= what !== "empty";
      box.classList.toggle("is-extreme", what === "why");
      if (!all("[data-clashes] li").some((line) => line.dataset.of === box.name)) what === "wrong" ? box.setAttribute("aria-invalid", "true") : box.removeAttribute("aria-invalid");
    });
    if (!row.matches("tr")) return;
    const isComplete = !found.wrong && !found.why && !row.dataset.rest && marked && marked / total >= Number(told.least) - 1e-9;
    const state = !isTyped ? "not_begun" : isComplete ? "complete" : "draft";
    const lacks = ["empty", "wrong", "why"].filter((what) => found[what]).map((what) => fill(words[what], { n: found[what] }));
    row.querySelector(".pill").className = `pill pill-${{ not_begun: "warn", draft: "info", complete: "good" }[state]}`;
    row.querySelector(".pill").textContent = words[state];
    row.querySelector(".state small").textContent = isTyped ? [...lacks, ...(row.dataset.rest ? [row.dataset.rest] : [])].join(" · ") : "";
    row.dataset.now = state;
    summary();
  }
  function summary() {
    const found = { sent: 0, complete: 0, draft: 0, not_begun: 0 };
    all(".grid tbody tr").forEach((row) => { found[!row.dataset.part ? "sent" : row.dataset.now || stateOf(row)] += 1; });
    all("[data-summary]").forEach((place) => { place.textContent = fill(words.summary, found); });
  }
  const stateOf = (row) => ["not_begun", "draft", "complete"].find((state) => row.querySelector(".pill").textContent === words[state]) || "draft";
  function level(box) {
    const mark = MARK.test(box.value.trim()) ? number(box.value.trim()) : -1;
    const steps = all(".levels li", box.closest(".asked-of"));
    const here = steps.find((step) => mark >= Number(step.dataset.from));
    steps.forEach((step) => step.classList.toggle("is-here", step === here));
    if (box.classList.contains("is-extreme")) box.closest(".asked-of").querySelector("details").open = true;
  }
  function lacking(lacks) {
    const note = document.querySelector("[data-lacks]"), pill = document.querySelector("[data-state] .pill");
    note.hidden = !lacks.length;
    note.querySelector("ul").replaceChildren(...lacks.map(([name, text]) => {
      const line = document.createElement("li");
      line.append(Object.assign(document.createElement("a"), { href: `#${name}`, textContent: text }));
      return line;
    }));
    pill.textContent = lacks.length ? words.draft : words.complete;
    pill.className = `pill pill-${lacks.length ? "info" : "good"}`;
  }

  // --- keys as in a spreadsheet
  let isCorrecting = false, before = "";
  const cellsOf = (row) => all("a, input", row).filter((one) => one.matches("input") || one.parentElement.matches("th"));
  const rows = () => all(".grid tbody tr").filter((row) => row.dataset.part);
  function go(box) {
    box.focus();
    box.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  function across(from, step) {
    const every = rows().flatMap((row) => all("input", row));
    const next = every[every.indexOf(from) + step];
    if (next) go(next);
    return Boolean(next);
  }
  function beside(from, step) {
    const next = cellsOf(from.closest("tr"))[cellsOf(from.closest("tr")).indexOf(from) + step];
    if (next) go(next);
  }
  function below(from, step) {
    const lines = rows(), place = cellsOf(from.closest("tr")).indexOf(from), at = lines.indexOf(from.closest("tr"));
    const line = lines[Math.max(0, Math.min(lines.length - 1, at + step))];
    if (line) go(cellsOf(line)[Math.min(place, cellsOf(line).length - 1)]);
  }
  function end(from, step, isWhole) {
    const cells = isWhole ? rows().flatMap((row) => all("input", row)) : all("input", from.closest("tr"));
    go(step < 0 ? cells[0] : cells[cells.length - 1]);
  }
  function back(box) {
    box.value = before;
    isCorrecting = false;
    touched(box);
    box.select();
  }
  function correct(box) {
    isCorrecting = true;
    box.setSelectionRange(box.value.length, box.value.length);
  }
  const KEYS = {
    ArrowUp: (box) => below(box, -1), ArrowDown: (box) => below(box, 1), PageUp: (box) => below(box, -10), PageDown: (box) => below(box, 10),
    Enter: (box, { shiftKey }) => below(box, shiftKey ? -1 : 1),
    ArrowLeft: (box) => (isCorrecting ? false : beside(box, -1)), ArrowRight: (box) => (isCorrecting ? false : beside(box, 1)),
    Tab: (box, { shiftKey }) => across(box, shiftKey ? -1 : 1),
    Home: (box, { ctrlKey }) => (isCorrecting && !ctrlKey ? false : end(box, -1, ctrlKey)), End: (box, { ctrlKey }) => (isCorrecting && !ctrlKey ? false : end(box, 1, ctrlKey)),
    F2: correct, Escape: back,
  };
  // On a name Enter opens the form, and Tab goes its usual way.
  const ON_NAME = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown"];
  document.addEventListener("keydown", (event) => {
    const { key, target } = event, isControl = event.ctrlKey || event.metaKey;
    if (isControl && key === "s") { event.preventDefault(); saveAll(); return; }
    if (isControl && key === "Enter") { event.preventDefault(); form.querySelector("[value=send]").click(); return; }
    const isCell = target.matches(".grid td input"), isName = target.matches(".grid tr[data-part] > th a");
    if (event.altKey || event.isComposing || !KEYS[key] || !(isCell || (isName && ON_NAME.includes(key)))) return;
    if (isControl && !["Home", "End"].includes(key)) return;
    if (KEYS[key](target, event) !== false) event.preventDefault();
  });
  form.addEventListener("focusin", ({ target }) => {
    isCorrecting = false;
    if (!target.matches(".grid td input")) return;
    before = target.value;
    target.select();
  });
  form.addEventListener("dblclick", ({ target }) => { if (target.matches(".grid td input")) isCorrecting = true; });
  form.addEventListener("input", ({ target }) => { if (target.name.includes(":")) touched(target); });
  form.addEventListener("paste", (event) => {
    const lines = event.clipboardData.getData("text").replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
    if (!event.target.matches(".grid td input") || (lines.length === 1 && lines[0].length === 1)) return;
    event.preventDefault();
    const table = event.target.closest("table"), open = rows().filter((row) => table.contains(row));
    const top = open.indexOf(event.target.closest("tr")), left = all("input", open[top]).indexOf(event.target);
    lines.forEach((line, down) => line.forEach((text, right) => {
      const box = open[top + down] && all("input", open[top + down])[left + right];
      if (box) { box.value = text.trim(); touched(box); }
    }));
  });

  // --- the two buttons: what was typed is saved first, so that nothing depends on the page that comes
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const isSending = event.submitter?.value === "send";
    say(words.saving);
    failures = 0;
    if (!(await saveAll())) { if (!document.querySelector("[data-ended]:not([hidden])") && isSending) say(words.down); return; }
    if (!isSending) return;
    if (await lineAnswers()) location.assign(told.send); else say(words.down);
  });

  // --- what had been typed before this page came: on this device, or put back by the sign-in
  const cells = kept();
  boxes.forEach((box) => {
    const cell = cells[box.name];
    if (cell) box.value = cell.text;
    if (plain(box.value) !== stored(box.name) || cell) touched(box);
    if (cell && cell.clash) { change((every) => { every[box.name].clash = cell.clash; }); clash(box.name, cell.clash); }
  });
  if (waiting().length) { say(words.back); later(300); }
  else all("[data-part]").forEach((row) => judge(row));
  const first = document.querySelector(".grid td input");
  if (first && matchMedia("(pointer: fine)").matches && !location.hash) first.focus({ preventScroll: true });

  // --- the page that sends: where there is no line, the browser's own page does not take its place
  function sending(page) {
    page?.addEventListener("submit", async (event) => {
      if (page.dataset.line === "up") return;
      event.preventDefault();
      if (page.dataset.line) return;
      page.dataset.line = "asked";
      if (await lineAnswers()) { page.dataset.line = "up"; page.requestSubmit(); } else { delete page.dataset.line; say(page.dataset.down); }
    });
  }
})();
