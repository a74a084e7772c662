// The frame of a page: its menu, its tabs, the number of its filters.

// A click beside an open menu closes it, and so does Escape.
function closeMenus(but) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (but && menu.contains(but)) continue;
    const held = menu.contains(document.activeElement);
    menu.open = false;
    if (held) menu.querySelector("summary").focus();
  }
}
document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-theme-switch]")) closeMenus(target);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) closeMenus();
});

// On a phone the tabs scroll sideways: the one in force is in view.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// The number beside "Filters" follows what is chosen; a list's first choice is the usual one.
function isSet(field) {
  if (!field.name || field.type === "hidden") return false;
  return field instanceof HTMLSelectElement ? field.selectedIndex > 0 : Boolean(field.value);
}
document.addEventListener("change", ({ target }) => {
  const panel = target.closest(".filter-panel");
  if (!panel) return;
  const set = [...panel.querySelectorAll("input, select")].filter(isSet).length;
  panel.querySelector("summary .count").textContent = set || "";
});

// Where a page is a form, its first field has the focus, the one that it names, or the first one with
// an error; a finger would only call up the keyboard.
const first =
  document.querySelector("[data-first-field] [aria-invalid=true]") ?? document.querySelector("[data-first-field]");
if (first && matchMedia("(pointer: fine)").matches && document.activeElement === document.body) {
  const field = first.matches("form")
    ? first.querySelector(
        first.dataset.firstField || "input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea",
      )
    : first;
  field?.focus({ preventScroll: true });
}
