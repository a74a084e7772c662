// Figures as the server's pages write them: the sign before the figure, other currencies by their code after it.

const SIGNS = { USD: "$", EUR: "€", GBP: "£", JPY: "¥", BTC: "₿", ETH: "Ξ" };
const NO_CENTS = new Set(["JPY", "KRW", "HUF", "IDR", "ISK"]);
const LARGE = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
];
const MINUS = "−";

function grouped(value, places) {
  const options = { minimumFractionDigits: places, maximumFractionDigits: places };
  return Math.abs(value).toLocaleString("en-US", options);
}

function signed(text, value, currency) {
  const minus = value < 0 ? MINUS : "";
  return currency in SIGNS ? `${minus}${SIGNS[currency]}${text}` : `${minus}${text} ${currency}`.trimEnd();
}

export function price(value, currency = "USD") {
  const size = Math.abs(value);
  const places = size >= 1 || !size ? 2 : Math.min(18, 3 - Math.floor(Math.log10(size)));
  return signed(grouped(value, places), value, currency);
}

export function money(value, currency = "USD") {
  const places = currency === "BTC" || currency === "ETH" ? 8 : NO_CENTS.has(currency) ? 0 : 2;
  return signed(grouped(value, places), value, currency);
}

export const gain = (value, currency) => (value > 0 ? "+" : "") + money(value, currency);

export function largeMoney(value, currency = "USD") {
  for (const [size, letter] of LARGE) {
    if (Math.abs(value) >= size) return signed(grouped(value / size, 2) + letter, value, currency);
  }
  return signed(grouped(value, 0), value, currency);
}

export const percent = (fraction, places = 2) => `${fraction < 0 ? MINUS : ""}${grouped(100 * fraction, places)}%`;

export const change = (fraction) => (fraction > 0 ? "+" : "") + percent(fraction);

export const index = (value) => grouped(value, 1);
