"""Coinbase's headers of 2018 to today, brought to one set of names."""

from portfolios.importers.coinbase.draft import ACCOUNT
from portfolios.importers.coinbase.rows import build
from portfolios.importers.spec import Format

_PRICE = "spotpriceattransaction"
_RENAMED = {
    "spotpricecurrency": "pricecurrency",
    _PRICE: "priceattransaction",
    "total(inclusiveoffees)": "total",
    "total(inclusiveoffeesand/orspread)": "total",
    "amounttransacted(inclusiveofcoinbasefees)": "total",
    "totalinclusiveoffeesandspread": "total",
    "feesand/orspread": "fees",
    "transactionid": "id",
}


def _header(keys: list[str]) -> tuple[list[str], str]:
    """The columns under one set of names, and the currency that the oldest headers carry."""
    currency = ""
    for key in keys:
        if key.endswith(_PRICE) and len(key) == len(_PRICE) + 3:
            currency = key[:3]
    plain = [key.removeprefix(currency) if currency else key for key in keys]
    return [_RENAMED.get(key, key) for key in plain], currency.upper()


COINBASE = Format(
    code="coinbase",
    title="Coinbase transaction history",
    required=("timestamp", "transactiontype", "asset", "quantitytransacted"),
    distinctive=("transactiontype", "quantitytransacted"),
    known=frozenset(
        {"id", "timestamp", "transactiontype", "asset", "quantitytransacted", "pricecurrency",
         "priceattransaction", "subtotal", "total", "fees", "notes", "address", "senderaddress",
         "recipientaddress"}
    ),
    date_key="timestamp",
    number_keys=("quantitytransacted", "priceattransaction", "subtotal", "total", "fees"),
    build=build,
    header_example="ID,Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,"
    "Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),"
    "Fees and/or Spread,Notes",
    default_account=ACCOUNT,
    normalise_header=_header,
    writes_dots=True,
    month_first=True,
    spare=frozenset({"address", "senderaddress", "recipientaddress"}),
    holds={"asset": "received_asset sent_asset"},
)  # fmt: skip
