"""Coinbase's transaction history: headers of 2019 to today, with and without ids and preamble."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from portfolios.accounting.fiat import FIAT
from portfolios.accounting.types import TransactionType as T
from portfolios.importers import coinbase_types as types
from portfolios.importers.base import Leg, ParsedRow, RowReadError
from portfolios.importers.coinbase_notes import Trade, conversion, trade
from portfolios.importers.reader import Cells
from portfolios.importers.spec import Context, Format, symbol
from portfolios.importers.text import MAX_LABEL, MAX_NOTE, clean

ACCOUNT = "Coinbase"


def build(records: Iterable[Cells], context: Context) -> Iterator[ParsedRow]:
    """Rows of the file, without Coinbase's moves between its own drawers."""
    rows: list[ParsedRow] = []
    for cells in records:
        try:
            row = _row(cells, context)
        except RowReadError as problem:
            context.fail(problem, line=cells.line)
            continue
        if row is not None:
            rows.append(row)
    yield from _without_migrations(rows, context)


def _row(cells: Cells, context: Context) -> ParsedRow | None:
    title = cells.text("transactiontype")
    kind = " ".join(title.casefold().split())
    executed_at = context.instant(cells, "timestamp", utc=True)
    if kind in types.INTERNAL:
        context.notes.add(f"“{title}” moves coins within Coinbase and was left out", cells.line)
        return None
    asset = _coin(cells.text("asset"), field="asset")
    quantity = context.amount(cells, "quantitytransacted")
    if not quantity:
        raise RowReadError("quantity_transacted", "the quantity is missing or zero")
    leg = Leg(asset, abs(quantity))
    base = ParsedRow(
        line=cells.line,
        type=T.DEPOSIT,
        executed_at=executed_at,
        account=ACCOUNT,
        label=clean(title, limit=MAX_LABEL),
        note=clean(cells.text("notes"), limit=MAX_NOTE),
        external_id=clean(cells.text("id"), limit=1000),
    )
    if kind in types.BUYS or kind in types.SELLS:
        return _trade(base, leg, cells, context, buys=kind in types.BUYS)
    if kind in types.CONVERTS:
        return _convert(base, leg, cells, context)
    if kind in types.TO_VENUE or kind in types.FROM_VENUE:
        return _venue_transfer(base, leg, kind)
    if kind in types.RECEIPTS or kind in types.SENDS:
        return _one_leg(base, leg, kind, cells, context)
    one = replace(base, sent=leg) if quantity < 0 else replace(base, received=leg)
    return context.unknown_type(one, kind=title, field="transaction_type")


def _one_leg(base: ParsedRow, leg: Leg, kind: str, cells: Cells, context: Context) -> ParsedRow:
    """A receipt or a send; Coinbase's quantity is what the balance changed by."""
    worth = _money(cells, "subtotal", context)
    fee = _money(cells, "fees", context) if leg.symbol in FIAT else None
    if fee is not None and fee.symbol != leg.symbol:
        fee = None
    worth = None if leg.symbol in FIAT else worth
    if kind in types.RECEIPTS:
        received = leg if fee is None else Leg(leg.symbol, leg.quantity + fee.quantity)
        return replace(base, type=types.RECEIPTS[kind], received=received, fee=fee, net_worth=worth)
    if fee is not None and fee.quantity >= leg.quantity:
        raise RowReadError("fees", "the fee is as large as what was sent")
    sent = leg if fee is None else Leg(leg.symbol, leg.quantity - fee.quantity)
    return replace(base, type=types.SENDS[kind], sent=sent, fee=fee, net_worth=worth)


def _trade(base: ParsedRow, leg: Leg, cells: Cells, context: Context, *, buys: bool) -> ParsedRow:
    """A purchase or sale: the subtotal is what the coins went for, the fee comes on top."""
    told = trade(base.note, context)
    currency = _currency(cells, context)
    if told is not None and told.quote != currency:
        return _pair_trade(base, leg, told, worth=_money(cells, "subtotal", context), buys=buys)
    price = _money(cells, "subtotal", context)
    total = _money(cells, "total", context)
    fee = _money(cells, "fees", context)
    if price is None:
        if total is None:
            raise RowReadError("subtotal", "a purchase or sale needs its subtotal or its total")
        price = _less(total, fee, buys=buys)
    elif fee is None and total is not None:
        gap = total.quantity - price.quantity if buys else price.quantity - total.quantity
        fee = Leg(currency, gap) if gap > 0 else None
    if buys:
        return replace(base, type=T.BUY, received=leg, sent=price, fee=fee)
    return replace(base, type=T.SELL, sent=leg, received=price, fee=fee)


def _less(total: Leg, fee: Leg | None, *, buys: bool) -> Leg:
    if fee is None:
        return total
    rest = total.quantity - fee.quantity if buys else total.quantity + fee.quantity
    if rest <= 0:
        raise RowReadError("fees", "the fee is as large as the total")
    return Leg(total.symbol, rest)


