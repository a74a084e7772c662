"""Kraken's trades, conversions and sweeps: the entries of one refid as transactions."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from markets.numbers import ZERO
from markets.wording import sentence
from portfolios.accounting.core.fiat import FIAT
from portfolios.accounting.core.types import TransactionType as T
from portfolios.importers.base import Leg, Notes, ParsedRow, RowReadError
from portfolios.importers.kraken.assets import FEE_CREDITS
from portfolios.importers.kraken.entry import Entry, Sums, add_up, legs
from portfolios.importers.shares import share
from portfolios.importers.spec import exchange_type

# What is worth less than a cent can have a half that Kraken rounds to nothing and leaves out.
_CENT = Decimal("0.01")


def trade_rows(entries: list[Entry], *, notes: Notes) -> Iterator[ParsedRow]:
    """The transactions of one refid. Raises RowReadError where its other half is missing."""
    sums = add_up(entries)
    first = entries[0]
    if sums.used_credits:
        notes.add(
            sentence("Fees paid with Kraken's fee credits (KFEE) cost nothing and were left out"),
            first.line,
        )
    if len(sums.sent) > 1 and len(sums.received) > 1:
        raise RowReadError(
            "refid", sentence("{id} trades several assets for several others", id=first.refid)
        )
    if sums.sent and sums.received:
        yield from _exchanges(first, sums, notes=notes)
    elif sums.sent or sums.received:
        yield from _rounded(entries, sums, notes=notes)
    else:
        for number, fee in enumerate(legs(sums.fees)):
            yield _row(first, T.FEE, fee=fee, suffix=f"/fee{number}")


def _exchanges(first: Entry, sums: Sums, *, notes: Notes) -> Iterator[ParsedRow]:
    """What was given for what. The first fee goes with the first; others are rows of their own."""
    fees = legs(sums.fees)
    pairs = list(_pairs(sums, first=first, notes=notes))
    for number, (sent, received) in enumerate(pairs):
        yield _row(
            first,
            exchange_type(sent, received),
            sent=sent,
            received=received,
            fee=fees[0] if fees and number == 0 else None,
            suffix=f"/{number + 1}" if len(pairs) > 1 else "",
        )
    for number, fee in enumerate(fees[1:], start=1):
        yield _row(first, T.FEE, fee=fee, suffix=f"/fee{number}")


def _rounded(entries: list[Entry], sums: Sums, *, notes: Notes) -> Iterator[ParsedRow]:
    """A trade one half of which came to nothing, to the last digit that Kraken keeps."""
    first = entries[0]
    moved = [*legs(sums.sent), *legs(sums.received)]
    halves = {one.asset for one in entries if one.asset != FEE_CREDITS}
    empty = sorted(halves - {leg.symbol for leg in moved})
    if not empty and not all(sums.usd.get(leg.symbol, _CENT) < _CENT for leg in moved):
        raise RowReadError(
            "refid",
            sentence(
                "the other half of the {type} {id} is not in the file",
                type=first.type,
                id=first.refid,
            ),
        )
    notes.add(
        sentence("One half of a trade is so small that Kraken rounded it to nothing"), first.line
    )
    fees = legs(sums.fees)
    for number, leg in enumerate(moved):
        suffix = f"/{number + 1}" if len(moved) > 1 else ""
        fee = fees[0] if fees and number == 0 else None
        if leg.symbol in sums.sent:
            yield _row(first, T.LOST, sent=leg, fee=fee, suffix=suffix)
        else:
            paid = next((asset for asset in empty if asset in FIAT), None)
            worth = Leg(paid, ZERO) if paid and leg.symbol not in FIAT else None
            row = _row(first, T.DEPOSIT, received=leg, fee=fee, suffix=suffix)
            yield replace(row, net_worth=worth)
    for number, fee in enumerate(fees[1:], start=1):
        yield _row(first, T.FEE, fee=fee, suffix=f"/fee{number}")


def _pairs(sums: Sums, *, first: Entry, notes: Notes) -> Iterator[tuple[Leg, Leg]]:
    """One pair, or the single side shared out over the many."""
    sent, received = legs(sums.sent), legs(sums.received)
    if len(sent) == 1 and len(received) == 1:
        yield sent[0], received[0]
        return
    many, whole = (sent, received[0]) if len(sent) > 1 else (received, sent[0])
    weights = [sums.usd.get(leg.symbol, ZERO) for leg in many]
    if not all(weights):
        weights = [Decimal(1)] * len(many)
        notes.add(
            sentence(
                "Several coins were swept into one and the file does not say what each was worth; "
                "the proceeds were shared equally"
            ),
            first.line,
        )
    for leg, part in zip(many, share(whole.quantity, weights=weights), strict=True):
        if part > 0:
            yield (
                (leg, Leg(whole.symbol, part)) if len(sent) > 1 else (Leg(whole.symbol, part), leg)
            )


def _row(
    first: Entry,
    kind: T,
    *,
    sent: Leg | None = None,
    received: Leg | None = None,
    fee: Leg | None = None,
    suffix: str = "",
) -> ParsedRow:
    row = replace(first.row(kind), sent=sent, received=received, fee=fee)
    return replace(row, external_id=first.refid + suffix)
