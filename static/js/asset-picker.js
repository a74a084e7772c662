// A field that takes an asset offers what fits: a combobox with a list box, as in
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/. What is picked goes with the form beside the
// text; without this the server reads the text alone, and asks where several fit.

const DELAY = 120;
const SUFFIX = "-pick";
let serial = 0;

function listOf(input) {
  return input.getAttribute("aria-controls") && document.getElementById(input.getAttribute("aria-controls"));
}

function prepare(input) {
  if (listOf(input)) return listOf(input);
  const list = document.createElement("ul");
  list.id = `assets-${++serial}`;
  list.className = "picker-list";
  list.role = "listbox";
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  input.after(list);
  input.parentElement.classList.add("picker");
  input.role = "combobox";
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]");
    if (option) pick(input, option);
  });
  return list;
}

function activeOf(input) {
  const id = input.getAttribute("aria-activedescendant");
  return id ? document.getElementById(id) : null;
}

function activate(input, option) {
  activeOf(input)?.setAttribute("aria-selected", "false");
  if (!option) return input.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option.id);
}

function close(input) {
  const list = listOf(input);
  if (!list) return;
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  activate(input, null);
}

async function open(input, { text = input.value } = {}) {
  const list = prepare(input);
  const query = new URLSearchParams({ q: text });
  const portfolio = location.pathname.match(/\/portfolios\/(\d+)\//)?.[1];
  if (portfolio) query.set("portfolio", portfolio);
  list.asked = query.toString();
  const answer = await fetch(`/assets/?${query}`);
  // Only the latest question counts, and only while somebody is there to read the answer.
  if (list.asked !== query.toString() || document.activeElement !== input) return;
  if (!answer.ok || answer.redirected) return;
  list.innerHTML = await answer.text();
  for (const option of list.children) option.id = `${list.id}-${[...list.children].indexOf(option)}`;
  list.hidden = !list.childElementCount;
  input.setAttribute("aria-expanded", String(!list.hidden));
  activate(input, text.trim() ? list.firstElementChild : null);
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
  close(input);
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

const isPicker = (target) => target instanceof HTMLInputElement && target.dataset.picker !== undefined;

document.addEventListener("focusin", ({ target }) => {
  if (!isPicker(target)) return;
  prepare(target);
  if (isPicked(target)) target.select();
});

document.addEventListener("input", ({ target }) => {
  if (!isPicker(target)) return;
  clearTimeout(target.waiting);
  target.waiting = setTimeout(open, DELAY, target);
});

document.addEventListener("click", ({ target }) => {
  // Who has picked one already and comes back looks for another.
  if (isPicker(target) && listOf(target)?.hidden) open(target, { text: "" });
});

document.addEventListener("focusout", ({ target }) => {
  if (!isPicker(target)) return;
  clearTimeout(target.waiting);
  close(target);
});

document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!isPicker(input) || event.isComposing || event.ctrlKey || event.metaKey) return;
  const list = prepare(input);
  const active = activeOf(input);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden) return open(input, { text: isPicked(input) ? "" : input.value });
    const down = event.key === "ArrowDown";
    const next = down ? active?.nextElementSibling : active?.previousElementSibling;
    activate(input, next ?? (down ? list.firstElementChild : list.lastElementChild));
  } else if (event.key === "Enter" && active) {
    event.preventDefault();
    pick(input, active);
  } else if (event.key === "Tab" && active && !event.shiftKey) {
    pick(input, active);
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    event.stopPropagation();
    close(input);
  }
});
