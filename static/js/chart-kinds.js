// What each kind of chart draws: series with their names for people, colours, panes and units.
import { shortPrice } from "./chart.js";
import { change, index, largeMoney, money, percent, price } from "./figures.js";

const asPercent = (fraction) => percent(fraction, 1);
const asLarge = (value) => largeMoney(value, "").trim();

// `write` is for the readout, `axis` for the scale of a pane; `grows`: the readout has the change since the start,
// which of an amount with deposits in it would say nothing.
const CLOSE = { key: "close", label: "Close", colour: "--accent", write: price, grows: true };
const OVERLAYS = {
  sma_50: { label: "SMA 50", as: "line", colour: "--s2", write: price, thin: true },
  sma_200: { label: "SMA 200", as: "line", colour: "--s6", write: price, thin: true },
  ema_20: { label: "EMA 20", as: "line", colour: "--s3", write: price, thin: true },
  volume: { label: "Volume", as: "bars", colour: "--s8", pane: "volume", write: largeMoney, axis: asLarge },
  rsi_14: { label: "RSI 14", as: "line", colour: "--s6", pane: "rsi", write: index, axis: index, thin: true },
  macd_hist: { label: "Histogram", as: "bars", colour: "--s8", pane: "macd", write: price, axis: shortPrice },
  macd: { label: "MACD", as: "line", colour: "--accent", pane: "macd", write: price, axis: shortPrice, thin: true },
  macd_signal: {
    label: "Signal",
    as: "line",
    colour: "--s2",
    pane: "macd",
    write: price,
    axis: shortPrice,
    thin: true,
  },
};
const MONEY = { as: "line", write: money, axis: shortPrice };
const SHARE = { as: "line", write: change, axis: asPercent };
const LINES = {
  value: [
    { ...MONEY, key: "value", label: "Value", as: "area", colour: "--accent" },
    { ...MONEY, key: "paid", label: "Paid in", colour: "--text-2", dashed: true, thin: true },
  ],
  invested: [
    { ...MONEY, key: "value", label: "Value", colour: "--accent" },
    { ...MONEY, key: "paid", label: "Invested", colour: "--text-2", dashed: true },
    { ...MONEY, key: "same", label: "Same flows in the benchmark", colour: "--s2", dashed: true },
    { ...SHARE, key: "drawdown", label: "Drawdown", as: "depth", colour: "--s2", pane: "drawdown" },
  ],
  return: [
    { ...SHARE, key: "return", label: "Return", colour: "--accent" },
    { ...SHARE, key: "benchmark", label: "Benchmark", colour: "--s2", dashed: true },
    { ...SHARE, key: "drawdown", label: "Drawdown", as: "depth", colour: "--s2", pane: "drawdown" },
  ],
};

// The series of a kind that an answer has, each with the place of its pane.
export function specsOf(kind, columns) {
  const specs = kind === "candles" ? candles(columns) : LINES[kind].filter(({ key }) => key in columns);
  const panes = [...new Set(specs.map(({ pane }) => pane))];
  return specs.map((spec) => ({ ...spec, pane: panes.indexOf(spec.pane) }));
}

function candles(columns) {
  const main = { ...CLOSE, as: "open" in columns ? "candles" : "line" };
  const others = Object.keys(OVERLAYS).filter((key) => key in columns);
  return [main, ...others.map((key) => ({ key, ...OVERLAYS[key] }))];
}

export const axisOf = (kind) => (kind === "return" ? asPercent : shortPrice);
