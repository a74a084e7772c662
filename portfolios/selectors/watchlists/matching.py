"""Which assets the rows of a file mean."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models.functions import Upper

from markets.models import Asset
from markets.selectors import find_assets_by_symbol
from portfolios.importers.watchlists import WatchRow


@dataclass(frozen=True, slots=True)
class Matched:
    """A row with its one asset, or with those that it may mean, the likeliest first."""

    row: WatchRow
    asset: Asset | None
    candidates: tuple[Asset, ...] = ()


def match_rows(rows: Sequence[WatchRow]) -> list[Matched]:
    """Each row's asset: by its id, else by a symbol or name that is one asset's alone.

    A name decides between assets of one symbol; where the two are of different assets, it is
    asked. An id that is unknown is asked, whatever the
    symbol: it says that another asset is meant. Three queries for any number of rows.
    """
    by_slug = _by_slug({row.asset for row in rows if row.asset})
    by_symbol = find_assets_by_symbol({symbol for row in rows for symbol in _symbols(row)})
    by_name = _by_name({row.name for row in rows if row.name})
    found = []
    for row in rows:
        if asset := by_slug.get(row.asset):
            found.append(Matched(row, asset))
            continue
        candidates = _candidates(row, by_symbol, by_name)
        is_one = len(candidates) == 1 or (candidates and candidates[0].is_fiat)
        if is_one and not _has_id(row):
            found.append(Matched(row, candidates[0]))
        else:
            found.append(Matched(row, None, tuple(candidates)))
    return found


def _has_id(row: WatchRow) -> bool:
    """Whether the row says an id; a number is one of another vendor, or of a line."""
    return bool(row.asset) and not (row.asset.isdigit() and (row.symbol or row.name))


def _symbols(row: WatchRow) -> list[str]:
    """What may be the symbol of a row: its own, a name's last word ("Bitcoin BTC"), or its text."""
    if row.symbol:
        return [row.symbol]
    _, _, last = row.name.rpartition(" ")
    return [row.name, *([last] if last != row.name and last.isupper() else []), row.asset]


def _candidates(
    row: WatchRow, by_symbol: dict[str, list[Asset]], by_name: dict[str, list[Asset]]
) -> list[Asset]:
    named = by_name.get(row.name.upper(), [])
    worn = [one for symbol in _symbols(row) for one in by_symbol.get(symbol.upper(), [])]
    if not worn:
        return named
    keys = {one.pk for one in named}
    both = [one for one in worn if one.pk in keys]
    # What stands alone in a column of names is a name first: a coin may wear another's as symbol.
    likeliest_first = [*worn, *named] if row.symbol else [*named, *worn]
    return list(dict.fromkeys(both or likeliest_first))


def _by_slug(slugs: set[str]) -> dict[str, Asset]:
    rows = Asset.objects.public().select_related("merged_into").filter(slug__in=slugs)
    return {asset.slug: asset.merged_into or asset for asset in rows}


def _by_name(names: set[str]) -> dict[str, list[Asset]]:
    rows = Asset.objects.active().annotate(upper_name=Upper("name"))
    found: dict[str, list[Asset]] = {}
    for asset in rows.filter(upper_name__in={name.upper() for name in names}):
        found.setdefault(asset.upper_name, []).append(asset)
    return found
