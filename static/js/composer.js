// The form of a transaction: keys, the balance as quantity, accounts of a transfer. Without this
// the same buttons send the form, and the server does it.

const composerOf = (target) => target.closest?.("form[data-composer]");

document.addEventListener("keydown", (event) => {
  const form = composerOf(event.target);
  if (!form || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector(".button.primary"));
});

// The balance that is shown is what the account can give.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-max]");
  const most = button && composerOf(button)?.querySelector("[data-most]");
  if (!most) return;
  event.preventDefault();
  const input = button.form.elements[most.dataset.mostField];
  input.value = most.dataset.most;
  input.dispatchEvent(new Event("input", { bubbles: true }));
});

// A transfer goes to another account than it comes from.
function offerOthers(form) {
  const { account, to_account: to } = form.elements;
  if (!to || form.elements.tab.value !== "transfer") return;
  const chosen = to.value;
  const others = [...account.options].filter((option) => option.value && option.value !== account.value);
  to.replaceChildren(to.options[0], ...others.map((option) => new Option(option.text, option.value)));
  to.value = chosen === account.value ? "" : chosen;
}
for (const form of document.querySelectorAll("form[data-composer]")) {
  offerOthers(form);
  form.elements.account.addEventListener("change", () => offerOthers(form));
  // A new row begins with its asset; one that is edited, or of any type, with nothing to overwrite.
  const isNew = !form.elements.row && form.elements.tab.value !== "more";
  if (isNew && !form.querySelector("[aria-invalid=true]")) form.querySelector("input[data-picker]")?.focus();
}
