// The charts of a page: each is drawn from the address that its source names, and again where that changes.
// What the server drew stands until the data is there.
import { Chart } from "./chart.js";
import { axisOf, specsOf } from "./chart-kinds.js";
import { Marks } from "./chart-marks.js";
import { Readout } from "./chart-readout.js";

const drawn = new WeakMap();
const WEEK = 7 * 86400;

// What the page has the script say, in its language.
const wordsOf = (frame) => JSON.parse(frame.dataset.words);

function say(frame, text) {
  const note = document.createElement("p");
  note.className = "chart-empty";
  note.textContent = text;
  frame.querySelector("[data-readout]").replaceChildren();
  frame.querySelector("[data-place]").replaceChildren(note);
}

// Figures come as decimals: strings of the digits that count.
function asNumbers(data) {
  const number = (text) => (text === null ? null : Number(text));
  for (const [name, column] of Object.entries(data.series)) data.series[name] = column.map(number);
  for (const [name, text] of Object.entries(data.opening)) data.opening[name] = number(text);
  return data;
}

// The second at which the bar begins that an instant belongs to.
function beginning(second, step) {
  if (step === "1mo") return Date.parse(`${new Date(1000 * second).toISOString().slice(0, 7)}-01`) / 1000;
  // 1970 began on a Thursday; weeks begin on Mondays.
  if (step === "1w") return second - ((second - 4 * 86400) % WEEK);
  return second - (second % { "1h": 3600, "2h": 7200, "1d": 86400 }[step]);
}

// Stored points end a little in the past: the last one follows the figure on the page.
function follow(source, { data, chart, readout }) {
  const { value, day, at } = document.getElementById(source.dataset.now)?.dataset ?? {};
  if (!value) return;
  const { time, series, step } = data;
  const begins = beginning(at ? Number(at) : Date.parse(day) / 1000, step);
  const now = Number(value);
  const { key, as } = chart.specs[0];
  const last = time.length - 1;
  if (begins < time[last]) return;
  if (begins > time[last]) {
    time.push(begins);
    for (const column of Object.values(series)) column.push(null);
    // A market that never closes opens where it was.
    if (as === "candles") for (const name of ["open", "high", "low"]) series[name][last + 1] = series[key][last];
    if ("paid" in series) series.paid[last + 1] = series.paid[last];
  }
  const place = time.length - 1;
  series[key][place] = now;
  if (as === "candles") {
    series.high[place] = Math.max(series.high[place], now);
    series.low[place] = Math.min(series.low[place], now);
  }
  chart.update(time, series);
  if (readout.position === null) readout.show(null);
}

async function draw(frame, source) {
  const { address, inline } = source.dataset;
  // Few points stand in the page itself.
  if (inline) return drawInline(frame, source, document.getElementById(inline).textContent);
  const state = drawn.get(frame);
  if (state?.address === address) {
    if (state.chart) refresh(source, state);
    return;
  }
  state?.abort.abort();
  const abort = new AbortController();
  drawn.set(frame, { ...state, address, abort });
  frame.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: abort.signal });
    if (!answer.ok || answer.redirected) throw new Error(`${answer.status}`);
    const data = asNumbers(await answer.json());
    if (frame.isConnected) renew(frame, source, { data, address, abort });
  } catch (error) {
    if (error.name === "AbortError") return;
    drawn.delete(frame);
    say(frame, wordsOf(frame).failed);
  }
  frame.removeAttribute("aria-busy");
}

function drawInline(frame, source, text) {
  const state = drawn.get(frame);
  if (state?.address === text) return;
  renew(frame, source, { data: asNumbers(JSON.parse(text)), address: text });
}

// What the page says now of a chart that is drawn: its last figure, its marks, its scale.
function refresh(source, state) {
  const shown = source.dataset.shown.split(" ");
  state.chart.scale({ isLogarithmic: shown.includes("log") });
  state.marks.show(shown, source.dataset.own);
  follow(source, state);
}

function renew(frame, source, { data, address, abort }) {
  const before = drawn.get(frame);
  before?.readout?.remove();
  before?.chart?.remove();
  const place = frame.querySelector("[data-place]");
  if (data.time.length < 2) {
    drawn.set(frame, { address, abort });
    say(frame, wordsOf(frame).empty);
    return;
  }
  place.replaceChildren();
  const kind = frame.dataset.chart;
  const words = wordsOf(frame);
  const specs = specsOf(kind, data, words.series);
  const chart = new Chart(place, specs, { axis: axisOf(kind), hasHours: data.step.endsWith("h") });
  if (place.dataset.panes) place.dataset.panes = String(1 + Math.max(...specs.map(({ pane }) => pane)));
  chart.fill(data.time, data.series);
  const marks = new Marks(place, chart, data);
  const readout = new Readout(frame, { chart, data, marks, words });
  const state = { address, abort, data, chart, marks, readout };
  drawn.set(frame, state);
  refresh(source, state);
}

function drawAll() {
  for (const frame of document.querySelectorAll("[data-chart]")) {
    const source = document.getElementById(frame.dataset.source);
    if (source) draw(frame, source);
  }
}
drawAll();
for (const event of ["htmx:afterSwap", "htmx:historyRestore"]) document.body.addEventListener(event, drawAll);
