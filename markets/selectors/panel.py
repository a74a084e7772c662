"""The stored market as a panel of days × assets, for the analytics."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

import numpy as np

from markets.analytics.extras import SparseColumns
from markets.analytics.inputs import INPUTS
from markets.analytics.panel import Panel
from markets.models import Asset, Category, ObservationRevision
from markets.postgres.arrays import read_rows
from markets.postgres.statements import statement
from markets.selectors.history import FIGURES, read_days

BITCOIN = "bitcoin"
# Assets that are read at a time.
_BATCH = 2000
_OBSERVATIONS = statement(__file__, "observations")
# A coin is what an asset is taken for as long as nothing says otherwise: the rule decides.
_KINDS = {
    Asset.Kind.COIN: "",
    Asset.Kind.STABLECOIN: "stablecoin",
    Asset.Kind.FIAT: "fiat",
    Asset.Kind.RWA: "fund",
    Asset.Kind.WRAPPED: "wrapped",
}


def load_panel(
    *, until: date, days: int, assets: Iterable[int] | None = None, seen_by: date | None = None,
    figures: Collection[str] = FIGURES, observed: Collection[str] = INPUTS,
) -> Panel:  # fmt: skip
    """The panel of `days` days up to `until`, its assets named by slug.

    It has every asset with a close in the span, of `assets` (ids) where they are given: also those
    that are not listed any more, but none that holders made for themselves. Extras are the cap and
    all observed figures that any asset has; a value that was revised is the last one known. With
    `seen_by`, what was first seen after that day (UTC) does not count. Of candles and of observed
    figures, what is not asked for by `figures` and `observed` is unknown.
    """
    first = until - timedelta(days=days - 1)
    rows = Asset.objects.public().order_by()
    if assets is not None:
        rows = rows.filter(pk__in=set(assets))
    found = sorted(rows.values_list("slug", "pk", "kind"))
    columns = _candles([pk for _, pk, _ in found], first=first, last=until, figures=figures)
    is_known = np.isfinite(columns["close"]).any(axis=0)
    if not is_known.all():
        found = [asset for asset, known in zip(found, is_known, strict=True) if known]
        columns = {name: columns.pop(name)[:, is_known] for name in FIGURES}
    place = {pk: number for number, (_, pk, _) in enumerate(found)}
    categories = _categories(place)
    extras = SparseColumns(
        (days, len(place)),
        dense={"market_cap": columns.pop("market_cap")},
        sparse=_observations(place, first=first, days=days, seen_by=seen_by, figures=observed),
    )
    return Panel(
        days=np.datetime64(first, "D") + np.arange(days),
        assets=tuple(slug for slug, _, _ in found),
        kinds=tuple(_KINDS[kind] for _, _, kind in found),
        categories=tuple(frozenset(categories.get(pk, ())) for pk in place),
        **columns,
        extras=extras,
        bitcoin=BITCOIN,
    )


def _candles(
    ids: list[int], *, first: date, last: date, figures: Collection[str]
) -> dict[str, np.ndarray]:
    """`FIGURES` by name, (days, assets) each: a day's values lie beside each other."""
    shape = ((last - first).days + 1, len(ids))
    unknown = np.broadcast_to(np.nan, shape)
    columns = {name: np.full(shape, np.nan) if name in figures else unknown for name in FIGURES}
    for start in range(0, len(ids), _BATCH):
        here = slice(start, start + _BATCH)
        read = read_days(ids[here], first=first, last=last).figures
        for name in figures:
            columns[name][:, here] = read[name].T
    return columns


def _categories(place: dict[int, int]) -> dict[int, set[str]]:
    categories: dict[int, set[str]] = {}
    for pk, slug in Category.assets.through.objects.values_list("asset_id", "category__slug"):
        if pk in place:
            categories.setdefault(pk, set()).add(slug)
    return categories


def _observations(
    place: dict[int, int], *, first: date, days: int, seen_by: date | None,
    figures: Collection[str],
) -> dict[str, dict[int, np.ndarray]]:  # fmt: skip
    """Observed figures by name and place of the asset, (days,) each."""
    found: dict[str, dict[int, np.ndarray]] = {}
    last = first + timedelta(days=days - 1)
    span = {"ids": list(place), "first": first, "last": last, "figures": list(figures)}
    for pk, figure, offset, values, seen_after in read_rows(_OBSERVATIONS, span):
        if seen_by is not None:
            age = (seen_by - first).days - offset - np.arange(len(values))
            values[seen_after > age] = np.nan
        _column(found, figure, place[pk], days)[offset : offset + len(values)] = values
    for pk, figure, day, value in _revisions(span, seen_by=seen_by):
        _column(found, figure, place[pk], days)[(day - first).days] = value
    return found


def _revisions(span: dict, *, seen_by: date | None) -> Iterator[tuple[int, str, date, float]]:
    rows = ObservationRevision.objects.filter(
        asset__in=span["ids"],
        figure__in=span["figures"],
        day__range=(span["first"], span["last"]),
    )
    if seen_by is not None:
        rows = rows.filter(seen_on__lte=seen_by)
    rows = rows.order_by("seen_on", "id")
    return rows.values_list("asset_id", "figure", "day", "value").iterator()


def _column(
    found: dict[str, dict[int, np.ndarray]], figure: str, place: int, days: int
) -> np.ndarray:
    by_place = found.setdefault(figure, {})
    if place not in by_place:
        by_place[place] = np.full(days, np.nan)
    return by_place[place]
