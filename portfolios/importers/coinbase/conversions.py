"""One coin for another, on one row whose note tells the other half or on two rows."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from markets.numbers import ZERO
from markets.wording import sentence
from portfolios.accounting.core.fiat import FIAT
from portfolios.accounting.core.types import TransactionType as T
from portfolios.importers.base import Leg, ParsedRow, RowReadError
from portfolios.importers.coinbase import types
from portfolios.importers.coinbase.draft import Draft
from portfolios.importers.coinbase.notes import conversion
from portfolios.importers.shares import share
from portfolios.importers.spec import Context, exchange_type


def conversion_rows(drafts: Iterable[Draft], context: Context) -> Iterator[ParsedRow]:
    """The exchanges that the drafts, one or two for each, tell of."""
    noted: list[tuple[Draft, tuple[Leg, Leg]]] = []
    silent = _Halves()
    for draft in drafts:
        try:
            noted_legs = conversion(draft.base.note, context)
        except RowReadError as problem:
            context.fail(problem, line=draft.base.line)
            continue
        if noted_legs is None:
            silent.add(draft)
        else:
            noted.append((draft, noted_legs))
    yield from _as_noted(noted, silent, context)
    yield from _as_paired(silent.left(), context)


class _Halves:
    """Drafts that wait for the other half of their conversion, found by id or by moment."""

    def __init__(self) -> None:
        self._drafts: dict[int, Draft] = {}
        self._places: dict[tuple[Hashable, ...], list[int]] = {}

    def add(self, draft: Draft, *note: Hashable) -> None:
        """Let a draft wait; `note` is what its other half must say too."""
        line = draft.base.line
        self._drafts[line] = draft
        for place in draft.places():
            key = (*note, draft.kind, draft.leg.symbol, place)
            self._places.setdefault(key, []).append(line)

    def take(self, draft: Draft, *note: Hashable, symbol: str) -> Draft | None:
        """The other half of `draft`, which has this asset, no longer waiting; None if none is."""
        for place in draft.places(near=True):
            waiting = self._places.get((*note, draft.kind, symbol, place), [])
            while waiting:
                found = self._drafts.pop(waiting.pop(0), None)
                if found is not None:
                    return found
        return None

    def left(self) -> list[Draft]:
        """Those still waiting, in the order in which they came."""
        return list(self._drafts.values())


def _as_noted(
    noted: list[tuple[Draft, tuple[Leg, Leg]]], silent: _Halves, context: Context
) -> Iterator[ParsedRow]:
    """Conversions that a note tells; a second row of the same one adds nothing to it."""
    taking = _Halves()
    received_of: dict[int, tuple[Leg, Leg]] = {}
    giving: list[tuple[Draft, tuple[Leg, Leg]]] = []
    for draft, noted_legs in noted:
        given, received = noted_legs
        line = draft.base.line
        if given.symbol == received.symbol:
            context.notes.add(
                sentence("ETH and ETH2 are one coin, so their conversion was left out"), line
            )
        elif draft.leg.symbol == given.symbol:
            giving.append((draft, noted_legs))
        elif draft.leg.symbol == received.symbol:
            taking.add(draft, noted_legs)
            received_of[line] = noted_legs
        else:
            message = sentence(
                "the notes convert {given}, the row {other}",
                given=given.symbol,
                other=draft.leg.symbol,
            )
            context.fail(RowReadError("notes", message), line=line)
    for draft, noted_legs in giving:
        symbol = noted_legs[1].symbol
        other = taking.take(draft, noted_legs, symbol=symbol) or silent.take(draft, symbol=symbol)
        received = noted_legs[1] if other is None else other.leg
        yield _exchange(draft, draft.leg, received, worth=_worth(draft, other))
    for draft in taking.left():
        given = received_of[draft.base.line][0]
        other = silent.take(draft, symbol=given.symbol)
        sent = given if other is None else other.leg
        yield _exchange(other or draft, sent, draft.leg, worth=_worth(other, draft))


def _as_paired(silent: list[Draft], context: Context) -> Iterator[ParsedRow]:
    """Conversions without a note: rows of one id, or else of one moment, with both signs."""
    for group in _groups(silent):
        giving = [draft for draft in group if draft.quantity < 0]
        taking = [draft for draft in group if draft.quantity > 0]
        if not giving or not taking:
            yield from _alone(group, context)
        elif _cancels_out(group):
            message = sentence("Rows that turn a coin into itself move nothing and were left out")
            context.notes.add(message, group[0].base.line)
        elif len(giving) == len(taking):
            for one, other in zip(_by_worth(giving), _by_worth(taking), strict=True):
                yield _exchange(one, one.leg, other.leg, worth=_worth(one, other))
        elif len(taking) == 1:
            yield from _several(giving, taking[0], context)
        elif len(giving) == 1:
            yield from _several(taking, giving[0], context)
        else:
            for draft in group:
                message = sentence(
                    "several coins were converted at this moment; which for which is open"
                )
                context.fail(RowReadError("asset", message), line=draft.base.line)


def _groups(drafts: list[Draft]) -> Iterator[list[Draft]]:
    """Drafts of one kind with one id; the others by the moment at which they stand."""
    by_id: dict[tuple[str, str], list[Draft]] = {}
    single: list[Draft] = []
    for draft in drafts:
        if draft.base.external_id:
            by_id.setdefault((draft.kind, draft.base.external_id), []).append(draft)
        else:
            single.append(draft)
    for same_id in by_id.values():
        if len({draft.quantity > 0 for draft in same_id}) == 2:
            yield same_id
        else:
            single += same_id
    single.sort(key=lambda draft: (draft.kind, draft.base.executed_at, draft.base.line))
    group: list[Draft] = []
    for draft in single:
        if group and (group[-1].kind != draft.kind or not group[-1].is_near(draft)):
            yield group
            group = []
        group.append(draft)
    if group:
        yield group


def _cancels_out(group: list[Draft]) -> bool:
    return (
        len({draft.leg.symbol for draft in group}) == 1
        and sum((draft.quantity for draft in group), ZERO) == 0
    )


def _by_worth(drafts: list[Draft]) -> list[Draft]:
    return sorted(drafts, key=_size)


def _size(draft: Draft) -> Decimal:
    return draft.worth.quantity if draft.worth else ZERO


def _several(many: list[Draft], one: Draft, context: Context) -> Iterator[ParsedRow]:
    """Several coins for one, or one for several: the single side is shared out by worth."""
    weights = [_size(draft) for draft in many]
    if not all(weights):
        weights = [Decimal(1)] * len(many)
        context.notes.add(
            sentence(
                "Several coins were converted into one and the file does not say what each was "
                "worth; it was shared equally"
            ),
            one.base.line,
        )
    for draft, part in zip(many, share(one.leg.quantity, weights=weights), strict=True):
        other = Leg(one.leg.symbol, part)
        if part > 0:
            sent, received = (draft.leg, other) if draft.quantity < 0 else (other, draft.leg)
            yield _exchange(draft, sent, received, worth=draft.worth)


def _alone(group: list[Draft], context: Context) -> Iterator[ParsedRow]:
    """Halves whose other half is not there. Dust is sold for money; the others are errors."""
    for draft in group:
        worth = draft.worth
        if draft.kind == "retail simple dust" and draft.quantity < 0:
            if worth is None:
                yield replace(draft.base, type=T.LOST, sent=draft.leg)
            else:
                yield replace(draft.base, type=T.SELL, sent=draft.leg, received=worth)
            continue
        message = sentence(
            "neither the notes nor a second row tell what the coin was converted to or from"
        )
        context.fail(RowReadError("notes", message), line=draft.base.line)


def _worth(giving: Draft | None, taking: Draft | None) -> Leg | None:
    """What was received was worth, where the file says so; else what was given."""
    return (taking and taking.worth) or (giving and giving.worth) or None


def _exchange(draft: Draft, sent: Leg, received: Leg, *, worth: Leg | None) -> ParsedRow:
    if draft.kind in types.CARRIED:
        return replace(draft.base, type=T.SPLIT, sent=sent, received=received)
    kind = exchange_type(sent, received)
    if sent.symbol in FIAT or received.symbol in FIAT:
        worth = None
    return replace(draft.base, type=kind, sent=sent, received=received, net_worth=worth)
