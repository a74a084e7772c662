// Figures as the server's pages write them: by the page's language, other currencies by their code after it.

const LANGUAGE = document.documentElement.lang;
const SIGNS = { USD: "$", EUR: "€", GBP: "£", JPY: "¥", BTC: "₿", ETH: "Ξ" };
const NO_CENTS = new Set(["JPY", "KRW", "HUF", "IDR", "ISK"]);
const MINUS = "−";

// What an amount of this form has behind its digits: "%", " Mrd.", " €"; nothing for "$1".
function suffix(number, options) {
  const parts = new Intl.NumberFormat(LANGUAGE, options).formatToParts(number);
  return parts
    .slice(parts.findLastIndex(({ type }) => type === "integer" || type === "fraction") + 1)
    .map(({ value }) => value)
    .join("");
}

const PER_CENT = suffix(1, { style: "percent" });
const LARGE = [1e12, 1e9, 1e6].map((size) => [size, suffix(size, { notation: "compact" })]);
const IS_SIGN_LAST = suffix(1, { style: "currency", currency: "EUR" }) !== "";
// Between a sign that comes first and its amount: nothing, or a space as in Switzerland.
const [, second] = new Intl.NumberFormat(LANGUAGE, { style: "currency", currency: "EUR" }).formatToParts(1);
const BEFORE_AMOUNT = !IS_SIGN_LAST && second.type === "literal" ? "\u00a0" : "";

function grouped(value, places) {
  const options = { minimumFractionDigits: places, maximumFractionDigits: places };
  return Math.abs(value).toLocaleString(LANGUAGE, options);
}

function signed(text, value, currency) {
  const minus = value < 0 ? MINUS : "";
  if (!(currency in SIGNS)) return `${minus}${text} ${currency}`.trimEnd();
  return IS_SIGN_LAST ? `${minus}${text}\u00a0${SIGNS[currency]}` : `${minus}${SIGNS[currency]}${BEFORE_AMOUNT}${text}`;
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
  for (const [size, name] of LARGE) {
    if (Math.abs(value) >= size) return signed(grouped(value / size, 2) + name, value, currency);
  }
  return signed(grouped(value, 0), value, currency);
}

export const percent = (fraction, places = 2) =>
  `${fraction < 0 ? MINUS : ""}${grouped(100 * fraction, places)}${PER_CENT}`;

export const change = (fraction) => (fraction > 0 ? "+" : "") + percent(fraction);

export const index = (value) => grouped(value, 1);
