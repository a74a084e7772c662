"""What a person follows, with what the market says of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, QuerySet

from markets.models import Asset, Quote
from markets.numbers import plain
from markets.selectors.analytics.screener import screener_matrix
from portfolios.importers.watchlists import WatchRow, write_watchlist
from portfolios.models import MarketAlert, User, WatchedAsset, Watchlist

_FIGURES = ("ret_7d", "ret_30d", "trader", "investor", "trend")


@dataclass(frozen=True, slots=True)
class Watched:
    """An asset of a list with its quote and the figures of the last analysed day, by id.

    `to_target` is how far the price has to go to the target, as a fraction.
    """

    item: WatchedAsset
    quote: Quote | None
    figures: dict[str, float | None]

    @property
    def asset(self) -> Asset:
        return self.item.asset

    @property
    def to_target(self) -> float | None:
        target = self.item.target
        return (
            None if target is None or self.quote is None else float(target) / self.quote.price - 1
        )

    @property
    def alert_query(self) -> str:
        """What fills in an alert at the target; empty where there is none."""
        if self.to_target is None:
            return ""
        rule = MarketAlert.Rule.ABOVE if self.to_target >= 0 else MarketAlert.Rule.BELOW
        level = plain(self.item.target)
        return "&" + urlencode({"measure": "price", "rule": rule.value, "level": level})


def watchlists_of(user: User) -> QuerySet[Watchlist]:
    """A person's lists in their order, each with the `count` of its assets."""
    return Watchlist.objects.for_user(user).annotate(count=Count("items"))


def watched_on(watchlist: Watchlist, *, tag: str = "") -> list[Watched]:
    """The assets of a list in their order, of those with a tag if one is given.

    At most seven queries, two once the day's analysis is in memory.
    """
    items = watchlist.items.select_related("asset__quote")
    if tag:
        items = items.filter(tags__contains=[tag])
    found = list(items)
    figures = _figures({item.asset_id for item in found})
    return [
        Watched(item, getattr(item.asset, "quote", None), figures.get(item.asset_id, {}))
        for item in found
    ]


def tags_on(watchlist: Watchlist) -> list[str]:
    """Every tag of a list, in alphabetical order."""
    tags = watchlist.items.exclude(tags=[]).values_list("tags", flat=True)
    return sorted({tag for found in tags for tag in found}, key=str.casefold)


def lists_with(user: User, asset: Asset) -> list[Watchlist]:
    """A person's lists, each with whether the asset `is_on` it. One query."""
    on = WatchedAsset.objects.filter(watchlist=OuterRef("pk"), asset=asset)
    return list(Watchlist.objects.for_user(user).annotate(is_on=Exists(on)))


def watchlist_csv(watchlist: Watchlist) -> str:
    """The list as a file that the import reads back, targets in US dollars."""
    return write_watchlist(
        WatchRow(
            line=0, asset=item.asset.slug, symbol=item.asset.symbol, name=item.asset.name,
            note=item.note, tags=tuple(item.tags), target=item.target,
        )
        for item in watchlist.items.select_related("asset")
    )  # fmt: skip


def _figures(asset_ids: Iterable[int]) -> dict[int, dict[str, float | None]]:
    matrix = screener_matrix()
    if matrix is None:
        return {}
    wanted = set(asset_ids)
    columns = [(name, matrix.column(name)) for name in _FIGURES if name in matrix.figures]
    return dict(_rows(matrix.asset_ids.tolist(), wanted, columns))


def _rows(keys: list[int], wanted: set[int], columns) -> Iterator[tuple[int, dict]]:
    for place, pk in enumerate(keys):
        if pk in wanted:
            yield pk, {name: _known(column[place]) for name, column in columns}


def _known(value: float) -> float | None:
    return float(value) if value == value else None
