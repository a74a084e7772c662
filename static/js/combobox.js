// A text field with a list box of what fits its text, as in
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/. Who binds one says what it asks and picks.

const DELAY = 120;
let serial = 0;

function listOf(input) {
  return input.getAttribute("aria-controls") && document.getElementById(input.getAttribute("aria-controls"));
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

export function closeList(input) {
  const list = listOf(input);
  if (!list) return;
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  activate(input, null);
}

// For every field that `isFor` is true of: `ask(text)` is the address that answers with options,
// `pick(input, option)` takes one. `isPicked(input)` says that the text is what was picked, so that
// who comes back looks for another. `isOpen` keeps the list open, and offers something at once.
export function bindCombobox({ isFor, ask, pick, isPicked = () => false, isOpen = false }) {
  function prepare(input) {
    if (listOf(input)) return listOf(input);
    const list = document.createElement("ul");
    list.id = `options-${++serial}`;
    list.className = "picker-list";
    list.role = "listbox";
    list.setAttribute("aria-label", document.body.dataset.suggestions);
    list.hidden = true;
    // How often the text was changed, and how often it had been for what is offered.
    Object.assign(list, { edits: 0, answered: 0 });
    input.after(list);
    input.parentElement.classList.add("picker");
    input.role = "combobox";
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) take(input, option);
    });
    return list;
  }

  // Whether its answer is what stands there now: only the latest question counts, and only while
  // somebody is there to read it.
  async function open(input, { text = input.value } = {}) {
    const list = prepare(input);
    const address = ask(text);
    const { edits } = list;
    list.asked = address;
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(Response.error);
    const options = answer.ok && !answer.redirected ? await answer.text() : "";
    if (list.asked !== address || document.activeElement !== input) return false;
    list.answered = edits;
    list.innerHTML = options;
    for (const option of list.children) option.id = `${list.id}-${[...list.children].indexOf(option)}`;
    list.hidden = !list.childElementCount;
    input.setAttribute("aria-expanded", String(!list.hidden));
    activate(input, isOpen || text.trim() ? list.firstElementChild : null);
    return true;
  }

  // No answer is waited for any longer.
  function settle(input) {
    const list = prepare(input);
    clearTimeout(input.waiting);
    list.asked = null;
    list.answered = list.edits;
  }

  function take(input, option) {
    settle(input);
    pick(input, option);
  }

  // Enter is about the whole text: what still stands there for its beginning is something else.
  async function takeTyped(input) {
    clearTimeout(input.waiting);
    const { edits } = prepare(input);
    if (!(await open(input)) || listOf(input).edits !== edits) return;
    const active = activeOf(input);
    settle(input);
    if (active) pick(input, active);
    else input.form.requestSubmit();
  }

  const isOurs = (target) => target instanceof HTMLInputElement && isFor(target);

  // What has the focus already when this is bound gets no event of it.
  if (isOurs(document.activeElement)) prepare(document.activeElement);

  document.addEventListener("focusin", ({ target }) => {
    if (!isOurs(target)) return;
    prepare(target);
    if (isPicked(target)) target.select();
    if (isOpen) open(target);
  });

  document.addEventListener("input", ({ target }) => {
    if (!isOurs(target)) return;
    clearTimeout(target.waiting);
    prepare(target).edits++;
    target.waiting = setTimeout(open, DELAY, target);
  });

  document.addEventListener("click", ({ target }) => {
    if (isOurs(target) && listOf(target)?.hidden) open(target, { text: "" });
  });

  document.addEventListener("focusout", ({ target }) => {
    if (!isOurs(target)) return;
    settle(target);
    closeList(target);
  });

  document.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!isOurs(input) || event.isComposing || event.ctrlKey || event.metaKey) return;
    const list = prepare(input);
    const active = activeOf(input);
    const isStale = list.edits !== list.answered;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return open(input, { text: isPicked(input) ? "" : input.value });
      const down = event.key === "ArrowDown";
      const next = down ? active?.nextElementSibling : active?.previousElementSibling;
      activate(input, next ?? (down ? list.firstElementChild : list.lastElementChild));
    } else if (event.key === "Enter" && isStale) {
      event.preventDefault();
      takeTyped(input);
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      take(input, active);
    } else if (event.key === "Tab" && active && !isStale && !event.shiftKey && !isOpen) {
      take(input, active);
    } else if (event.key === "Escape" && !list.hidden && !isOpen) {
      event.preventDefault();
      event.stopPropagation();
      settle(input);
      closeList(input);
    }
  });
}
