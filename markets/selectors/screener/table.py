"""The assets that a query of the screener asks for, in order, with their figures."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import F, FloatField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from markets.analytics.tiers import tier_masks
from markets.models import Asset
from markets.postgres.arrays import read_arrays
from markets.selectors.analytics.days import AnalysedDay
from markets.selectors.analytics.screener import Matrix, screener_matrix
from markets.selectors.screener.columns import LIVE_IDS
from markets.selectors.screener.query import ABOVE, ScreenerQuery


@dataclass(frozen=True, slots=True)
class Screen:
    """N assets in order, and the columns that are shown, each (N,); unknown is NaN.

    `at` is the day of all that is not live, None before the first analysis.
    """

    asset_ids: np.ndarray
    columns: dict[str, np.ndarray]
    at: AnalysedDay | None

    def __len__(self) -> int:
        return len(self.asset_ids)

    def rows(self, first: int, last: int) -> list[tuple[Asset, list[float]]]:
        """Assets from one place up to another, with the figures shown. One query."""
        ids = self.asset_ids[first:last].tolist()
        assets = Asset.objects.in_bulk(ids)
        shown = [values[first:last].tolist() for values in self.columns.values()]
        return [
            (assets[pk], list(row))
            for pk, row in zip(ids, zip(*shown, strict=True), strict=True)
            if pk in assets
        ]


def screen_assets(query: ScreenerQuery, *, among: QuerySet | None = None) -> Screen:
    """Every listed asset, or those of `among`, that fits, in order; the unknown come last."""
    source = _Source(query, among=Asset.objects.listed() if among is None else among)
    chosen = source.chosen()
    order = source.column(query.sort)[chosen]
    places = chosen[np.argsort(-order if query.is_falling else order, kind="stable")]
    return Screen(
        asset_ids=source.ids[places],
        columns={column.id: source.column(column.id)[places] for column in query.shown},
        at=source.matrix.at if source.matrix else None,
    )


class _Source:
    """Columns by name, of the assets that the text, category and kind of a query leave."""

    def __init__(self, query: ScreenerQuery, *, among: QuerySet) -> None:
        self.query = query
        self.matrix: Matrix | None = screener_matrix()
        live = _live_columns(_fitting(query, among))
        self.ids = live.pop("id")
        self._columns: dict[str, np.ndarray] = live
        self._places = self._find() if self.matrix is not None else None

    def column(self, name: str) -> np.ndarray:
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
        """The places of the assets within all limits."""
        within = np.ones(len(self.ids), dtype=bool)
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

    def _find(self) -> tuple[np.ndarray, np.ndarray]:
        """Where in the matrix each asset is, and whether it is."""
        order = np.argsort(self.matrix.asset_ids)
        ordered = self.matrix.asset_ids[order]
        places = np.minimum(np.searchsorted(ordered, self.ids), max(len(ordered) - 1, 0))
        if not len(ordered):
            return places, np.zeros(len(self.ids), dtype=bool)
        return order[places], ordered[places] == self.ids

    def _analysed(self, name: str) -> np.ndarray:
        if self._places is None or name not in self.matrix.figures:
            return np.full(len(self.ids), np.nan)
        places, is_there = self._places
        if not is_there.any():
            return np.full(len(self.ids), np.nan)
        return np.where(is_there, self.matrix.column(name)[places], np.nan)


def _fitting(query: ScreenerQuery, assets: QuerySet) -> QuerySet:
    if query.text:
        assets = assets.matching(query.text)
    if query.category:
        assets = assets.filter(categories__slug=query.category)
    if query.kind:
        assets = assets.filter(kind=query.kind)
    return assets


def _live_columns(assets: QuerySet) -> dict[str, np.ndarray]:
    """Keys and live figures, ordered by slug. One query, without an object a row."""
    unknown = Value(float("nan"), output_field=FloatField())
    sources = {name: F("rank" if name == "rank" else f"quote__{name}") for name in LIVE_IDS}
    figures = {
        f"live_{name}": Coalesce(Cast(source, FloatField()), unknown)
        for name, source in sources.items()
    }
    rows = assets.order_by("slug").annotate(**figures).values_list("pk", *figures)
    names: Sequence[str] = ("id", *LIVE_IDS)
    kinds = dict(zip(names, ("bigint", *["float8"] * len(LIVE_IDS)), strict=True))
    return read_arrays(*rows.query.sql_with_params(), columns=kinds)
