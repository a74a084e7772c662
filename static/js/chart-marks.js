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
  support: ["--text-2", 4],
  resistance: ["--text-2", 4],
};
const SIGNS = {
  buy: { position: "belowBar", shape: "arrowUp", colour: "--up" },
  sell: { position: "aboveBar", shape: "arrowDown", colour: "--down" },
  entry: { position: "belowBar", shape: "circle", colour: "--s3" },
  alert: { position: "aboveBar", shape: "circle", colour: "--text-2" },
  exit: { position: "aboveBar", shape: "square", colour: "--s3" },
};
const LABEL_HEIGHT = 18;

// A page writes its marks as JSON: what the reader has on the asset, and what the analysis says by the option of each.
function written(id) {
  const text = document.getElementById(id)?.textContent;
  return text ? JSON.parse(text) : {};
}

export class Marks {
  constructor(place, chart, data) {
    Object.assign(this, { place, chart, data, lines: [], signs: [] });
    this.layer = document.createElement("div");
    this.layer.className = "chart-labels";
    this.layer.setAttribute("aria-hidden", "true");
    place.append(this.layer);
    this.layers = createSeriesMarkers(chart.main, []);
    chart.onColour = () => this.draw();
    chart.main.attachPrimitive({ updateAllViews: () => this.arrange(), paneViews: () => [] });
    chart.main.applyOptions({ autoscaleInfoProvider: (own) => this.widen(own()) });
  }

  // The reader's own marks, and those of the options chosen; they may have changed since they were drawn.
  show(options, ownMarks) {
    const own = written(ownMarks);
    const market = written("market-marks");
    const chosen = (name) => (options.includes(name) ? (market[name] ?? []) : []);
    const marks = {
      lines: [...(own.levels ?? []), ...(own.costs ?? []), ...chosen("levels")],
      signs: [...(own.signs ?? []), ...chosen("signals")],
    };
    const text = JSON.stringify(marks);
    if (text === this.shown) return;
    this.shown = text;
    this.marks = marks;
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
    this.signs = this.marks.signs
      .map((sign) => ({ ...sign, position: this.placeOf(sign.time) }))
      .filter(({ position }) => position >= 0)
      .sort((one, other) => one.position - other.position);
    this.layers.setMarkers(this.signs.map(({ kind, position }) => this.marker(kind, position)));
    this.arrange();
  }

  marker(kind, position) {
    const { colour, ...shown } = SIGNS[kind];
    return { ...shown, time: this.data.time[position], color: token(colour) };
  }

  // The bar that an instant falls into; −1 before the chart.
  placeOf(time) {
    return this.data.time.findLastIndex((begins) => begins <= time);
  }

  textsAt(position) {
    return this.signs.filter((sign) => sign.position === position).map(({ text }) => text);
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
    // Lines further away than the prices in view are apart are not worth flattening those for.
    const { minValue, maxValue } = info.priceRange;
    const spread = maxValue - minValue;
    const near = [...this.lines.map((line) => line.price), ...this.freeLevels()].filter(
      (one) => one >= minValue - spread && one <= maxValue + spread,
    );
    return { ...info, priceRange: { minValue: Math.min(minValue, ...near), maxValue: Math.max(maxValue, ...near) } };
  }

  freeLevels() {
    const free = this.chart.specs.filter(({ isFree }) => isFree);
    return free.flatMap(({ key }) => this.data.series[key]).filter((value) => value !== null);
  }
}
