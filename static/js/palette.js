// The command palette, and the keys that lead to what carries `data-keys`. Without this the link to
// the palette opens the page of the search.
import { bindCombobox } from "./combobox.js";
import { portfolioOfPage } from "./page-address.js";

const SEQUENCE_MILLISECONDS = 1500;
const palette = document.getElementById("palette");
const keyList = document.getElementById("keys");
const field = palette.querySelector("input");
let first = "";
let timer;

function ask(text) {
  const query = new URLSearchParams({ q: text });
  const portfolio = portfolioOfPage();
  if (portfolio) query.set("portfolio", portfolio);
  return `${field.form.getAttribute("action")}?${query}`;
}

bindCombobox({
  isFor: (input) => input === field,
  ask,
  pick: (_, option) => {
    palette.close();
    location.assign(option.dataset.address);
  },
  isOpen: true,
});

function openPalette() {
  if (document.querySelector("dialog[open]")) return;
  field.value = "";
  palette.showModal();
  field.focus();
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-palette]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openPalette();
});

// A click beside a dialog closes it.
for (const dialog of [palette, keyList]) {
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
}

const isTyping = ({ target }) => target.closest?.("input, select, textarea, [contenteditable]");

function press(keys) {
  const target = document.querySelector(`[data-keys="${CSS.escape(keys)}"]`);
  target?.click();
  return Boolean(target);
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (palette.open) palette.close();
    else openPalette();
    return;
  }
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isTyping(event) || document.querySelector("dialog[open]")) return;
  const keys = first ? `${first} ${event.key}` : event.key;
  clearTimeout(timer);
  first = "";
  if (event.key === "?") keyList.showModal();
  else if (press(keys)) event.preventDefault();
  else if (event.key === "g") {
    first = "g";
    timer = setTimeout(() => {
      first = "";
    }, SEQUENCE_MILLISECONDS);
  } else return;
  event.preventDefault();
});
