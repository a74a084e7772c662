"""The portfolio page with 50 and with 500 positions."""

from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.benchmarks.harness import Row, alternating, milliseconds
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
    queries = {}
    for name, path in paths.items():
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        assert answer.status_code == 200
        queries[name] = len(captured)
        yield Row(f"portfolio page, {name[1:]} positions: size", len(answer.content) / 1024, "KiB")
    few_queries, many_queries = queries["P50"], queries["P500"]
    yield Row("portfolio page: queries", many_queries, "queries", few_queries,
              many_queries / few_queries, "constant", many_queries == few_queries)  # fmt: skip
    slow, fast = alternating(lambda: client.get(paths["P500"]), lambda: client.get(paths["P50"]))
    yield Row("portfolio page, 500 positions / 50", slow, "ms", fast, slow / fast, "≤ 10×",
              slow / fast <= 10)  # fmt: skip
    fragment = milliseconds(lambda: client.get(paths["P50"], HTTP_HX_REQUEST="true"))
    yield Row("its live fragment, 50 positions", fragment, "ms")
