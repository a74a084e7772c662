// The browser's currency and time zone: proposed at the sign-up, offered where one was chosen before.

// A currency and the regions that pay in it.
const REGIONS = `AUD AU, BRL BR, CAD CA, CHF CH LI, CNY CN, CZK CZ, DKK DK GL, GBP GB, HKD HK, HUF HU, IDR ID, ILS IL, INR IN,
  ISK IS, JPY JP, KRW KR, MXN MX, MYR MY, NOK NO, NZD NZ, PHP PH, PLN PL, RON RO, SEK SE, SGD SG, THB TH, TRY TR, USD US,
  ZAR ZA, EUR AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK`;

const form = document.querySelector("[data-preferences]");
const { currency, time_zone: zone } = form.elements;
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const offer = form.querySelector("[data-use-zone]");
const isKnown = [...zone.options].some(({ value }) => value === own);

function currencyOf(locale) {
  const { region } = new Intl.Locale(locale).maximize();
  const [code] =
    REGIONS.split(",")
      .map((one) => one.trim().split(" "))
      .find(([, ...of]) => of.includes(region)) ?? [];
  return [...currency.options].find(({ text }) => text.startsWith(`${code}:`))?.value;
}

// What somebody chose, and what a form that came back holds, stays.
if (form.dataset.preferences === "propose") {
  if (isKnown && zone.value === "UTC") zone.value = own;
  if (!currency.value) currency.value = currencyOf(navigator.language) ?? "";
} else if (offer && isKnown && zone.value !== own) {
  offer.textContent = offer.dataset.useZone.replace("{zone}", own.replaceAll("_", " "));
  offer.hidden = false;
  offer.addEventListener("click", () => {
    zone.value = own;
    offer.hidden = true;
  });
}
