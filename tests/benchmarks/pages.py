"""The portfolio page with 50 and with 500 positions."""

from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.benchmarks.harness import Row, alternating, compared, unchanged
from tests.benchmarks.world import make_assets, make_portfolio

FEW, MANY = 50, 500


def run() -> Iterator[Row]:
    keys = make_assets(MANY)
    few, many = (make_portfolio(keys[:size], name=f"P{size}") for size in (FEW, MANY))
    client = Client()
    client.force_login(few.owner)
    paths = {
        portfolio.name: reverse("portfolios:overview", args=[portfolio.pk])
        for portfolio in (few, many)
    }
    queries, sizes = {}, {}
    for name, path in paths.items():
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        assert answer.status_code == 200
        queries[name], sizes[name] = len(captured), len(answer.content) / 1024
    yield compared("portfolio page, 500 positions / 50: size", sizes["P500"], "KiB",
                   baseline=sizes["P50"], most=10)  # fmt: skip
    yield unchanged("portfolio page, 500 positions / 50: queries", queries["P500"], "queries",
                    baseline=queries["P50"])  # fmt: skip
    slow, fast = alternating(lambda: client.get(paths["P500"]), lambda: client.get(paths["P50"]))
    yield compared("portfolio page, 500 positions / 50", slow, "ms", baseline=fast, most=10)
    part, whole = alternating(
        lambda: client.get(paths["P50"], HTTP_HX_REQUEST="true"), lambda: client.get(paths["P50"])
    )
    yield compared("its live fragment / the whole page", part, "ms", baseline=whole, most=1)
