/* The search box of the frame: from the third letter on it proposes officers. Arrows choose, Enter opens the chosen
   one or the list of all, Escape closes. Without this script Enter opens the list. */
"use strict";
addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("[data-finder]");
  if (!form) return;
  const box = form.querySelector("input[type=search]");
  const list = form.querySelector("[role=listbox]");
  const said = form.querySelector("[data-finder-said]");
  const SHORTEST = 3;
  let chosen = -1;
  let waiting = 0;
  let asking = null;

  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");

  const options = () => [...list.querySelectorAll("[role=option]")];
  const show = (yes) => {
    list.hidden = !yes;
    box.setAttribute("aria-expanded", yes);
    if (!yes) choose(-1);
  };

  function choose(place) {
    chosen = place;
    options().forEach((option, index) => option.setAttribute("aria-selected", index === place));
    const option = options()[place];
    if (!option) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function line({ name, rest, url }, place) {
    const option = Object.assign(document.createElement("li"), { id: `officer-found-${place}` });
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.url = url;
    option.append(Object.assign(document.createElement("strong"), { textContent: name }));
    option.append(Object.assign(document.createElement("span"), { textContent: rest }));
    return option;
  }

  function draw(found) {
    list.replaceChildren(...found.map(line));
    show(found.length > 0);
    const { finderOne, finderMany, finderNone } = form.dataset;
    said.textContent = found.length === 1 ? finderOne : found.length ? finderMany.replace("{n}", found.length) : finderNone;
  }

  async function ask() {
    const typed = box.value.trim();
    asking?.abort();
    if (typed.length < SHORTEST) return show(false);
    asking = new AbortController();
    const address = new URL(form.dataset.finder, location.href);
    address.searchParams.set("search", typed);
    try {
      const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "application/json" } });
      if (answer.ok && !answer.redirected) draw((await answer.json()).found);
    } catch (error) {
      if (error.name !== "AbortError") show(false);
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 160);
  });
  box.addEventListener("keydown", (event) => {
    const count = options().length;
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); return show(false); }
    if (list.hidden || !count) return;
    if (event.key === "ArrowDown") { event.preventDefault(); choose((chosen + 1) % count); }
    if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen > 0 ? chosen - 1 : count - 1); }
    if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); location.href = options()[chosen].dataset.url; }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.href = option.dataset.url;
  });
  box.addEventListener("blur", () => show(false));
});
