// Under a number field stands what was understood, while it is typed. The server reads it, as it
// will when the form is sent.

const DELAY = 250;
const timers = new WeakMap();

function noteOf(input) {
  const field = input.closest(".field") ?? input.parentElement;
  let note = field.querySelector(".understood");
  if (!note) {
    note = document.createElement("output");
    note.className = "help understood";
    note.htmlFor = input.id;
    input.after(note);
  }
  return note;
}

async function show(input) {
  const text = input.value;
  const query = new URLSearchParams({ text });
  if (input.dataset.number === "percent") query.set("percent", "");
  const answer = text.trim() ? await fetch(`/numbers/?${query}`) : null;
  if (input.value !== text) return;
  const said = answer?.ok && !answer.redirected ? await answer.text() : "";
  noteOf(input).textContent = said && `= ${said}`;
}

document.addEventListener("input", ({ target }) => {
  if (!(target instanceof HTMLInputElement) || target.dataset.number === undefined) return;
  clearTimeout(timers.get(target));
  timers.set(target, setTimeout(show, DELAY, target));
});
