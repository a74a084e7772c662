"""Rows of a file put on a watchlist: the sure ones at once, the others asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portfolios.importers.watchlists import WatchRow
from portfolios.models import WatchedAsset, Watchlist
from portfolios.selectors.watchlists.matching import Matched, match_rows
from portfolios.services.errors import Refused
from portfolios.services.locks import hold, in_one_go
from portfolios.services.watchlists.items import clean_tags, refuse_beyond_limit
from portfolios.services.watchlists.order import next_place


@dataclass(frozen=True, slots=True)
class Imported:
    """How many assets came, how many were there already, and the rows that must be asked."""

    added: int
    known: int
    asked: tuple[Matched, ...]


@in_one_go
def import_rows(watchlist: Watchlist, rows: Sequence[WatchRow]) -> Imported:
    """Put the assets of the rows at the end of a list; what is on it already is not changed.

    Raises `Refused` where the list would grow beyond its limit, or a row's tags are none.
    """
    watchlist = hold(watchlist)
    matched = match_rows(rows)
    listed = set(watchlist.items.values_list("asset_id", flat=True))
    first = next_place(watchlist.items)
    new: dict[int, WatchedAsset] = {}
    known = 0
    for one in matched:
        if one.asset is None:
            continue
        if one.asset.pk in listed or one.asset.pk in new:
            known += 1
            continue
        row = one.row
        new[one.asset.pk] = WatchedAsset(
            watchlist=watchlist, asset=one.asset, note=row.note, tags=_tags(row),
            target=row.target, place=first + len(new),
        )  # fmt: skip
    refuse_beyond_limit(len(listed) + len(new))
    WatchedAsset.objects.bulk_create(new.values())
    return Imported(len(new), known, tuple(one for one in matched if one.asset is None))


def _tags(row: WatchRow) -> list[str]:
    try:
        return clean_tags(row.tags)
    except Refused as refusal:
        raise Refused(_("Line {line}: {fault}").format(line=row.line, fault=refusal)) from None
