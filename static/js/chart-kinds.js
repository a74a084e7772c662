// What each kind of chart draws: series with their colours, panes and units. Their names come with the page.
import { shortMoney, shortPrice } from "./chart.js";
import { change, index, largeMoney, money, percent, price } from "./figures.js";

const asPercent = (fraction) => percent(fraction, 1);
const asLarge = (value) => largeMoney(value, "").trim();

// `write` is for the readout, `axis` for the scale of a pane; `grows`: the readout has the change since
// the start; `against`: how much more it is than another series, which for a value and what was put in is the profit.
const CLOSE = { key: "close", colour: "--accent", write: price, grows: true };
const OVERLAYS = {
  sma_50: { as: "line", colour: "--s2", write: price, thin: true },
  sma_200: { as: "line", colour: "--s6", write: price, thin: true },
  ema_20: { as: "line", colour: "--s3", write: price, thin: true },
  volume: { as: "bars", colour: "--s8", pane: "volume", write: largeMoney, axis: asLarge },
  rsi_14: { as: "line", colour: "--s6", pane: "rsi", write: index, axis: index, thin: true },
  macd_hist: { as: "bars", colour: "--s8", pane: "macd", write: price, axis: shortPrice },
  macd: { as: "line", colour: "--accent", pane: "macd", write: price, axis: shortPrice, thin: true },
  macd_signal: { as: "line", colour: "--s2", pane: "macd", write: price, axis: shortPrice, thin: true },
};
// Levels may lie far from the prices, which are not flattened for them.
const LEVEL = { as: "line", write: price, dashed: true, thin: true, isFree: true };
const MONEY = { as: "line", write: money, axis: shortMoney };
const SHARE = { as: "line", write: change, axis: asPercent };
const LINES = {
  income: [
    { ...MONEY, key: "income", as: "bars", colour: "--accent" },
    { ...MONEY, key: "fees", as: "line", colour: "--down" },
  ],
  value: [
    { ...MONEY, key: "value", as: "area", colour: "--accent", against: "paid" },
    { ...MONEY, key: "paid", colour: "--text-2", dashed: true, thin: true },
  ],
  invested: [
    { ...MONEY, key: "value", colour: "--accent", against: "paid" },
    { ...MONEY, key: "paid", colour: "--text-2", dashed: true },
    { ...MONEY, key: "same", colour: "--s2", dashed: true },
    { ...SHARE, key: "drawdown", as: "depth", colour: "--s2", pane: "drawdown" },
  ],
  return: [
    { ...SHARE, key: "return", colour: "--accent" },
    { ...SHARE, key: "benchmark", colour: "--s2", dashed: true },
    { ...SHARE, key: "drawdown", as: "depth", colour: "--s2", pane: "drawdown" },
  ],
};

// Levels of a plan, by what they are for: a stop, a target or an alert.
const LEVELS = { stop: "--stop", target: "--accent", alert: "--text-2" };

// The series of a kind that an answer has, each with its name and the place of its pane.
export function specsOf(kind, { series, levels = [] }, names) {
  const usual = (kind in LINES ? LINES[kind] : candles(series)).filter(({ key }) => key in series);
  const specs = usual.map((spec) => ({ ...spec, label: names[spec.key] }));
  specs.push(...levels.map(({ key, label, sign }) => ({ ...LEVEL, key, label, colour: LEVELS[sign] })));
  const panes = [...new Set(specs.map(({ pane }) => pane))];
  return specs.map((spec) => ({ ...spec, pane: panes.indexOf(spec.pane) }));
}

function candles(columns) {
  const main = { ...CLOSE, as: "open" in columns ? "candles" : "line" };
  return [main, ...Object.entries(OVERLAYS).map(([key, spec]) => ({ key, ...spec }))];
}

const AXES = { return: asPercent, value: shortMoney, invested: shortMoney, income: shortMoney };
export const axisOf = (kind) => AXES[kind] ?? shortPrice;
