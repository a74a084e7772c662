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

// On a phone tabs scroll sideways: the one in force is in view.
for (const current of document.querySelectorAll(":is(.tabs, .segments) > [aria-current]")) {
  const [inner, outer] = [current, current.parentElement].map((one) => one.getBoundingClientRect());
  current.parentElement.scrollLeft += (inner.left + inner.right - outer.left - outer.right) / 2;
}

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

// A form that comes back with errors is shown at the first field that has one, or at what it says of
// itself, wherever on the page it stands; else a page that is a form begins in its first field, or the one that it names. A finger
// would only call up the keyboard.
const hasPointer = matchMedia("(pointer: fine)").matches;

function showFirstError(root) {
  const wrong = [...root.querySelectorAll("[aria-invalid=true]")].find((one) => one.checkVisibility());
  const shown = wrong ? (wrong.closest(".field") ?? wrong) : root.querySelector("form [role=alert]");
  shown?.scrollIntoView({ block: "nearest" });
  if (hasPointer) wrong?.focus({ preventScroll: true });
  return Boolean(wrong);
}

function focusFirstField(form) {
  const usual = "input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea";
  form?.querySelector(form.dataset.firstField || usual)?.focus({ preventScroll: true });
}

if (document.activeElement === document.body && !showFirstError(document.getElementById("main")) && hasPointer) {
  focusFirstField(document.querySelector("[data-first-field]"));
}
document.body.addEventListener("htmx:afterSettle", ({ target, detail: { requestConfig } }) => {
  if (requestConfig?.verb === "post" && requestConfig.elt.matches("form, button")) showFirstError(target);
});
