"""The headers of Koinly's forms."""

import re

from portfolios.importers.koinly.history import build as build_history
from portfolios.importers.koinly.history import build_bulk
from portfolios.importers.koinly.rows import build
from portfolios.importers.koinly.templates import build_simple, build_trades
from portfolios.importers.spec import Format

ACCOUNT = "Koinly"
_LEGS = ("sentamount", "sentcurrency", "receivedamount", "receivedcurrency")
_COLUMNS = frozenset(
    {"date", *_LEGS, "feeamount", "feecurrency", "networthamount", "networthcurrency", "label",
     "description", "txhash", "id"}
)  # fmt: skip
_WALLETS = ("sendingwallet", "receivingwallet")
_SPARE = frozenset({"description", "txhash", "txsrc", "txdest", "fromwalletid", "towalletid"})
_NUMBERS = ("sentamount", "receivedamount", "feeamount", "networthamount", "netvalue")
# The ledger's fields in these columns.
_HOLDS = {
    "sentamount": "sent_quantity", "sentcurrency": "sent_asset",
    "receivedamount": "received_quantity", "receivedcurrency": "received_asset",
    "feeamount": "fee_quantity", "feecurrency": "fee_asset",
    "networthcurrency": "net_worth_asset", "sendingwallet": "account",
    "receivingwallet": "to_account",
}  # fmt: skip
_READ_ONLY = "(read-only)"
_IN_CURRENCY = re.compile(r"(?P<name>netvalue|feevalue|gain)\((?P<currency>\w{3,5})\)")
_RENAMED = {"tag": "label", "koinlydate": "date", "transactionhash": "txhash"}
# Exporters of Koinly's pages put these beside the universal form.
_HISTORY = _RENAMED | {
    "fromwallet": "sendingwallet", "towallet": "receivingwallet", "koinlyid": "id",
}  # fmt: skip
_BULK = {
    "date(utc)": "date", "tag": "label", "fromwallet": "sendingwallet",
    "fromamount": "sentamount", "fromcurrency": "sentcurrency", "towallet": "receivingwallet",
    "toamount": "receivedamount", "tocurrency": "receivedcurrency",
}  # fmt: skip


def _universal(keys: list[str]) -> tuple[list[str], str]:
    return [_RENAMED.get(key, key) for key in keys], ""


def _history(keys: list[str]) -> tuple[list[str], str]:
    """The columns without the currency that some of them name, and that currency."""
    found = [_IN_CURRENCY.fullmatch(key) for key in keys]
    currency = next((match["currency"].upper() for match in found if match), "")
    plain = [match["name"] if match else key for match, key in zip(found, keys, strict=True)]
    return [_HISTORY.get(key, key) for key in plain], currency


def _bulk(keys: list[str]) -> tuple[list[str], str]:
    plain = [key.replace(_READ_ONLY, "") for key in keys]
    return [_BULK.get(key, key) for key in plain], ""


KOINLY = Format(
    code="koinly",
    title="Koinly universal CSV",
    required=("date", *_LEGS),
    distinctive=_LEGS,
    known=_COLUMNS,
    date_key="date",
    number_keys=_NUMBERS,
    build=build,
    header_example="Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Fee Amount,"
    "Fee Currency,Net Worth Amount,Net Worth Currency,Label,Description,TxHash",
    default_account=ACCOUNT,
    normalise_header=_universal,
    spare=_SPARE,
    holds=_HOLDS,
)
KOINLY_HISTORY = Format(
    code="koinly_history",
    title="Koinly transaction history",
    required=("date", *_LEGS, *_WALLETS),
    distinctive=(*_LEGS, *_WALLETS),
    known=_COLUMNS | {*_WALLETS, "type", "sentcostbasis", "receivedcostbasis", "gain", "netvalue",
                      "feevalue", "txsrc", "txdest", "fromwalletid", "towalletid"},
    date_key="date",
    number_keys=(*_NUMBERS, "sentcostbasis", "receivedcostbasis", "gain", "feevalue"),
    build=build_history,
    header_example="Date,Type,Tag,Sending Wallet,Sent Amount,Sent Currency,Sent Cost Basis,"
    "Receiving Wallet,Received Amount,Received Currency,Received Cost Basis,Fee Amount,"
    "Fee Currency,Gain (EUR),Net Value (EUR),Fee Value (EUR),TxSrc,TxDest,TxHash,Description",
    default_account=ACCOUNT,
    normalise_header=_history,
    spare=_SPARE,
    holds=_HOLDS,
)  # fmt: skip
KOINLY_BULK = Format(
    code="koinly_bulk_edit",
    title="Koinly bulk edit",
    required=("id", "date", *_LEGS, *_WALLETS, "fromwalletid", "towalletid"),
    distinctive=(*_WALLETS, "fromwalletid", "towalletid"),
    known=_COLUMNS | {*_WALLETS, "type", "parentid", "fromwalletid", "towalletid",
                      "feeworthamount", "feeworthcurrency", "netvalue", "feevalue",
                      "valuecurrency", "deleted", "fromsource", "tosource", "negativebalances",
                      "missingrates", "missingcostbasis", "syncedtoaccountingat(utcread-only)",
                      "txsrc", "txdest"},
    date_key="date",
    number_keys=(*_NUMBERS, "feevalue", "feeworthamount"),
    build=build_bulk,
    header_example="ID (read-only),Parent ID (read-only),Date (UTC),Type,Tag,"
    "From Wallet (read-only),From Wallet ID,From Amount,From Currency,To Wallet (read-only),"
    "To Wallet ID,To Amount,To Currency,Fee Amount,Fee Currency,Net Worth Amount,"
    "Net Worth Currency,Net Value (read-only),Value Currency (read-only),Deleted,TxHash,"
    "Description",
    default_account=ACCOUNT,
    normalise_header=_bulk,
    spare=_SPARE,
    holds=_HOLDS,
)  # fmt: skip
KOINLY_SIMPLE = Format(
    code="koinly_simple",
    title="Koinly simple template",
    required=("koinlydate", "amount", "currency"),
    distinctive=("koinlydate", "currency"),
    known=frozenset({"koinlydate", "amount", "currency", "label", "txhash"}),
    date_key="koinlydate",
    number_keys=("amount",),
    build=build_simple,
    header_example="Koinly Date,Amount,Currency,Label,TxHash",
    default_account=ACCOUNT,
)
KOINLY_TRADES = Format(
    code="koinly_trades",
    title="Koinly trades template",
    required=("koinlydate", "pair", "side", "amount", "total"),
    distinctive=("koinlydate", "pair"),
    known=frozenset(
        {"koinlydate", "pair", "side", "amount", "total", "feeamount", "feecurrency", "orderid",
         "tradeid"}
    ),
    date_key="koinlydate",
    number_keys=("amount", "total", "feeamount"),
    build=build_trades,
    header_example="Koinly Date,Pair,Side,Amount,Total,Fee Amount,Fee Currency,Order ID,Trade ID",
    default_account=ACCOUNT,
)  # fmt: skip
FORMATS = (KOINLY_HISTORY, KOINLY_BULK, KOINLY, KOINLY_TRADES, KOINLY_SIMPLE)
