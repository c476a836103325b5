/* The page of a record: tabs change without the frame, a value tells its history in place, deleting asks in a dialog.
   Without this file each of them is a link to a page that says the same. */
"use strict";
(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const page = async (address, headers = {}) => {
    const answer = await fetch(address, { headers });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    return answer.text();
  };
  const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

  async function openTab(link) {
    const panel = one("#tab-panel");
    panel.setAttribute("aria-busy", "true");
    try {
      const fresh = parsed(await page(link.href));
      panel.replaceChildren(...document.adoptNode(one("#tab-panel", fresh)).childNodes);
      one("[data-tabs]").replaceWith(document.adoptNode(one("[data-tabs]", fresh)));
      history.replaceState(null, "", link.href);
      one("[data-tabs] [aria-current]").focus();
    } catch {
      location.assign(link.href);
    }
    panel.removeAttribute("aria-busy");
  }

  async function tellPast(link) {
    const cell = link.closest("div");
    const known = one(".value-past", cell);
    if (known) return known.remove();
    try {
      const told = parsed(await page(link.href, { "X-Fragment": "history" }));
      const place = Object.assign(document.createElement("dd"), { className: "value-past", tabIndex: -1 });
      place.append(...told.body.childNodes);
      cell.append(place);
      place.focus();
    } catch {
      location.assign(link.href);
    }
  }

  async function askToDelete(link) {
    try {
      const asked = document.adoptNode(one("#deleting", parsed(await page(link.href))));
      const dialog = Object.assign(document.createElement("dialog"), { className: "confirm" });
      dialog.setAttribute("aria-labelledby", "deleting-title");
      one("#deleting-title", asked).classList.remove("visually-hidden");
      dialog.append(asked);
      document.body.append(dialog);
      dialog.addEventListener("close", () => { dialog.remove(); link.closest("details")?.querySelector("summary").focus(); });
      one("[data-delete-close]", dialog).addEventListener("click", (event) => { event.preventDefault(); dialog.close(); });
      dialog.showModal();
      (one("[name=reason]", dialog) || one("[data-delete-close]", dialog)).focus(); // never on what cannot be undone
    } catch {
      location.assign(link.href);
    }
  }

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const row = event.target.closest("#tab-panel [data-rows] tbody tr");
    const acts = [["[data-tabs] a", openTab], ["[data-past]", tellPast], ["[data-delete]", askToDelete]];
    for (const [selector, act] of acts) {
      const link = event.target.closest(selector);
      if (link) { event.preventDefault(); act(link); return; }
    }
    if (row && !event.target.closest("a, button, input") && !String(getSelection())) one("[data-open]", row)?.click();
  });
})();
