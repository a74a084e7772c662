// What every chart shares: Lightweight Charts in the colours of the page's tokens.
import { createChart } from "../vendor/lightweight-charts/lightweight-charts.standalone.production.mjs";

export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function look() {
  return {
    layout: {
      background: { color: "transparent" },
      textColor: token("--text-2"),
      fontFamily: token("--font"),
      attributionLogo: false,
    },
    grid: { vertLines: { visible: false }, horzLines: { color: token("--line") } },
    rightPriceScale: { borderVisible: false },
    // Half a pixel a day, which is the least by default, leaves no room on a phone for two years.
    timeScale: { borderVisible: false, minBarSpacing: 0.01 },
  };
}

// The scale's labels: whole numbers above a thousand, five significant digits below.
export const formatPrice = (price) => {
  const size = Math.abs(price);
  if (size >= 1000) return price.toLocaleString(undefined, { maximumFractionDigits: 0 });
  if (size >= 10) return price.toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  if (size >= 1) return price.toLocaleString(undefined, { minimumFractionDigits: 4, maximumFractionDigits: 4 });
  return price.toLocaleString(undefined, { maximumSignificantDigits: 4 });
};

export function newChart(place, priceFormatter = formatPrice) {
  return createChart(place, { autoSize: true, ...look(), localization: { priceFormatter } });
}
