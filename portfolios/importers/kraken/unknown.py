"""Entries of types that Kraken had not when this was written, by the choice made for them."""

from collections.abc import Iterator
from dataclasses import replace

from portfolios.accounting.core.types import TRADES
from portfolios.accounting.core.types import TransactionType as T
from portfolios.importers.base import ParsedRow
from portfolios.importers.kraken.entry import Entry, add_up, legs
from portfolios.importers.spec import Context

_TOGETHER = TRADES | {T.SPLIT}


def unknown_rows(entries: list[Entry], context: Context) -> Iterator[ParsedRow]:
    """The rows of one refid's entries: one by one, or as one exchange where that was chosen."""
    sums = add_up(entries)
    together = context.choice(entries[0].kind) in _TOGETHER
    if together and len(sums.sent) == len(sums.received) == 1:
        row = _with_legs(entries[0], *entries)
        chosen = context.unknown_type(row, kind=entries[0].kind)
        if chosen is not None:
            yield replace(chosen, external_id=entries[0].refid)
        return
    for entry in entries:
        chosen = context.unknown_type(_with_legs(entry, entry), kind=entry.kind)
        if chosen is not None:
            yield chosen


def _with_legs(first: Entry, *entries: Entry) -> ParsedRow:
    sums = add_up(entries)
    return replace(
        first.row(),
        sent=next(iter(legs(sums.sent)), None),
        received=next(iter(legs(sums.received)), None),
        fee=next(iter(legs(sums.fees)), None),
    )
