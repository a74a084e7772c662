"""Every query parameter of the API takes each value that its description gives, and its default."""

import re
from collections.abc import Iterator

import pytest
from drf_spectacular.generators import SchemaGenerator

from markets.selectors.screener.query import MOST_FORMULAS, MOST_RANGES
from portfolios.models import ImportBatch, OwnPrice, Portfolio, Transaction, Watchlist
from tests.api.conftest import with_token
from tests.fuzz.world import make_world
from tests.portfolios.daily import day

pytestmark = pytest.mark.django_db
# What parameters of an open vocabulary are asked with: names and days of the world.
SAMPLES = {
    "account": lambda: Portfolio.objects.get(name="Savings").accounts.get(name="Main").pk,
    "alert": lambda: 1,
    "as_of": lambda: day(2).isoformat(),
    "asset": lambda: "bitcoin",
    "benchmark": lambda: "ETH",
    "category": lambda: "layer-1",
    "columns": lambda: "price,ret_30d",
    "channel": lambda: 1,
    "currency": lambda: "EUR",
    "external_id": lambda: "first",
    "from": lambda: day(30).isoformat(),
    "indicators": lambda: "sma_50,macd",
    "import_batch": lambda: ImportBatch.objects.first().pk,
    "own_asset": lambda: Portfolio.objects.get(name="Savings").own_assets.get().asset.slug,
    "fields": lambda: "day",
    "page_size": lambda: 500,
    "q": lambda: "bit",
    "sort": lambda: "-ret_30d",
    **{f"formula{n}": lambda: "market_cap / volume_24h" for n in range(1, MOST_FORMULAS + 1)},
    **{f"range{n}": lambda: "ret_30d" for n in range(1, MOST_RANGES + 1)},
    **{f"{end}{n}": lambda: "10" for end in ("min", "max") for n in range(1, MOST_RANGES + 1)},
    "portfolio": lambda: Portfolio.objects.get(name="Savings").pk,
    "search": lambda: "bit",
    "slug": lambda: "bitcoin",
    "symbol": lambda: "btc",
    "to": lambda: day(2).isoformat(),
    "transaction": lambda: Transaction.objects.first().pk,
    "watchlist": lambda: Watchlist.objects.get().pk,
}
INSTANT, DAY = "2026-01-31T13:45:00+01:00", "2026-01-31"
# `custom` is the name of what `from` and `to` ask for.
COMPANIONS = {
    ("period", "custom"): {"from": day(3).isoformat()},
    **{
        (f"{end}{n}", "10"): {f"range{n}": "price"}
        for end in ("min", "max") for n in range(1, MOST_RANGES + 1)
    },
}  # fmt: skip
# A cursor is taken from a page; the paging tests do.
NOT_ASKED = {"cursor"}
# Numbered parameters are read by one rule: the first and the last of them are asked.
LIKE_THE_FIRST = re.compile(
    rf"formula(?!1$|{MOST_FORMULAS}$)\d+|(?:range|min|max)(?!1$|{MOST_RANGES}$)\d+"
)


@pytest.fixture(scope="module")
def world(module_db):
    return make_world()


@pytest.fixture
def caller(world):
    return with_token(world.owner)


def _readings() -> Iterator[tuple[str, dict]]:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    for path, operations in schema["paths"].items():
        if "get" in operations and "schema" not in path:
            yield path, operations["get"]


def _values(parameter: dict) -> Iterator[object]:
    """Every value of a closed vocabulary, one of any other, and the default."""
    schema = parameter["schema"]
    schema = schema.get("items", schema)
    if "default" in schema:
        yield schema["default"]
    if "enum" in schema:
        yield from schema["enum"]
    elif schema.get("type") == "boolean":
        yield from ("true", "false")
    elif schema.get("format") == "date-time":
        yield INSTANT
    elif schema.get("format") == "date" and parameter["name"] not in SAMPLES:
        yield DAY
    else:
        yield SAMPLES[parameter["name"]]()


def _address(path: str, portfolio: Portfolio) -> str:
    """The path to a thing that is there, which its list names."""
    row = Transaction.objects.filter(portfolio=portfolio).first()
    keys = {
        "/screens/{id}": portfolio.owner.screens.get().pk,
        "/portfolios/{id}": portfolio.pk, "/accounts/{id}": row.account_id,
        "/transactions/{id}": row.pk, "/imports/{id}": portfolio.import_batches.first().pk,
        "/triggers/{id}": portfolio.triggers.first().pk,
        "/targets/{id}": portfolio.targets.first().pk,
        "/own-assets/{id}": portfolio.own_assets.get().pk,
        "/own-prices/{id}": OwnPrice.objects.get().pk,
        "/watchlists/{id}": portfolio.owner.watchlists.get().pk,
        "/watched-assets/{id}": portfolio.owner.watchlists.get().items.get().pk,
        "/alerts/{id}": portfolio.alerts.first().pk,
        "/market-alerts/{id}": portfolio.owner.market_alerts.last().pk,
        "/share-links/{id}": portfolio.share_links.get().pk,
        "/channels/{id}": portfolio.owner.channels.first().pk,
        "/deliveries/{id}": portfolio.owner.channels.get(name="Bot").deliveries.first().pk,
    }  # fmt: skip
    for start, key in keys.items():
        path = path.replace(start, start.replace("{id}", str(key)))
    names = {
        "alert_pk": portfolio.owner.market_alerts.last().pk,
        "portfolio_pk": portfolio.pk,
        "slug": "bitcoin",
        "table": "lots",
        "form": "csv",
    }
    return path.format(**names)


def _asked(operation: dict) -> Iterator[dict]:
    """Queries of an operation: what it needs alone, then with each value of each parameter."""
    parameters = [
        one
        for one in operation.get("parameters", ())
        if one["in"] == "query" and not LIKE_THE_FIRST.fullmatch(one["name"])
    ]
    required = {one["name"]: next(_values(one)) for one in parameters if one.get("required")}
    yield required
    for parameter in parameters:
        name = parameter["name"]
        for value in () if name in NOT_ASKED else _values(parameter):
            yield {**required, name: value, **COMPANIONS.get((name, value), {})}


def test_every_reading_takes_every_documented_value(caller, world):
    asked, refused = 0, []
    for path, operation in _readings():
        for query in _asked(operation):
            answer = caller.get(_address(path, world), query)
            asked += 1
            if answer.status_code != 200:
                refused.append((path, query, answer.status_code, answer.content[:200]))
    assert asked > 150
    assert refused == []
