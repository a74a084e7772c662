// Time series of values and prices, on the pages of a portfolio, a position and an asset.
import {
  AreaSeries,
  CandlestickSeries,
  HistogramSeries,
  LineSeries,
} from "../vendor/lightweight-charts/lightweight-charts.standalone.production.mjs";
import { look, newChart, token } from "./chart.js";

function say(place, text) {
  const note = document.createElement("p");
  note.className = "chart-empty";
  note.textContent = text;
  place.replaceChildren(note);
}

async function pointsOf(place, address) {
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) {
    say(place, "The chart's data could not be loaded. Reload the page to try again.");
    return [];
  }
  const { points } = await answer.json();
  if (points.length < 2) {
    say(place, "The history is being fetched: the chart appears once there are two days of it.");
    return [];
  }
  place.replaceChildren();
  return points;
}

function bindRanges(card, chart, points) {
  const show = (days) => {
    if (!days) return chart.timeScale().fitContent();
    const last = points.at(-1).time;
    const start = new Date(new Date(last) - days * 86400000).toISOString().slice(0, 10);
    const from = points.find((point) => point.time >= start);
    chart.timeScale().setVisibleRange({ from: from.time, to: last });
  };
  const buttons = [...card.querySelectorAll("[data-ranges] button")];
  for (const button of buttons) {
    button.addEventListener("click", () => {
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      show(Number(button.dataset.days));
    });
  }
  show(Number(buttons.find((button) => button.getAttribute("aria-pressed") === "true")?.dataset.days || 0));
}

// The stored days end a little in the past: the last point follows the figure on the page.
function followFigure(place, points, move) {
  const last = { ...points.at(-1) };
  const follow = () => {
    const { value, day } = document.getElementById(place.dataset.now)?.dataset ?? {};
    if (!value || day < last.time) return;
    move(day, Number(value), day === last.time ? last : null);
  };
  follow();
  document.body.addEventListener("htmx:afterSwap", follow);
}

async function drawValue(place) {
  const points = await pointsOf(place, place.dataset.valueChart);
  if (!points.length) return;
  const chart = newChart(place);
  const value = chart.addSeries(AreaSeries, { lineWidth: 2, title: "Value" });
  const paid = chart.addSeries(LineSeries, {
    lineWidth: 1,
    lineStyle: 2,
    lineType: 1,
    title: "Paid in",
    priceLineVisible: false,
    lastValueVisible: false,
  });
  const colour = () => {
    chart.applyOptions(look());
    value.applyOptions({
      lineColor: token("--accent"),
      topColor: `${token("--accent")}40`,
      bottomColor: `${token("--accent")}05`,
    });
    paid.applyOptions({ color: token("--text-2") });
  };
  colour();
  value.setData(points.map(({ time, value }) => ({ time, value })));
  paid.setData(points.map(({ time, paid }) => ({ time, value: paid })));
  document.addEventListener("themechange", colour);
  bindRanges(place.closest(".card"), chart, points);
  followFigure(place, points, (time, now) => value.update({ time, value: now }));
}

async function drawLine(place) {
  const points = await pointsOf(place, place.dataset.lineChart);
  if (!points.length) return;
  const chart = newChart(place);
  const line = chart.addSeries(LineSeries, {
    lineWidth: 2,
    priceFormat: { type: "price", precision: 6, minMove: 1e-6 },
  });
  const colour = () => {
    chart.applyOptions(look());
    line.applyOptions({ color: token("--accent") });
  };
  colour();
  line.setData(points.map(({ time, close }) => ({ time, value: close })));
  document.addEventListener("themechange", colour);
  bindRanges(place.closest(".card"), chart, points);
}

// Armed levels: distinguished by their lines and titles, not by colour alone.
const LEVELS = { stop: ["--stop", 3], trail: ["--stop", 1], target: ["--accent", 0], alert: ["--text-2", 4] };
// Levels this far from the candles in view are not worth flattening those for.
const [LOWEST, HIGHEST] = [0.6, 1.6];

function drawLevels(place, series) {
  const written = document.getElementById(place.dataset.levels);
  const levels = written ? JSON.parse(written.textContent) : [];
  const lines = levels.map(({ price, title, kind }) => [
    series.createPriceLine({ price, title, lineWidth: 1, lineStyle: LEVELS[kind][1] }),
    LEVELS[kind][0],
  ]);
  series.applyOptions({
    autoscaleInfoProvider: (own) => {
      const info = own();
      if (!info?.priceRange) return info;
      const { minValue, maxValue } = info.priceRange;
      const near = levels
        .map(({ price }) => price)
        .filter((price) => price >= LOWEST * minValue && price <= HIGHEST * maxValue);
      return { ...info, priceRange: { minValue: Math.min(minValue, ...near), maxValue: Math.max(maxValue, ...near) } };
    },
  });
  return () => {
    for (const [line, name] of lines) line.applyOptions({ color: token(name) });
  };
}

async function drawCandles(place) {
  const points = await pointsOf(place, place.dataset.candleChart);
  if (!points.length) return;
  const chart = newChart(place);
  const candles = chart.addSeries(CandlestickSeries, { borderVisible: false });
  const volume = chart.addSeries(HistogramSeries, {
    priceScaleId: "volume",
    priceLineVisible: false,
    lastValueVisible: false,
    priceFormat: { type: "volume" },
  });
  chart.priceScale("volume").applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
  const colourLevels = drawLevels(place, candles);
  const colour = () => {
    colourLevels();
    chart.applyOptions(look());
    const [up, down] = [token("--up"), token("--down")];
    candles.applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down });
    volume.applyOptions({ color: token("--line") });
  };
  colour();
  candles.setData(points);
  volume.setData(points.filter((point) => point.volume !== null).map(({ time, volume }) => ({ time, value: volume })));
  document.addEventListener("themechange", colour);
  bindRanges(place.closest(".card"), chart, points);
  followFigure(place, points, (time, now, day) =>
    candles.update({
      time,
      open: day?.open ?? now,
      high: Math.max(day?.high ?? now, now),
      low: Math.min(day?.low ?? now, now),
      close: now,
    }),
  );
}

for (const place of document.querySelectorAll("[data-value-chart]")) drawValue(place);
for (const place of document.querySelectorAll("[data-line-chart]")) drawLine(place);
for (const place of document.querySelectorAll("[data-candle-chart]")) drawCandles(place);
