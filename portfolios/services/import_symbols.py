"""What the symbols of a file stand for.

A symbol that one asset wears is that asset, a fiat code is the currency; one that several wear is
asked, never guessed; an answer may differ by day, and is remembered for the portfolio.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from markets.models import Asset
from markets.selectors import find_assets_by_symbol
from portfolios.importers.base import Leg, ParsedRow
from portfolios.services.import_answers import Meanings

LEGS = ("sent", "received", "fee", "net_worth")


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
    at that day and need not be.
    """

    meanings: dict[str, Meanings]
    assets: dict[str, Asset]
    candidates: dict[str, list[Asset]]
    ambiguous: dict[str, list[Asset]]
    changes: dict[str, Change]
    unknown: frozenset[str]
    zone: tzinfo

    def asset_of(self, symbol: str, at: datetime) -> Asset | None:
        """What a symbol stands for at an instant; None while that is open."""
        meanings = self.meanings.get(symbol)
        if meanings is None:
            return self.assets.get(symbol)
        day = at.astimezone(self.zone).date()
        standing = [one.asset for one in meanings if one.since is None or one.since <= day]
        return standing[-1] if standing else None

    def asked_by(self, rows: Iterable[ParsedRow]) -> dict[str, list[Asset]]:
        """The ambiguous symbols that some rows name."""
        named = {leg.symbol for row in rows for _, leg in legs_of(row)} if self.ambiguous else ()
        return {symbol: one for symbol, one in self.ambiguous.items() if symbol in named}


def resolve_symbols(
    rows: Iterable[ParsedRow], *, answers: Mapping[str, Meanings], zone: tzinfo
) -> Symbols:
    """What the rows' symbols stand for, as far as answers and the table of assets say; two queries.

    An answer of one meaning stands beside the found ones in `assets`.
    """
    seen = _instants(rows)
    symbols = seen.keys()
    told = {symbol: answers[symbol] for symbol in symbols & answers.keys()}
    simple = {symbol: one[0].asset for symbol, one in told.items() if _is_simple(one)}
    found = find_assets_by_symbol(symbols)
    slugs = _by_slug(symbols - told.keys() - found.keys())
    assets, ambiguous = simple | slugs, {}
    for symbol, candidates in found.items():
        if symbol in told:
            continue
        if len(candidates) == 1 or candidates[0].is_fiat:
            assets[symbol] = candidates[0]
        else:
            ambiguous[symbol] = candidates
    changes = {
        symbol: change
        for symbol, candidates in sorted(found.items())
        if (change := _change(candidates, seen[symbol], zone=zone))
    }
    return Symbols(
        meanings={symbol: one for symbol, one in told.items() if symbol not in simple},
        assets=assets,
        candidates=found,
        ambiguous=dict(sorted(ambiguous.items())),
        changes=changes,
        unknown=frozenset(symbols - told.keys() - found.keys() - slugs.keys()),
        zone=zone,
    )


def legs_of(row: ParsedRow) -> Iterable[tuple[str, Leg]]:
    """The legs that a row has, with their names."""
    return ((name, leg) for name in LEGS if (leg := getattr(row, name)) is not None)


def _is_simple(meanings: Meanings) -> bool:
    return len(meanings) == 1 and meanings[0].since is None


def _instants(rows: Iterable[ParsedRow]) -> dict[str, list[datetime]]:
    """When each symbol is named."""
    seen: dict[str, list[datetime]] = defaultdict(list)
    for row in rows:
        for _, leg in legs_of(row):
            seen[leg.symbol].append(row.executed_at)
    return seen


def _change(candidates: list[Asset], instants: list[datetime], *, zone: tzinfo) -> Change | None:
    """The first launch of a candidate after the symbol's first row."""
    first = min(instants).astimezone(zone).date()
    launches = [(asset.launched_on, asset) for asset in candidates if asset.launched_on]
    later = [launch for launch in launches if first < launch[0]]
    if not later or candidates[0].is_fiat:
        return None
    since, asset = min(later, key=lambda launch: launch[0])
    rows = sum(at.astimezone(zone).date() < since for at in instants)
    return Change(since, asset, rows)


def _by_slug(symbols: set[str]) -> dict[str, Asset]:
    """A file may name an asset by its unambiguous slug, as exports do where symbols collide."""
    if not symbols:
        return {}
    wanted = {symbol.lower(): symbol for symbol in symbols}
    return {wanted[asset.slug]: asset for asset in Asset.objects.filter(slug__in=wanted)}
