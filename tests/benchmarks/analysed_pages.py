"""Grades, signals and an asset of an analysed market of 15,000, by the real web process."""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from markets.models import Asset
from markets.services.history.folding import copy_candles
from tests.benchmarks.analysed_world import YESTERDAY, analyse_assets
from tests.benchmarks.harness import Row, limited
from tests.benchmarks.streams import under_load
from tests.benchmarks.world import make_assets, make_portfolio
from tests.web import session_of, web_process

ASSETS, HISTORY_DAYS = 15_000, 730
MOST_QUERIES = {"grades": 15, "signals": 15, "asset": 30}


def run() -> Iterator[Row]:
    keys = make_assets(ASSETS)
    analyse_assets(keys)
    asset = Asset.objects.get(pk=keys[0])
    make_history(asset)
    portfolio = make_portfolio(keys[:20])
    pages = {
        "grades": reverse("markets:grades"),
        "signals": reverse("markets:signals"),
        "asset": reverse("markets:asset", args=[asset.slug]),
    }
    client = Client()
    client.force_login(portfolio.owner)
    for name, path in pages.items():
        yield limited(f"page of {name}: queries", queries(client, path), most=MOST_QUERIES[name])
    folder = Path(tempfile.mkdtemp(prefix="tm-analysed-"))
    with web_process(folder, LOG_LEVEL="ERROR") as web:
        asked = {f"page of {name}": [path] for name, path in pages.items()}
        yield from under_load(web, asked, session=session_of(portfolio.owner))


def make_history(asset: Asset) -> None:
    """Two years of candles."""
    moves = np.random.default_rng(1).normal(0, 0.04, HISTORY_DAYS)
    closes = (100 * np.exp(np.cumsum(moves))).tolist()
    days = [YESTERDAY - timedelta(days=age) for age in range(HISTORY_DAYS)][::-1]
    copy_candles(
        (asset.pk, day, close, close * 1.02, close * 0.98, close, 1e7, close * 1e7, "simulated")
        for day, close in zip(days, closes, strict=True)
    )


def queries(client: Client, path: str) -> int:
    """Of a page that was asked for before."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)
