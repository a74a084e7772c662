"""What Koinly exports itself: rows that name two wallets, so that a transfer is whole in one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from markets.wording import sentence
from portfolios.accounting.core.types import TransactionType as T
from portfolios.importers.base import Leg, ParsedRow, RowReadError
from portfolios.importers.koinly.labels import type_key
from portfolios.importers.koinly.rows import (
    AMOUNTS,
    classified,
    is_ignored,
    read_legs,
    unmoved,
)
from portfolios.importers.layout import Cells
from portfolios.importers.spec import Context, symbol
from portfolios.importers.text import MAX_ACCOUNT, clean

_TYPES = frozenset(
    {"", "buy", "sell", "exchange", "trade", "transfer", "deposit", "withdrawal"}
)  # fmt: skip
# Cells of the bulk edit workbook carry Koinly's number of what they name: `USDC;3054`.
_WITH_NUMBERS = (
    "sentcurrency", "receivedcurrency", "feecurrency", "networthcurrency", "sendingwallet",
    "receivingwallet",
)  # fmt: skip
_NUMBER = re.compile(r";[^;]*$")


def build(records: Iterable[Cells], context: Context) -> Iterator[ParsedRow]:
    """The rows of the transaction history; an exchange between two wallets is two rows."""
    for cells in records:
        try:
            yield from list(_rows(cells, context))
        except RowReadError as problem:
            context.fail(problem, line=cells.line)


def build_bulk(records: Iterable[Cells], context: Context) -> Iterator[ParsedRow]:
    """The rows of the bulk edit workbook, without those that Koinly deleted."""
    yield from build(_kept(records, context), context)


def _kept(records: Iterable[Cells], context: Context) -> Iterator[Cells]:
    for cells in records:
        if cells.text("deleted").casefold() in {"true", "yes", "1"}:
            context.notes.add(sentence("Rows that are deleted in Koinly were left out"), cells.line)
            continue
        values = list(cells.values)
        for key in _WITH_NUMBERS:
            position = cells.index.get(key)
            if position is not None:
                values[position] = _NUMBER.sub("", values[position])
        yield replace(cells, values=tuple(values))


def _rows(cells: Cells, context: Context) -> Iterator[ParsedRow]:
    base = _with_worth(read_legs(cells, context), cells, context)
    if context.moves_nothing(base, cells, *AMOUNTS):
        return
    sender = clean(cells.text("sendingwallet"), limit=MAX_ACCOUNT)
    receiver = clean(cells.text("receivingwallet"), limit=MAX_ACCOUNT)
    kind = type_key(cells.text("type"))
    if kind not in _TYPES:
        account = sender if base.sent else receiver or sender
        row = context.unknown_type(replace(base, account=account), kind=cells.text("type"))
        if row is not None:
            yield row
        return
    if kind == "transfer" and sender and receiver and not (base.sent and base.received):
        leg = base.sent or base.received
        base = replace(base, sent=leg, received=leg)
    sent, received = base.sent, base.received
    if sent and received and sent.symbol == received.symbol:
        row = _transfer(base, sender, receiver, context)
    else:
        row = classified(replace(base, account=_account(base, sender, receiver)), context)
    if row is None:
        return
    yield row
    if row.sent and row.received and row.type is not T.TRANSFER:
        yield from _onward(row, row.received, receiver)


def _with_worth(base: ParsedRow, cells: Cells, context: Context) -> ParsedRow:
    """The history's worth is in the currency that the header names."""
    if base.net_worth is not None or not cells.text("netvalue"):
        return base
    currency = _NUMBER.sub("", cells.text("valuecurrency")) or context.default_currency
    value = context.amount(cells, "netvalue")
    if not value or not currency:
        return base
    code = symbol(currency, field="valuecurrency")
    return replace(base, net_worth=Leg(code, abs(value)))


def _account(base: ParsedRow, sender: str, receiver: str) -> str:
    """Where the row takes place; a receipt may name the wallet of its sender too."""
    if base.sent is None and base.received is not None:
        return receiver or sender
    return sender or receiver


def _transfer(base: ParsedRow, sender: str, receiver: str, context: Context) -> ParsedRow | None:
    if is_ignored(base, context):
        return None
    if not sender or not receiver or sender.casefold() == receiver.casefold():
        return unmoved(replace(base, account=sender or receiver), context)
    if base.sent and base.received and base.received.quantity > base.sent.quantity:
        raise RowReadError(
            "received_amount", sentence("a transfer cannot bring more than was sent")
        )
    row = replace(base, type=T.TRANSFER, account=sender, to_account=receiver)
    return replace(row, net_worth=None)


def _onward(row: ParsedRow, leg: Leg, receiver: str) -> Iterator[ParsedRow]:
    """What was exchanged in one wallet and came to another moves there at once."""
    if not receiver or receiver.casefold() == row.account.casefold():
        return
    yield ParsedRow(
        line=row.line,
        type=T.TRANSFER,
        executed_at=row.executed_at,
        account=row.account,
        to_account=receiver,
        sent=leg,
        received=leg,
        note=row.note,
        external_id=f"{row.external_id}/to" if row.external_id else "",
    )
