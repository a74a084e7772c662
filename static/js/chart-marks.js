// Lines and marks over a chart: levels, average cost, trades. Labels never lie over an axis or each other.
import { createSeriesMarkers } from "../vendor/lightweight-charts/lightweight-charts.standalone.production.mjs";
import { token } from "./chart.js";
import { price } from "./figures.js";

// Distinguished by their lines and titles, not by colour alone: [token, line style].
const LINES = {
  stop: ["--stop", 3],
  trail: ["--stop", 1],
  target: ["--accent", 0],
  alert: ["--text-2", 4],
  cost: ["--s3", 2],
  support: ["--s8", 4],
  resistance: ["--s8", 4],
};
const SIGNS = {
  buy: { position: "belowBar", shape: "arrowUp", colour: "--up" },
  sell: { position: "aboveBar", shape: "arrowDown", colour: "--down" },
  entry: { position: "belowBar", shape: "circle", colour: "--s3" },
  exit: { position: "aboveBar", shape: "square", colour: "--s3" },
};
// Lines this far from the prices in view are not worth flattening those for.
const [LOWEST, HIGHEST] = [0.6, 1.6];
const LABEL_HEIGHT = 18;

export class Marks {
  constructor(place, chart, data, source) {
    Object.assign(this, { place, chart, data });
    this.layer = document.createElement("div");
    this.layer.className = "chart-labels";
    this.layer.setAttribute("aria-hidden", "true");
    place.append(this.layer);
    this.signs = createSeriesMarkers(chart.main, []);
    this.lines = [];
    this.refresh(source);
    chart.onColour = () => this.draw();
    chart.main.attachPrimitive({ updateAllViews: () => this.arrange(), paneViews: () => [] });
    chart.main.applyOptions({ autoscaleInfoProvider: (own) => this.widen(own()) });
  }

  // What the page says now: it may have changed since the chart was drawn.
  refresh(source) {
    const written = document.getElementById(source.dataset.marks)?.textContent ?? "";
    if (written === this.written) return;
    this.written = written;
    this.marks = { lines: [], signs: [], ...(written ? JSON.parse(written) : {}) };
    this.draw();
  }

  draw() {
    for (const { line } of this.lines) this.chart.main.removePriceLine(line);
    this.lines = this.marks.lines.map((mark) => {
      const [name, lineStyle] = LINES[mark.kind];
      const shown = { price: mark.price, color: token(name), lineStyle, lineWidth: 1, axisLabelVisible: false };
      const label = document.createElement("span");
      label.textContent = `${mark.title} ${price(mark.price)}`;
      label.style.color = `var(${name})`;
      return { ...mark, label, line: this.chart.main.createPriceLine(shown) };
    });
    this.layer.replaceChildren(...this.lines.map(({ label }) => label));
    this.signs.setMarkers(this.marks.signs.map((sign) => this.sign(sign)).filter(Boolean));
    this.arrange();
  }

  // A trade stands at the bar that it fell into; one before the chart has none.
  sign({ time, kind, text }) {
    const bars = this.data.time;
    let place = bars.length - 1;
    while (place >= 0 && bars[place] > time) place -= 1;
    if (place < 0) return null;
    const { colour, ...shown } = SIGNS[kind];
    return { ...shown, time: bars[place], color: token(colour), text };
  }

  // From top to bottom, each at its line or as near to it as the one above leaves room.
  arrange() {
    const height = this.chart.chart.panes()[0].getHeight();
    const seen = this.lines
      .map((one) => ({ ...one, y: this.chart.main.priceToCoordinate(one.price) }))
      .filter(({ label, y }) => {
        label.hidden = y === null || y < 0 || y > height;
        return !label.hidden;
      })
      .sort((one, other) => one.y - other.y);
    let free = 0;
    const tops = seen.map(({ y }) => {
      const top = Math.max(y - LABEL_HEIGHT / 2, free);
      free = top + LABEL_HEIGHT;
      return top;
    });
    let limit = height;
    for (let place = seen.length - 1; place >= 0; place -= 1) {
      tops[place] = Math.min(tops[place], limit - LABEL_HEIGHT);
      limit = tops[place];
      seen[place].label.style.top = `${tops[place]}px`;
      seen[place].label.hidden = tops[place] < 0;
    }
  }

  widen(info) {
    if (!info?.priceRange) return info;
    const { minValue, maxValue } = info.priceRange;
    const near = this.lines
      .map((line) => line.price)
      .filter((one) => one >= LOWEST * minValue && one <= HIGHEST * maxValue);
    return { ...info, priceRange: { minValue: Math.min(minValue, ...near), maxValue: Math.max(maxValue, ...near) } };
  }
}
