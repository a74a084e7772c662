"""A simulated market in the database: daily candles and further figures of some coins."""

from datetime import date

import numpy as np

from markets.models import Category
from markets.services.history.folding import copy_candles
from markets.services.observations.recording import Observed, record_observations
from tests.factories import make_asset
from tests.markets.analytics.histories import simulate

FIRST = date(2020, 1, 1)
SLUGS = {"BTC": "bitcoin", "USDX": "usdx"}
CANDLES = ("open", "high", "low", "close", "volume")
CATEGORIES = 3


def store_market(*, coins: int, days: int, seed: int = 1, seen_on: date | None = None) -> None:
    """Bitcoin, a dollar coin and others from 1 January 2020 on, each other in one of 3 categories.

    The further figures were seen on `seen_on`, today unless said otherwise.
    """
    categories = [
        Category.objects.create(slug=f"group-{number}", name=f"Group {number}")
        for number in range(CATEGORIES)
    ]
    observed = []
    assets = simulate(coins=coins, days=days, seed=seed)
    for number, (name, columns) in enumerate(assets.items()):
        slug = SLUGS.get(name, name.lower())
        asset = make_asset(slug, kind="stablecoin" if slug == "usdx" else "coin", rank=number + 1)
        asset.categories.add(categories[number % CATEGORIES])
        copy_candles(_rows(asset.pk, columns))
        first = columns["date"][0].item()
        observed += [
            Observed(asset.pk, figure, first, np.asarray(values), "test")
            for figure, values in columns.items()
            if figure not in {*CANDLES, "date", "market_cap"}
        ]
    record_observations(observed, seen_on=seen_on)


def _rows(pk: int, columns: dict[str, np.ndarray]):
    figures = [columns[name].tolist() for name in (*CANDLES, "market_cap")]
    for day, *values in zip(columns["date"].tolist(), *figures, strict=True):
        yield pk, day, *values, "test"
