"""Kraken's ledgers header; the export lets one leave columns out."""

from portfolios.importers.kraken.entry import ACCOUNT
from portfolios.importers.kraken.rows import build
from portfolios.importers.spec import Format

KRAKEN = Format(
    code="kraken",
    title="Kraken ledgers",
    required=("txid", "refid", "time", "type", "asset", "amount", "fee"),
    distinctive=("txid", "refid"),
    known=frozenset(
        {"txid", "refid", "time", "type", "subtype", "aclass", "subclass", "asset", "wallet",
         "amount", "fee", "balance", "amountusd", "feeusd", "balanceusd", "feecurrency"}
    ),
    date_key="time",
    number_keys=("amount", "fee", "balance", "amountusd"),
    build=build,
    header_example="txid,refid,time,type,subtype,aclass,asset,wallet,amount,fee,balance",
    default_account=ACCOUNT,
    writes_dots=True,
    spare=frozenset({"balance"}),
    holds={"asset": "received_asset sent_asset"},
)  # fmt: skip
