"""The assets that a query of the screener asks for, in order, with their figures."""

from dataclasses import dataclass

import numpy as np
from django.db.models import F, FloatField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Extract, Lower

from markets.analytics.tiers import tier_masks
from markets.models import Asset
from markets.postgres.arrays import read_arrays
from markets.selectors.analytics.days import AnalysedDay
from markets.selectors.analytics.screener import Matrix, screener_matrix
from markets.selectors.freshness import day_figures_since
from markets.selectors.screener.columns import DAY_IDS, LIVE_IDS
from markets.selectors.screener.query import ABOVE, NAME, ScreenerQuery
from markets.selectors.versions import Latest, market_version


@dataclass(frozen=True, slots=True)
class Screen:
    """N assets in order, and the columns that are shown, each (N,); unknown is NaN.

    `keys` rise with the order, the unknown last; those of names are places, which move when an
    asset comes or goes. `at` is the day of all that is not live, None
    before the first analysis. `not_of_today` counts those whose price is older than a day and whose
    figures of 24 hours are unknown for that.
    """

    asset_ids: np.ndarray
    keys: np.ndarray
    columns: dict[str, np.ndarray]
    at: AnalysedDay | None
    is_by_name: bool = False
    not_of_today: int = 0

    def __len__(self) -> int:
        return len(self.asset_ids)

    def place_after(self, key: float, slug: str) -> int:
        """The first place after that of a row with this key and slug, also if it has gone.

        Rows of one key stand by slug. One query.
        """
        if self.is_by_name:
            row = Asset.objects.filter(slug=slug).values_list("pk", flat=True)
            if len(stands := np.flatnonzero(np.isin(self.asset_ids, list(row)))):
                return int(stands[0]) + 1
            return int(np.searchsorted(self.keys, key))
        first, last = (int(np.searchsorted(self.keys, key, side)) for side in ("left", "right"))
        alike = Asset.objects.filter(pk__in=self.asset_ids[first:last].tolist())
        return first + alike.filter(slug__lte=slug).count()

    def rows(self, first: int, last: int) -> list[tuple[Asset, list[float]]]:
        """Assets from one place up to another, with the figures shown. One query."""
        ids = self.asset_ids[first:last].tolist()
        assets = Asset.objects.only("slug", "symbol", "name", "kind").in_bulk(ids)
        shown = [values[first:last].tolist() for values in self.columns.values()]
        return [
            (assets[pk], list(row))
            for pk, row in zip(ids, zip(*shown, strict=True), strict=True)
            if pk in assets
        ]


def screen_assets(query: ScreenerQuery, *, among: QuerySet | None = None) -> Screen:
    """Every listed asset, or those of `among`, that fits, in order; the unknown come last.

    Live figures are of the last refresh. Four queries, and one more each where the text, category
    or kind narrows and where names order.
    """
    source = _Source(query, among=among)
    chosen = source.chosen()
    keys = source.column(query.sort)[chosen]
    keys = -keys if query.is_falling else keys
    order = np.argsort(keys, kind="stable")
    places = chosen[order]
    return Screen(
        asset_ids=source.ids[places],
        keys=keys[order],
        columns={column.id: source.column(column.id)[places] for column in query.shown},
        at=source.matrix.at if source.matrix else None,
        is_by_name=query.sort == NAME,
        not_of_today=int(source.is_old[places].sum()),
    )


def unknown_among(query: ScreenerQuery, asset_ids: set[int]) -> set[int]:
    """Those of some listed assets of which a figure that decides is not known."""
    if not asset_ids or not query.limits:
        return set()
    source = _Source(query, among=None)
    known = np.all([np.isfinite(source.column(name)) for name in query.limits], axis=0)
    return set(source.ids[~known & np.isin(source.ids, list(asset_ids))].tolist())


@dataclass(frozen=True, slots=True)
class _Listed:
    """All listed assets by slug: live figures, when each was quoted in seconds since 1970, where
    each is in the matrix, and whether it is.
    """

    live: dict[str, np.ndarray]
    quoted_at: np.ndarray
    places: np.ndarray
    is_there: np.ndarray


