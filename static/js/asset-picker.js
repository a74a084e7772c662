// A field that takes an asset offers what fits. What is picked goes with the form beside the text;
// without this the server reads the text alone, and asks where several fit.
import { bindCombobox, closeList } from "./combobox.js";
import { portfolioOfPage } from "./page-address.js";

const SUFFIX = "-pick";

function ask(text) {
  const query = new URLSearchParams({ q: text });
  const portfolio = portfolioOfPage();
  if (portfolio) query.set("portfolio", portfolio);
  return `/assets/?${query}`;
}

// A question's buttons have the same name as what was picked.
const pickOf = (input) => input.form.querySelector(`input[type=hidden][name="${input.name + SUFFIX}"]`);

const isPicked = (input) => pickOf(input)?.value.endsWith(` ${input.value}`) ?? false;

function pick(input, option) {
  input.value = option.dataset.text;
  let hidden = pickOf(input);
  if (!hidden) {
    hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name: input.name + SUFFIX });
    input.after(hidden);
  }
  hidden.value = `${option.dataset.key} ${option.dataset.text}`;
  closeList(input);
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

bindCombobox({ isFor: (input) => input.dataset.picker !== undefined, ask, pick, isPicked });
