"""The screener and the search of a market of 15,000 assets, alone and by the real web process.

What the filters choose is compared with one statement over a table that has these figures as
columns. Eight clients ask the web process one after the other, each
as soon as its answer is there, in a process of their own.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from markets.analytics.daily import POINTS as POINT_NAMES
from markets.selectors.screener.query import read_query
from markets.selectors.screener.table import screen_assets
from tests.benchmarks.analysed_world import analyse_assets
from tests.benchmarks.harness import Row, alternating, compared, limited, run_sql
from tests.benchmarks.streams import read, under_load
from tests.benchmarks.world import make_assets, make_portfolio
from tests.web import session_of, web_process

ASSETS, SECONDS = 15_000, 15.0
FILTERS = {
    "range1": "ret_7d", "min1": "-150", "range2": "vol_30", "max2": "150", "range3": "rsi_14",
    "min3": "-1", "range4": "market_cap", "min4": "2e9", "range5": "trader", "min5": "20",
    "sort": "-ret_30d",
}  # fmt: skip
POINTS = ("ret_7d", "vol_30", "rsi_14", "ret_30d")
# Of the names, symbols and parts of names that somebody types, each letter.
TYPED = ("b", "bo", "bor", "bora", "mika", "v", "VE", "VEL", "torabo", "zzz")
MOST_MILLISECONDS = 30


def run() -> Iterator[Row]:
    keys = make_assets(ASSETS)
    analyse_assets(keys)
    portfolio = make_portfolio(keys[:20])
    yield screened()
    session = session_of(portfolio.owner)
    page = reverse("markets:screener")
    asked = {
        "screener, 5 filters": [f"{page}?{urlencode(FILTERS)}"],
        "screener, all assets": [page],
    }
    search = [f"{reverse('portfolios:asset_search')}?{urlencode({'q': q})}" for q in TYPED]
    folder = Path(tempfile.mkdtemp(prefix="tm-screener-"))
    with web_process(folder, LOG_LEVEL="ERROR") as web:
        yield from under_load(web, asked, session=session)
        typing = read(web, session=session, readers=1, think=0, paths=search, seconds=SECONDS)
        assert not typing["errors"]
        for cut in ("p50", "p99"):
            yield limited(f"search as you type, {cut}", typing[cut], "ms", most=MOST_MILLISECONDS)


def screened() -> Row:
    """Five filters and an order: the first 250 rows, against a table made for the purpose."""
    query = read_query(QueryDict(urlencode(FILTERS)))
    assert not query.errors
    columns = ", ".join(
        f"CASE WHEN points.values[{POINT_NAMES.index(name) + 1}] <> 'NaN'"
        f" THEN points.values[{POINT_NAMES.index(name) + 1}] END AS {name}"
        for name in POINTS
    )
    run_sql(
        f"CREATE TABLE bench_wide AS SELECT asset_id AS id, market_cap, trader, {columns}"
        " FROM markets_quote JOIN markets_assessment USING (asset_id)"
        " JOIN markets_assetpoints AS points USING (asset_id)"
    )
    run_sql("ANALYZE bench_wide")

    def by_statement():
        return run_sql(
            f"SELECT id, {', '.join(POINTS)}, market_cap, trader, count(*) OVER () FROM bench_wide"
            " WHERE ret_7d >= -1.5 AND vol_30 <= 1.5 AND rsi_14 >= -1 AND market_cap >= 2e9"
            " AND trader >= 20 ORDER BY ret_30d DESC NULLS LAST, id LIMIT 250"
        )

    assert len(screen_assets(query)) == by_statement()[0][-1]
    value, baseline = alternating(lambda: screen_assets(query), by_statement)
    run_sql("DROP TABLE bench_wide")
    return compared("5 filters over 15,000 assets / one statement", value, "ms", baseline=baseline,
                    most=2)  # fmt: skip
