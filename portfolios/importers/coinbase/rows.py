"""Coinbase's lines as transactions, without its moves between its own drawers."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from markets.wording import sentence
from portfolios.accounting.core.fiat import FIAT
from portfolios.accounting.core.types import TransactionType as T
from portfolios.importers.base import Leg, ParsedRow, RowReadError
from portfolios.importers.coinbase import types
from portfolios.importers.coinbase.conversions import conversion_rows
from portfolios.importers.coinbase.draft import ACCOUNT, Draft, money, read_draft
from portfolios.importers.coinbase.notes import paid_by_coinbase
from portfolios.importers.coinbase.trades import refund_row, trade_row
from portfolios.importers.layout import Cells
from portfolios.importers.spec import Context

_TWO_ROWS = types.CONVERSIONS | types.CARRIED
_TAKEN_BACK = {T.DEPOSIT: T.WITHDRAWAL}


def build(records: Iterable[Cells], context: Context) -> Iterator[ParsedRow]:
    """The rows of the file, in the order of their lines."""
    lines = list(_drafts(records, context))
    signed = any(draft.quantity < 0 for draft, _ in lines)
    halves = [draft for draft, _ in lines if draft.kind in _TWO_ROWS]
    rows = list(conversion_rows(halves, context))
    for draft, cells in lines:
        if draft.kind in _TWO_ROWS:
            continue
        try:
            row = _row(draft, cells, context, signed=signed)
        except RowReadError as problem:
            context.fail(problem, line=draft.base.line)
            continue
        if row is not None:
            rows.append(row)
    rows.sort(key=lambda row: row.line)
    untimed = {draft.base.line for draft, _ in lines if not draft.timed}
    yield from _without_migrations(rows, context, untimed=untimed)


def _drafts(records: Iterable[Cells], context: Context) -> Iterator[tuple[Draft, Cells]]:
    for cells in records:
        try:
            draft = read_draft(cells, context)
        except RowReadError as problem:
            context.fail(problem, line=cells.line)
            continue
        if draft is not None:
            yield draft, cells


def _row(draft: Draft, cells: Cells, context: Context, *, signed: bool) -> ParsedRow | None:
    kind, base = draft.kind, draft.base
    if kind in types.INTERNAL:
        context.notes.add(
            sentence("“{type}” moves coins within Coinbase and was left out", type=draft.title),
            base.line,
        )
        return None
    if kind in types.BUYS or kind in types.SELLS:
        return trade_row(draft, cells, context, buys=kind in types.BUYS)
    if kind == types.SELL_REFUND:
        return refund_row(draft, cells, context)
    if kind in types.TO_VENUE:
        return _transfer(draft, ACCOUNT, types.TO_VENUE[kind])
    if kind in types.FROM_VENUE:
        return _transfer(draft, types.FROM_VENUE[kind], ACCOUNT)
    if kind in types.RECEIPTS:
        return _receipt(draft, cells, context)
    if kind in types.SENDS:
        return _send(draft, types.SENDS[kind], cells, context)
    one = replace(base, net_worth=draft.worth) if draft.leg.symbol not in FIAT else base
    one = replace(one, sent=draft.leg) if draft.quantity < 0 else replace(one, received=draft.leg)
    return context.unknown_type(
        one, kind=draft.title, field="transaction_type", either_way=not signed
    )


def _transfer(draft: Draft, account: str, to_account: str) -> ParsedRow:
    return replace(
        draft.base,
        type=T.TRANSFER,
        account=account,
        to_account=to_account,
        sent=draft.leg,
        received=draft.leg,
    )


def _receipt(draft: Draft, cells: Cells, context: Context) -> ParsedRow:
    """What came in. Coinbase's quantity is what the balance changed by, its fee taken off."""
    kind = types.RECEIPTS[draft.kind]
    if draft.quantity < 0:
        return _send(draft, _TAKEN_BACK.get(kind, T.PAYMENT_MADE), cells, context)
    if draft.kind == "receive":
        kind = paid_by_coinbase(draft.base.note) or kind
    leg, fee = draft.leg, _fee(draft, cells, context)
    received = leg if fee is None else Leg(leg.symbol, leg.quantity + fee.quantity)
    return replace(draft.base, type=kind, received=received, fee=fee, net_worth=_net_worth(draft))


def _send(draft: Draft, kind: T, cells: Cells, context: Context) -> ParsedRow:
    leg, fee = draft.leg, _fee(draft, cells, context)
    if fee is not None and fee.quantity >= leg.quantity:
        raise RowReadError("fees", sentence("the fee is as large as what was sent"))
    sent = leg if fee is None else Leg(leg.symbol, leg.quantity - fee.quantity)
    return replace(draft.base, type=kind, sent=sent, fee=fee, net_worth=_net_worth(draft))


def _fee(draft: Draft, cells: Cells, context: Context) -> Leg | None:
    """The fee on money that came or went; that on coins is only an estimate of the network's."""
    if draft.leg.symbol not in FIAT:
        return None
    fee = money(cells, "fees", context)
    return fee if fee is not None and fee.symbol == draft.leg.symbol else None


def _net_worth(draft: Draft) -> Leg | None:
    return None if draft.leg.symbol in FIAT else draft.worth


def _without_migrations(
    rows: list[ParsedRow], context: Context, *, untimed: set[int]
) -> Iterator[ParsedRow]:
    """Leave out a send and a receipt of one coin, quantity and instant: ETH2 turned to ETH.

    Where the file tells the day only, two such rows may be two events, and both stay.
    """
    open_sends: dict[tuple[str, Decimal, datetime], list[int]] = {}
    dropped: set[int] = set()
    for at, row in enumerate(rows):
        if row.label.casefold() == "send" and row.sent and row.line not in untimed:
            key = (row.sent.symbol, row.sent.quantity, row.executed_at)
            open_sends.setdefault(key, []).append(at)
    for at, row in enumerate(rows):
        if row.type is not T.DEPOSIT or row.label.casefold() != "receive" or row.received is None:
            continue
        matches = open_sends.get((row.received.symbol, row.received.quantity, row.executed_at))
        if matches and row.line not in untimed:
            dropped |= {at, matches.pop()}
            context.notes.add(
                sentence(
                    "A send and a receipt of the same amount at the same moment move nothing; "
                    "both were left out"
                ),
                row.line,
            )
    return (row for at, row in enumerate(rows) if at not in dropped)
