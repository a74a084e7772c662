"""The two small templates that Koinly takes in: one amount a row, and trades of a pair."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from markets.wording import sentence
from portfolios.accounting.core.types import TransactionType as T
from portfolios.importers.base import Leg, ParsedRow, RowReadError
from portfolios.importers.koinly.rows import classified
from portfolios.importers.layout import Cells
from portfolios.importers.spec import Context, exchange_type, read_each, symbol
from portfolios.importers.text import MAX_LABEL, clean

_PAIR = re.compile(r"(?P<base>[^\s/_:-]+)\s*[/_:-]\s*(?P<quote>[^\s/_:-]+)")


def build_simple(records: Iterable[Cells], context: Context) -> Iterator[ParsedRow]:
    """Rows of one amount each, whose sign says whether it came or went."""
    return read_each(records, context, read=_simple)


def build_trades(records: Iterable[Cells], context: Context) -> Iterator[ParsedRow]:
    """Rows of one trade each: so much of the pair's first asset for a total of its second."""
    return read_each(records, context, read=_trade)


def _simple(cells: Cells, context: Context) -> ParsedRow | None:
    amount = context.amount(cells, "amount")
    if amount is None:
        raise RowReadError("amount", sentence("the amount is missing"))
    leg = Leg(symbol(cells.text("currency"), field="currency"), abs(amount))
    txhash = clean(cells.text("txhash"), limit=90)
    base = ParsedRow(
        line=cells.line,
        type=T.DEPOSIT,
        executed_at=context.instant(cells, "koinlydate", utc=True),
        label=clean(cells.text("label"), limit=MAX_LABEL),
        note=f"tx {txhash}" if txhash else "",
    )
    if not amount and context.moves_nothing(base, cells, "amount"):
        return None
    row = replace(base, sent=leg) if amount < 0 else replace(base, received=leg)
    return classified(row, context)


def _trade(cells: Cells, context: Context) -> ParsedRow | None:
    pair = _PAIR.fullmatch(cells.text("pair"))
    if pair is None:
        message = sentence(
            "“{text}” is no pair of two assets, such as BTC-USD", text=cells.text("pair")[:40]
        )
        raise RowReadError("pair", message)
    side = cells.text("side").casefold()
    if side not in {"buy", "sell"}:
        raise RowReadError(
            "side", sentence("“{text}” is neither buy nor sell", text=cells.text("side")[:40])
        )
    row = ParsedRow(
        line=cells.line,
        type=T.SWAP,
        executed_at=context.instant(cells, "koinlydate", utc=True),
        fee=context.leg(cells, "feeamount", "feecurrency") if cells.text("feeamount") else None,
        external_id=clean(cells.text("tradeid"), limit=1000),
    )
    traded = {"amount": pair["base"], "total": pair["quote"]}
    is_empty = not any(context.amount(cells, key) for key in traded)
    if is_empty and context.moves_nothing(row, cells, *traded):
        return None
    base, quote = (
        _traded(cells, context, key, symbol(code, field="pair")) for key, code in traded.items()
    )
    sent, received = (quote, base) if side == "buy" else (base, quote)
    return replace(row, type=exchange_type(sent, received), sent=sent, received=received)


def _traded(cells: Cells, context: Context, key: str, code: str) -> Leg:
    quantity = context.amount(cells, key)
    if not quantity:
        raise RowReadError(key, sentence("the amount is missing or zero"))
    return Leg(code, abs(quantity))
