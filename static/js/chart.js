// What every chart shares: Lightweight Charts in the colours of the page's tokens.
import {
  AreaSeries,
  CandlestickSeries,
  createChart,
  HistogramSeries,
  LineSeries,
} from "../vendor/lightweight-charts/lightweight-charts.standalone.production.mjs";

export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function look() {
  return {
    layout: {
      background: { color: "transparent" },
      textColor: token("--text-2"),
      fontFamily: token("--font"),
      attributionLogo: false,
      panes: { separatorColor: token("--line"), separatorHoverColor: token("--line"), enableResize: false },
    },
    grid: { vertLines: { visible: false }, horzLines: { color: token("--line") } },
    crosshair: {
      mode: 0,
      vertLine: { color: token("--line-strong"), labelBackgroundColor: token("--text-2") },
      horzLine: { color: token("--line-strong"), labelBackgroundColor: token("--text-2") },
    },
    // A label that would be cut at the edge of its pane is left out.
    rightPriceScale: { borderVisible: false, entireTextOnly: true },
  };
}

// The scale's labels: whole numbers above a thousand, four significant digits below.
export const shortPrice = (value) => {
  const size = Math.abs(value);
  if (size < 1e-12) return "0";
  const places = size >= 1000 ? 0 : size >= 10 ? 2 : size >= 1 ? 4 : null;
  const options =
    places === null
      ? { maximumSignificantDigits: 4 }
      : { minimumFractionDigits: places, maximumFractionDigits: places };
  return value.toLocaleString(document.documentElement.lang, options);
};

export const shortMoney = (value) => {
  const places = Math.abs(value) >= 100 ? 0 : 2;
  const options = { minimumFractionDigits: places, maximumFractionDigits: places };
  return (Math.abs(value) < 0.005 ? 0 : value).toLocaleString(document.documentElement.lang, options);
};

const PRINTING = ["beforeprint", "afterprint"];
const PAPER_WIDTH = 680;
// Half a label of the time scale, in pixels.
const LABEL_ROOM = 16;

const DRAWN = {
  candles: [CandlestickSeries, { borderVisible: false }],
  area: [AreaSeries, { lineWidth: 2 }],
  // What lies under its line of zero: a fall.
  depth: [AreaSeries, { lineWidth: 2, invertFilledArea: true }],
  line: [LineSeries, { lineWidth: 2 }],
  bars: [HistogramSeries, {}],
};

function colours({ as, colour }) {
  const [one, up, down] = [token(colour), token("--up"), token("--down")];
  if (as === "candles") return { upColor: up, downColor: down, wickUpColor: up, wickDownColor: down };
  if (as === "area") return { lineColor: one, topColor: `${one}40`, bottomColor: `${one}05` };
  if (as === "depth") return { lineColor: one, topColor: `${one}10`, bottomColor: `${one}50` };
  return { color: one };
}

export class Chart {
  // `axis` writes a number of the main scale; `specs` are those of chart-kinds.js, with a pane's place each.
  constructor(place, specs, { axis, hasHours }) {
    Object.assign(this, { place, specs });
    this.chart = createChart(place, {
      autoSize: true,
      ...look(),
      timeScale: {
        borderVisible: false,
        lockVisibleTimeRangeOnResize: true,
        minBarSpacing: 0.01,
        secondsVisible: false,
        timeVisible: hasHours,
      },
      localization: { locale: document.documentElement.lang },
    });
    this.series = specs.map((spec) => {
      const [kind, options] = DRAWN[spec.as];
      return this.chart.addSeries(
        kind,
        {
          ...options,
          lineStyle: spec.dashed ? 2 : 0,
          ...(spec.thin ? { lineWidth: 1 } : {}),
          ...(spec.isFree ? { autoscaleInfoProvider: () => null } : {}),
          priceLineVisible: false,
          lastValueVisible: spec === specs[0],
          crosshairMarkerVisible: spec === specs[0],
          priceFormat: { type: "custom", minMove: 1e-9, formatter: spec.axis ?? axis },
          ...colours(spec),
        },
        spec.pane,
      );
    });
    this.chart.panes().forEach((pane, number) => {
      pane.setStretchFactor(number ? 1 : 3);
    });
    this.colour = () => {
      this.chart.applyOptions(look());
      for (const [number, series] of this.series.entries()) series.applyOptions(colours(specs[number]));
      this.onColour?.();
    };
    // A sheet of A4 is narrower than most screens, and charts do not follow it by themselves.
    this.fitPaper = ({ type }) => {
      const isPaper = type === "beforeprint";
      this.chart.applyOptions({ autoSize: !isPaper });
      if (isPaper) this.chart.resize(PAPER_WIDTH, place.clientHeight, true);
      this.fit();
    };
    document.addEventListener("themechange", this.colour);
    for (const event of PRINTING) addEventListener(event, this.fitPaper);
  }

  get main() {
    return this.series[0];
  }

  scale({ isLogarithmic }) {
    this.chart.priceScale("right", 0).applyOptions({ mode: isLogarithmic ? 1 : 0 });
  }

  // Points of a series that has no value at a time are left out.
  fill(time, columns) {
    for (const [number, { as, key }] of this.specs.entries()) {
      this.series[number].setData(time.map((_, place) => this.point(as, key, time, columns, place)));
    }
    this.count = time.length;
    this.fit();
  }

  // All of it, with room at both ends for a label of time, which the edge would cut.
  fit() {
    const room = (this.count * LABEL_ROOM) / this.place.clientWidth;
    this.chart.timeScale().setVisibleLogicalRange({ from: -room, to: this.count - 1 + room });
  }

  update(time, columns) {
    const place = time.length - 1;
    const { as, key } = this.specs[0];
    this.main.update(this.point(as, key, time, columns, place));
  }

  point(as, key, time, columns, place) {
    const at = time[place];
    if (as === "candles") {
      const [open, high, low, close] = ["open", "high", "low", "close"].map((name) => columns[name][place]);
      return { time: at, open, high, low, close };
    }
    const value = columns[key][place];
    return value === null || value === undefined ? { time: at } : { time: at, value };
  }

  remove() {
    document.removeEventListener("themechange", this.colour);
    for (const event of PRINTING) removeEventListener(event, this.fitPaper);
    this.chart.remove();
  }
}