def _pair_trade(
    base: ParsedRow, leg: Leg, told: Trade, *, worth: Leg | None, buys: bool
) -> ParsedRow:
    """A trade paid in something else than the file's currency, such as USDC: the notes tell it.

    The notes' total includes the fee; where they give the rate too, the fee is what is left.
    """
    price, fee = Leg(told.quote, told.total), None
    if told.rate is not None:
        plain = leg.quantity * told.rate
        gap = told.total - plain if buys else plain - told.total
        if gap > 0 and -int(gap.as_tuple().exponent) <= 18:
            price, fee = Leg(told.quote, plain), Leg(told.quote, gap)
    if buys:
        kind = T.BUY if told.quote in FIAT else T.SWAP
        return replace(base, type=kind, received=leg, sent=price, fee=fee, net_worth=worth)
    kind = T.SELL if told.quote in FIAT else T.SWAP
    return replace(base, type=kind, sent=leg, received=price, fee=fee, net_worth=worth)


def _convert(base: ParsedRow, leg: Leg, cells: Cells, context: Context) -> ParsedRow | None:
    """One coin for another; the other leg stands in the notes, the subtotal is its worth."""
    told = conversion(base.note, context)
    if told is None:
        raise RowReadError("notes", "a conversion's notes must say what was received")
    given, received = (Leg(_coin(one.symbol, field="notes"), one.quantity) for one in told)
    if given.symbol == received.symbol:
        context.notes.add("ETH and ETH2 are one coin, so their conversion was left out", base.line)
        return None
    if given.symbol != leg.symbol:
        raise RowReadError("notes", f"the notes convert {given.symbol}, the row {leg.symbol}")
    worth = _money(cells, "subtotal", context) or _money(cells, "total", context)
    return replace(base, type=T.SWAP, sent=leg, received=received, net_worth=worth)


def _venue_transfer(base: ParsedRow, leg: Leg, kind: str) -> ParsedRow:
    venue = types.TO_VENUE.get(kind) or types.FROM_VENUE[kind]
    ends = (ACCOUNT, venue) if kind in types.TO_VENUE else (venue, ACCOUNT)
    return replace(
        base, type=T.TRANSFER, account=ends[0], to_account=ends[1], sent=leg, received=leg
    )


def _without_migrations(rows: list[ParsedRow], context: Context) -> Iterator[ParsedRow]:
    """Leave out a send and a receipt of one coin, quantity and instant: ETH2 turned to ETH."""
    open_sends: dict[tuple[str, Decimal, datetime], list[int]] = {}
    dropped: set[int] = set()
    for at, row in enumerate(rows):
        if row.label.casefold() == "send" and row.sent:
            key = (row.sent.symbol, row.sent.quantity, row.executed_at)
            open_sends.setdefault(key, []).append(at)
    for at, row in enumerate(rows):
        if row.label.casefold() != "receive" or row.received is None:
            continue
        matches = open_sends.get((row.received.symbol, row.received.quantity, row.executed_at))
        if matches:
            dropped |= {at, matches.pop()}
            context.notes.add(
                "A send and a receipt of the same amount at the same moment move nothing; "
                "both were left out",
                row.line,
            )
    return (row for at, row in enumerate(rows) if at not in dropped)


def _coin(text: str, *, field: str) -> str:
    code = symbol(text, field=field)
    return types.SAME_COIN.get(code, code)


def _currency(cells: Cells, context: Context) -> str:
    text = cells.text("pricecurrency") or context.default_currency
    return symbol(text, field="price_currency") if text else ""


def _money(cells: Cells, key: str, context: Context) -> Leg | None:
    """A money cell's size without its sign, in the row's currency; None where empty or zero."""
    value = context.amount(cells, key, money=True)
    if not value:
        return None
    currency = _currency(cells, context)
    if not currency:
        raise RowReadError("price_currency", "the currency of the amounts is missing")
    return Leg(currency, abs(value))


def _header(keys: list[str]) -> tuple[list[str], str]:
    """The columns under one set of names, and the currency that the oldest headers carry."""
    currency = ""
    for key in keys:
        if key.endswith("spotpriceattransaction") and len(key) == 25:
            currency = key[:3]
    plain = [key.removeprefix(currency) if currency else key for key in keys]
    return [_RENAMED.get(key, key) for key in plain], currency.upper()


_RENAMED = {
    "spotpricecurrency": "pricecurrency",
    "spotpriceattransaction": "priceattransaction",
    "total(inclusiveoffees)": "total",
    "total(inclusiveoffeesand/orspread)": "total",
    "feesand/orspread": "fees",
    "transactionid": "id",
}
COINBASE = Format(
    code="coinbase",
    title="Coinbase transaction history",
    required=("timestamp", "transactiontype", "asset", "quantitytransacted", "notes"),
    known=frozenset(
        {"id", "timestamp", "transactiontype", "asset", "quantitytransacted", "pricecurrency",
         "priceattransaction", "subtotal", "total", "fees", "notes"}
    ),
    date_key="timestamp",
    number_keys=("quantitytransacted", "subtotal", "total", "fees"),
    build=build,
    writes_dots=True,
    header_example="ID,Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,"
    "Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),"
    "Fees and/or Spread,Notes",
    default_account=ACCOUNT,
    normalise_header=_header,
)  # fmt: skip
