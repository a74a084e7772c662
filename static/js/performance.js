// The charts of a page of returns. What the server drew stands until the data is there.
import { AreaSeries, LineSeries } from "../vendor/lightweight-charts/lightweight-charts.standalone.production.mjs";
import { formatPrice, look, newChart, token } from "./chart.js";

const fetched = new Map();
const pointsAt = (address) => {
  if (!fetched.has(address)) {
    fetched.clear();
    fetched.set(
      address,
      fetch(address).then((answer) => (answer.ok && !answer.redirected ? answer.json() : { points: [] })),
    );
  }
  return fetched.get(address);
};

// What each chart draws: [name in the points, token of its colour, dashed].
const LINES = {
  return: [
    ["return", "--accent"],
    ["benchmark", "--s2", true],
  ],
  value: [
    ["value", "--accent"],
    ["paid", "--text-2", true],
    ["same", "--s2", true],
  ],
  drawdown: [["drawdown", "--s2"]],
};
const asPercent = (fraction) => `${(100 * fraction).toLocaleString(undefined, { maximumFractionDigits: 1 })}%`;

async function drawPerformance(place) {
  const shows = place.dataset.shows;
  const { points } = await pointsAt(place.dataset.performanceChart);
  // One point makes no line, and the place may have been swapped out while the data came.
  if (points.length < 2 || !place.isConnected) return;
  place.replaceChildren();
  const chart = newChart(place, shows === "value" ? formatPrice : asPercent);
  const lines = LINES[shows]
    .filter(([name]) => name in points[0])
    .map(([name, colour, dashed]) => {
      const kind = shows === "drawdown" ? AreaSeries : LineSeries;
      const line = chart.addSeries(kind, {
        lineWidth: 2,
        lineStyle: dashed ? 2 : 0,
        priceLineVisible: false,
        invertFilledArea: shows === "drawdown",
        priceFormat: { type: "price", precision: 4, minMove: 1e-4 },
      });
      line.setData(points.map((point) => ({ time: point.time, value: point[name] })));
      return [line, colour];
    });
  const colour = () => {
    if (!place.isConnected) {
      document.removeEventListener("themechange", colour);
      chart.remove();
      return;
    }
    chart.applyOptions(look());
    for (const [line, name] of lines) {
      const one = token(name);
      line.applyOptions(
        shows === "drawdown" ? { lineColor: one, topColor: `${one}10`, bottomColor: `${one}50` } : { color: one },
      );
    }
  };
  colour();
  chart.timeScale().fitContent();
  document.addEventListener("themechange", colour);
}

function drawAll() {
  for (const place of document.querySelectorAll("[data-performance-chart]:not([data-drawn])")) {
    place.dataset.drawn = "";
    drawPerformance(place);
  }
}
drawAll();
document.body.addEventListener("htmx:afterSwap", () => {
  fetched.clear();
  drawAll();
});