class _Source:
    """Columns by name, of all listed assets."""

    def __init__(self, query: ScreenerQuery, *, among: QuerySet | None) -> None:
        self.query = query
        self.among = among
        self.matrix: Matrix | None = screener_matrix()
        version = market_version()
        day = self.matrix and (self.matrix.at.run_id, self.matrix.at.day)
        self.listed = _latest.get(version and (version, day), lambda: _read_listed(self.matrix))
        self._columns = dict(self.listed.live)
        self.ids = self._columns.pop("id")
        # Judged with every look: what was read with the last refresh may be of yesterday by now.
        self.is_old = self.listed.quoted_at < day_figures_since().timestamp()
        for name in DAY_IDS:
            self._columns[name] = np.where(self.is_old, np.nan, self._columns[name])

    def column(self, name: str) -> np.ndarray:
        if name == NAME and name not in self._columns:
            self._columns[name] = places_by_name(self.ids)
        if name not in self._columns:
            number = int(name.removeprefix("formula")) if name.startswith("formula") else 0
            formula = self.query.formulas.get(number)
            self._columns[name] = (
                self._analysed(name)
                if formula is None
                else np.broadcast_to(formula.values(self.column), self.ids.shape)
            )
        return self._columns[name]

    def chosen(self) -> np.ndarray:
        """The places of the assets that fit and are within all limits."""
        within = self._fitting()
        with np.errstate(invalid="ignore"):
            for one in self.query.ranges.values():
                values = self.column(one.column)
                within &= np.isfinite(values)
                if one.least is not None:
                    within &= values >= one.least
                if one.most is not None:
                    within &= values <= one.most
            if self.query.above:
                within &= self.column(ABOVE[self.query.above]) > 0
            if self.query.tier:
                within &= tier_masks(self.column("market_cap"))[self.query.tier]
        return np.flatnonzero(within)

    def _fitting(self) -> np.ndarray:
        """Whether each asset has the text, category and kind; asked of the database."""
        query = self.query
        assets = Asset.objects.listed() if self.among is None else self.among
        if query.text:
            assets = assets.matching(query.text)
        if query.category:
            assets = assets.filter(categories__slug=query.category)
        if query.kind:
            assets = assets.filter(kind=query.kind)
        if not (query.text or query.category or query.kind or self.among is not None):
            return np.ones(len(self.ids), dtype=bool)
        return np.isin(self.ids, list(assets.order_by().values_list("pk", flat=True)))

    def _analysed(self, name: str) -> np.ndarray:
        is_there = self.listed.is_there
        if self.matrix is None or name not in self.matrix.figures or not is_there.any():
            return np.full(len(self.ids), np.nan)
        return np.where(is_there, self.matrix.column(name)[self.listed.places], np.nan)


def places_by_name(ids: np.ndarray) -> np.ndarray:
    """Where each asset stands among all by their names, in any case."""
    rows = Asset.objects.listed().order_by(Lower("name"), "slug").values_list("pk", flat=True)
    places = {pk: float(place) for place, pk in enumerate(rows)}
    return np.array([places.get(pk, np.nan) for pk in ids.tolist()], dtype=float)


_latest: Latest[_Listed] = Latest()


def _read_listed(matrix: Matrix | None) -> _Listed:
    live = _live_columns()
    ids, quoted_at = live["id"], live.pop("as_of")
    known = np.empty(0, np.int64) if matrix is None else matrix.asset_ids
    if not len(known):
        return _Listed(live, quoted_at, np.zeros(len(ids), np.intp), np.zeros(len(ids), dtype=bool))
    order = np.argsort(known)
    places = order[np.minimum(np.searchsorted(known, ids, sorter=order), len(known) - 1)]
    return _Listed(live, quoted_at, places, known[places] == ids)


def _live_columns() -> dict[str, np.ndarray]:
    """Keys and live figures, ordered by slug. One query, without an object a row."""
    unknown = Value(float("nan"), output_field=FloatField())
    sources = {name: F("rank" if name == "rank" else f"quote__{name}") for name in LIVE_IDS}
    figures = {
        f"live_{name}": Coalesce(Cast(source, FloatField()), unknown)
        for name, source in sources.items()
    }
    figures["quoted_at"] = Cast(Extract("quote__as_of", "epoch"), FloatField())
    rows = Asset.objects.listed().order_by("slug").annotate(**figures).values_list("pk", *figures)
    kinds = {"id": "bigint", **dict.fromkeys((*LIVE_IDS, "as_of"), "float8")}
    return read_arrays(*rows.query.sql_with_params(), columns=kinds)
