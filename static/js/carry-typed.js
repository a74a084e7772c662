// Who chooses another tab of a form and types on takes along what was typed, into the fields of the
// same name; the server fills in the rest.

const isTabOf = (element) => element.closest?.("[data-carries]");

// What differs from what the server wrote. An asset goes with the pick behind its text.
function typedIn(root) {
  return [...root.querySelectorAll("input, textarea, select")].flatMap((field) => {
    if (!field.name || (field.type === "hidden" && !field.name.endsWith("-pick"))) return [];
    const usual =
      field instanceof HTMLSelectElement ? [...field.options].find((one) => one.defaultSelected) : field.defaultValue;
    const isTyped = usual instanceof Option ? !usual.selected : field.value !== usual;
    return isTyped && field.value ? [[field.name, field.value]] : [];
  });
}

function put(form, [name, value]) {
  const field = form.elements[name];
  if (!field || field.value === value) return;
  if (field instanceof HTMLSelectElement && ![...field.options].some((one) => one.value === value)) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.shouldSwap || !isTabOf(detail.requestConfig.elt)) return;
  const typed = typedIn(detail.target);
  const holder = detail.target.closest("dialog") ?? document;
  document.body.addEventListener(
    "htmx:afterSettle",
    () => {
      const form = holder.querySelector("#level-form");
      for (const one of typed) put(form, one);
    },
    { once: true },
  );
});
