"""Which codes are money, and which coins may be the currency of books."""

# The European Central Bank's set since the first block, and other currencies that people pay
# exchanges in. A code that is better known as a coin's ticker stays out.
FIAT = frozenset(
    {
        "AED", "ARS", "AUD", "AZN", "BDT", "BGN", "BHD", "BRL", "BYN", "CAD", "CHF", "CLP", "CNY",
        "COP", "CZK", "DKK", "DOP", "DZD", "EEK", "EGP", "ETB", "EUR", "GBP", "GEL", "GHS", "GTQ",
        "HKD", "HRK", "HUF", "IDR", "ILS", "INR", "ISK", "JOD", "JPY", "KES", "KRW", "KWD", "KZT",
        "LKR", "LTL", "LVL", "MAD", "MDL", "MXN", "MYR", "NGN", "NOK", "NPR", "NZD", "OMR", "PEN",
        "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SEK", "SGD", "THB",
        "TND", "TRY", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VES", "VND", "XAF", "XOF",
        "ZAR", "ZMW",
    }
)  # fmt: skip

# By code, with the market's own name of each.
BASE_COINS = {"BTC": "bitcoin", "ETH": "ethereum"}
