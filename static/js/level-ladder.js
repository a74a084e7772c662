// The marks of a ladder beside its form move the fields that they stand for: dragged, or by arrow
// keys. The server draws the ladder anew from what the fields say then.

// An axis ends this fraction of its width before the picture does, as in exits/ladder.py.
const MARGIN = 0.04;
const STEPS = { ArrowLeft: -0.01, ArrowDown: -0.01, ArrowRight: 0.01, ArrowUp: 0.01, PageDown: -0.05, PageUp: 0.05 };

const ladderOf = (mark) => mark.closest(".ladder-typed");
const markOf = (target) => target.closest?.(".ladder-typed [data-field]");

function fractionOf(mark, price) {
  const { low, high } = ladderOf(mark).dataset;
  return MARGIN + ((1 - 2 * MARGIN) * Math.log(price / low)) / Math.log(high / low);
}

function priceAt(mark, clientX) {
  const picture = ladderOf(mark);
  const { left, width } = picture.getBoundingClientRect();
  const along = ((clientX - left) / width - MARGIN) / (1 - 2 * MARGIN);
  const { low, high } = picture.dataset;
  return low * (high / low) ** Math.min(Math.max(along, 0), 1);
}

// Five digits that count, as a person would write them.
const written = (number) => String(Number(number.toPrecision(5)));

function inputOf(mark) {
  return document.getElementById("level-form").elements[mark.dataset.field];
}

function move(mark, price) {
  const { now, mark: decimal } = ladderOf(mark).dataset;
  const number = "percent" in mark.dataset ? (100 * (1 - price / now)).toFixed(2) : written(price);
  inputOf(mark).value = number.replace(".", decimal);
  mark.setAttribute("x", `${100 * fractionOf(mark, price)}%`);
  mark.setAttribute("aria-valuenow", price);
  mark.setAttribute("aria-valuetext", inputOf(mark).value);
}

const tell = (mark) => inputOf(mark).dispatchEvent(new Event("input", { bubbles: true }));

document.addEventListener("pointerdown", (event) => {
  const mark = markOf(event.target);
  if (!mark) return;
  event.preventDefault();
  mark.focus();
  const follow = ({ clientX }) => move(mark, priceAt(mark, clientX));
  document.addEventListener("pointermove", follow);
  document.addEventListener(
    "pointerup",
    () => {
      document.removeEventListener("pointermove", follow);
      tell(mark);
    },
    { once: true },
  );
});

document.addEventListener("keydown", (event) => {
  const mark = markOf(event.target);
  const step = STEPS[event.key];
  if (!mark || !step) return;
  event.preventDefault();
  move(mark, Number(mark.getAttribute("aria-valuenow")) * (1 + step));
  tell(mark);
});
