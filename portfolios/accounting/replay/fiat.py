"""Which codes of a file are money."""

# The European Central Bank's set, with its former members, and other currencies that people pay
# exchanges in. A code that is better known as a coin's ticker stays out.
FIAT = frozenset(
    {
        "AED", "ARS", "AUD", "BGN", "BHD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CYP", "CZK",
        "DKK", "EEK", "EGP", "EUR", "GBP", "GEL", "HKD", "HRK", "HUF", "IDR", "ILS", "INR", "ISK",
        "JPY", "KES", "KRW", "KWD", "KZT", "LTL", "LVL", "MAD", "MTL", "MXN", "MYR", "NGN", "NOK",
        "NZD", "PEN", "PHP", "PKR", "PLN", "QAR", "ROL", "RON", "RSD", "RUB", "SAR", "SEK", "SGD",
        "SIT", "SKK", "THB", "TRL", "TRY", "TWD", "UAH", "USD", "UYU", "VND", "ZAR",
    }
)  # fmt: skip
