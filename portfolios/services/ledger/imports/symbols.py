"""What the symbols of a file stand for.

A symbol that one asset wears is that asset, a fiat code is the currency; one that several wear is
asked, never guessed; an answer may differ by day, and is remembered for the portfolio. Where the
table of assets has the days on which another asset wore the symbol, those days decide.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from operator import itemgetter

from django.db.models import QuerySet

from markets.models import Asset
from markets.selectors import FormerWearer, find_assets_by_symbol, former_wearers
from portfolios.accounting.core.types import LEGS
from portfolios.importers.base import Leg, ParsedRow
from portfolios.services.ledger.imports.answers import Meaning, Meanings


@dataclass(frozen=True, slots=True)
class Change:
    """A symbol that may have changed its meaning: `rows` rows name it before `asset` existed."""

    since: date
    asset: Asset
    rows: int


@dataclass(frozen=True, slots=True)
class Symbols:
    """The symbols of a file: known, in question, unknown.

    `candidates` are the assets that wear a symbol, the likeliest first; an `ambiguous` one has
    several and no answer. `changes` are of ambiguous symbols and of known ones, which may be split
    at that day and need not be. `former` are the meanings that follow from former symbols.
    """

    meanings: dict[str, Meanings]
    assets: dict[str, Asset]
    keys: dict[str, int]
    candidates: dict[str, list[Asset]]
    ambiguous: dict[str, list[Asset]]
    changes: dict[str, Change]
    former: dict[str, Meanings]
    unknown: frozenset[str]
    zone: tzinfo

    def key_of(self, symbol: str, at: datetime) -> int | None:
        """The key of what a symbol stands for at an instant; None while that is open."""
        meanings = self.meanings.get(symbol)
        if meanings is None:
            return self.keys.get(symbol)
        day = at.astimezone(self.zone).date()
        standing = [one.asset.pk for one in meanings if one.since is None or one.since <= day]
        return standing[-1] if standing else None

    def asked_by(self, rows: Iterable[ParsedRow]) -> dict[str, list[Asset]]:
        """The ambiguous symbols that some rows name."""
        named = {leg.symbol for row in rows for _, leg in legs_of(row)} if self.ambiguous else ()
        return {symbol: one for symbol, one in self.ambiguous.items() if symbol in named}


def resolve_symbols(
    rows: Iterable[ParsedRow],
    *,
    answers: Mapping[str, Meanings],
    zone: tzinfo,
    among: QuerySet[Asset],
) -> Symbols:
    """What the rows' symbols stand for, as far as answers and the table of assets say.

    `among` are the assets that may be named. Three queries.

    An answer of one meaning stands beside the found ones in `assets`.
    """
    rows = tuple(rows)
    symbols = {leg.symbol for row in rows for leg in _bare_legs(row) if leg is not None}
    answered = {symbol: answers[symbol] for symbol in symbols & answers.keys()}
    found = find_assets_by_symbol(symbols, among=among)
    former = dict(_former(rows, symbols - answered.keys(), found, zone=zone))
    answered |= former
    simple = {symbol: one[0].asset for symbol, one in answered.items() if _is_simple(one)}
    slugs = _by_slug(symbols - answered.keys() - found.keys(), among=among)
    assets, ambiguous = simple | slugs, {}
    for symbol, candidates in found.items():
        if symbol in answered:
            continue
        if len(candidates) == 1 or candidates[0].is_fiat:
            assets[symbol] = candidates[0]
        else:
            ambiguous[symbol] = candidates
    open_ones = {symbol: one for symbol, one in found.items() if symbol not in former}
    changes = dict(_changes(rows, open_ones, zone=zone))
    return Symbols(
        meanings={symbol: one for symbol, one in answered.items() if symbol not in simple},
        assets=assets,
        keys={symbol: asset.pk for symbol, asset in assets.items()},
        candidates=found,
        ambiguous=dict(sorted(ambiguous.items())),
        changes=changes,
        former=former,
        unknown=frozenset(symbols - answered.keys() - found.keys() - slugs.keys()),
        zone=zone,
    )


def legs_of(row: ParsedRow) -> Iterable[tuple[str, Leg]]:
    """The legs that a row has, with their names."""
    return ((name, leg) for name in LEGS if (leg := getattr(row, name)) is not None)


def _is_simple(meanings: Meanings) -> bool:
    return len(meanings) == 1 and meanings[0].since is None


def _bare_legs(row: ParsedRow) -> tuple[Leg | None, ...]:
    return row.sent, row.received, row.fee, row.net_worth


def _changes(
    rows: tuple[ParsedRow, ...], found: Mapping[str, list[Asset]], *, zone: tzinfo
) -> Iterator[tuple[str, Change]]:
    """For each symbol the first launch of a candidate after the symbol's first row."""
    if not rows:
        return
    begin = min(row.executed_at for row in rows).astimezone(zone).date()
    for symbol, candidates in sorted(found.items()):
        launches = [(one.launched_on, one) for one in candidates if one.launched_on]
        if candidates[0].is_fiat or all(day <= begin for day, _ in launches):
            continue
        days = _days_of(symbol, rows, zone=zone)
        later = [launch for launch in launches if days[0] < launch[0]]
        if later:
            since, asset = min(later, key=itemgetter(0))
            yield symbol, Change(since, asset, bisect_left(days, since))


def _former(
    rows: tuple[ParsedRow, ...],
    symbols: set[str],
    found: Mapping[str, list[Asset]],
    *,
    zone: tzinfo,
) -> Iterator[tuple[str, Meanings]]:
    """The meanings of symbols that other assets wore on the rows' days, where those decide."""
    for symbol, wearers in former_wearers(symbols).items():
        days = _days_of(symbol, rows, zone=zone)
        if days and days[0] <= wearers[-1].until:
            meanings = _meanings(days, wearers, found.get(symbol, []))
            if meanings:
                yield symbol, meanings


def _meanings(days: list[date], wearers: list[FormerWearer], present: list[Asset]) -> Meanings:
    """One asset after the other, or nothing where some day has none or several."""
    last = wearers[-1]
    for day in days:
        on_that_day = [one for one in wearers if (one.since or day) <= day <= one.until]
        if len(on_that_day) != 1 and day <= last.until:
            return ()
    first, *others = wearers
    parts = [Meaning(None, first.asset), *(Meaning(one.since, one.asset) for one in others)]
    if days[-1] > last.until:
        # Without a wearer of today it is still the asset that had the symbol last.
        if len(present) > 1:
            return ()
        parts += [Meaning(last.until + timedelta(days=1), asset) for asset in present]
    return tuple(part for part in parts if part.since is None or part.since <= days[-1])


def _days_of(symbol: str, rows: tuple[ParsedRow, ...], *, zone: tzinfo) -> list[date]:
    """The days of the rows that name a symbol, in order."""
    return sorted(
        row.executed_at.astimezone(zone).date()
        for row in rows
        if any(leg is not None and leg.symbol == symbol for leg in _bare_legs(row))
    )


def _by_slug(symbols: set[str], *, among: QuerySet[Asset]) -> dict[str, Asset]:
    """A file may name an asset by its unambiguous slug, as exports do where symbols collide."""
    if not symbols:
        return {}
    wanted = {symbol.lower(): symbol for symbol in symbols}
    found = among.select_related("merged_into").filter(slug__in=wanted)
    return {wanted[asset.slug]: asset.merged_into or asset for asset in found}
