// Choosing rows of a list: all of a page, a run with Shift, and how many are chosen. Without this
// each box is for itself.

const boxesOf = (list) => [...list.querySelectorAll('[name="row"]')];
let last;

function count(list) {
  const boxes = boxesOf(list);
  const chosen = boxes.filter((box) => box.checked);
  const all = list.querySelector("[data-choose-all]");
  all.checked = chosen.length > 0 && chosen.length === boxes.length;
  all.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
  list.querySelector("[data-chosen]").value = chosen.length;
}

function prepare() {
  for (const all of document.querySelectorAll("[data-choose-all]")) {
    all.hidden = false;
    count(all.closest("section"));
  }
}

document.addEventListener("click", ({ target, shiftKey }) => {
  const list = target.closest?.("section:has([data-choose-all])");
  if (!list) return;
  const boxes = boxesOf(list);
  if (target.matches("[data-choose-all]")) {
    for (const box of boxes) box.checked = target.checked;
  } else if (target.name === "row") {
    if (shiftKey && boxes.includes(last)) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(target)].sort((one, other) => one - other);
      for (const box of boxes.slice(from, to)) box.checked = target.checked;
    }
    last = target;
  } else return;
  count(list);
});

document.addEventListener("htmx:afterSwap", prepare);
prepare();
