"""Kraken's trades, conversions and sweeps: the entries of one refid as transactions."""

from collections.abc import Iterator
from decimal import Decimal

from portfolios.accounting.types import TransactionType as T
from portfolios.importers.base import Leg, Notes, ParsedRow, RowReadError
from portfolios.importers.kraken.entry import ZERO, Entry, Sums, add_up, legs
from portfolios.importers.shares import share
from portfolios.importers.spec import exchange_type

ACCOUNT = "Kraken"


def trade_rows(entries: list[Entry], *, notes: Notes) -> Iterator[ParsedRow]:
    """The transactions of one refid. Raises RowReadError where its other half is missing."""
    sums = add_up(entries)
    first = entries[0]
    if sums.used_credits:
        notes.add(
            "Fees paid with Kraken's fee credits (KFEE) cost nothing and were left out", first.line
        )
    if len(sums.sent) > 1 and len(sums.received) > 1:
        raise RowReadError("refid", f"{first.refid} trades several assets for several others")
    if not sums.sent or not sums.received:
        yield from _one_sided(first, sums)
        return
    pairs = list(_pairs(sums, first=first, notes=notes))
    for number, (sent, received) in enumerate(pairs):
        yield _row(
            first,
            kind=exchange_type(sent, received),
            sent=sent,
            received=received,
            fee=_fee_of(sums, number=number),
            suffix=f"/{number + 1}" if len(pairs) > 1 else "",
        )
    for number, fee in enumerate(legs(sums.fees)[1:], start=1):
        yield _row(first, kind=T.FEE, fee=fee, suffix=f"/fee{number}")


def _one_sided(first: Entry, sums: Sums) -> Iterator[ParsedRow]:
    if sums.sent or sums.received:
        raise RowReadError(
            "refid", f"the other half of the {first.type} {first.refid} is not in the file"
        )
    for number, fee in enumerate(legs(sums.fees)):
        yield _row(first, kind=T.FEE, fee=fee, suffix=f"/fee{number}")


def _fee_of(sums: Sums, *, number: int) -> Leg | None:
    """The first fee goes with the first transaction; others become rows of their own."""
    fees = legs(sums.fees)
    return fees[0] if fees and number == 0 else None


def _pairs(sums: Sums, *, first: Entry, notes: Notes) -> Iterator[tuple[Leg, Leg]]:
    """What was given for what: one pair, or the single side shared out over the many."""
    sent, received = legs(sums.sent), legs(sums.received)
    if len(sent) == 1 and len(received) == 1:
        yield sent[0], received[0]
        return
    many, whole = (sent, received[0]) if len(sent) > 1 else (received, sent[0])
    weights = [sums.usd.get(leg.symbol, ZERO) for leg in many]
    if not all(weights):
        weights = [Decimal(1)] * len(many)
        notes.add(
            "Several coins were swept into one and the file does not say what each was worth; "
            "the proceeds were shared equally",
            first.line,
        )
    for leg, part in zip(many, share(whole.quantity, weights=weights), strict=True):
        if part > 0:
            yield (
                (leg, Leg(whole.symbol, part)) if len(sent) > 1 else (Leg(whole.symbol, part), leg)
            )


def _row(
    first: Entry,
    *,
    kind: T,
    sent: Leg | None = None,
    received: Leg | None = None,
    fee: Leg | None = None,
    suffix: str = "",
) -> ParsedRow:
    return ParsedRow(
        line=first.line,
        type=kind,
        executed_at=first.at,
        account=ACCOUNT,
        sent=sent,
        received=received,
        fee=fee,
        label=first.label,
        external_id=first.refid + suffix,
    )
