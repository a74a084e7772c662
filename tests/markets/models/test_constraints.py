"""What the database holds of the market's tables: constraints take their limits, and refuse.

Columns beside those of a usual row; names in angle brackets are attributes of the world.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from markets import models as tables
from tests.factories import make_asset
from tests.refusals import constraint_names, refusal

pytestmark = pytest.mark.django_db
AT, DAY, NEXT = datetime(2024, 5, 1, tzinfo=UTC), date(2024, 5, 1), date(2024, 5, 2)
OF_ASSET = {"asset": "<bitcoin>"}
OF_RUN = {"run": "<run>", "day": DAY}
SOURCE = {"source": "test"}
ROWS = {
    "Asset": {"slug": "solana", "symbol": "SOL", "name": "Solana"},
    "Quote": OF_ASSET | SOURCE | {"price": 1.0, "as_of": AT, "received_at": AT},
    "OpenCandle": OF_ASSET | SOURCE | {"day": DAY, "close": 1.0},
    "CandleCorrection": OF_ASSET | SOURCE | {
        "day": DAY, "old_close": 1.0, "new_close": 2.0, "is_applied": False, "seen_at": AT,
    },
    "AcceptedRange": OF_ASSET | {"start": AT, "high": 2.0, "low": 1.0, "close": 1.5},
    "Sentiment": SOURCE | {"day": DAY, "value": 50.0, "seen_at": AT},
    "Market": {"provider": "simulated"},
    "RefreshRun": {"kind": "quotes", "provider": "test", "started_at": AT},
    "AnalysisRun": {
        "origin": "live", "method": 1, "first_day": DAY, "last_day": DAY, "points": [],
        "parts": [], "seen_at": AT, "total": 1,
    },
    "MarketDay": OF_RUN | {"figures": {}, "assets": 1, "ranked": 1},
    "CategoryDay": OF_RUN | {"category": "<category>", "coins": 1, "turned": False},
    "TrackRecord": {
        "origin": "live", "method": 1, "subject": "trader", "first_day": DAY, "last_day": DAY,
        "n": 1, "is_significant": False, "document": {}, "computed_at": AT,
    },
    "AssetReference": OF_ASSET | {"provider": "kraken", "reference": "XXBT"},
    "AssetContract": OF_ASSET | {"chain": "ethereum", "address": "0xAbC"},
    "AssetName": OF_ASSET | {"text": "Old"},
    "AssetEvent": OF_ASSET | {"kind": "end", "on": DAY},
    "NewsItem": SOURCE | {
        "title": "Up", "link": "https://example.org/1", "key": "k", "published_at": AT,
        "seen_at": AT,
    },
    "NewsDay": OF_ASSET | {"day": DAY, "items": 1},
    "ObservationYear": OF_ASSET | SOURCE | {
        "figure": "tvl", "year": 2024, "values": [1.0], "seen_after": [0],
    },
    "ObservationRevision": OF_ASSET | SOURCE | {
        "figure": "tvl", "day": DAY, "value": 1.0, "seen_on": NEXT,
    },
    "YieldPool": OF_ASSET | SOURCE | {
        "reference": "r", "project": "p", "chain": "c", "symbol": "s", "tvl": 1.0, "apy": 0.1,
        "may_lose": False, "seen_at": AT,
    },
}  # fmt: skip

LEAST, MOST = 5e-324, 1.7976931348623157e308
NO_NUMBERS = [0.0, -LEAST, float("inf"), float("nan")]
RATIO = {"kind": "redenomination", "units_before": 1000, "units_after": 1}
MIGRATION = {**RATIO, "kind": "migration", "successor": "<ethereum>"}

# (table, constraint, what stands, what does not)
CHECKS = [
    ("Quote", "quote_price_positive", [{"price": LEAST}, {"price": MOST}],
     [{"price": price} for price in NO_NUMBERS]),
    ("OpenCandle", "candle_close_positive", [{"close": LEAST}, {"close": MOST}],
     [{"close": close} for close in NO_NUMBERS]),
    ("Sentiment", "sentiment_within_its_scale", [{"value": 0.0}, {"value": 100.0}],
     [{"value": -0.01}, {"value": 100.01}, {"value": float("nan")}]),
    ("Market", "market_one_row", [{}], [{"singleton": False}]),
    ("RefreshRun", "refresh_run_adds_up",
     [{}, {"rows": 6, "accepted": 1, "unchanged": 2, "rejected": 3}],
     [{"rows": 1}, {"rows": 5, "accepted": 1, "unchanged": 2, "rejected": 3}]),
    ("AnalysisRun", "analysis_run_span", [{"last_day": NEXT}],
     [{"first_day": NEXT}]),
    ("AssetName", "asset_name_former_ended",
     [{"kind": "alias"}, {"kind": "symbol", "valid_until": DAY}],
     [{"kind": "symbol"}, {"kind": "name"}]),
    ("AssetName", "asset_name_days_in_order",
     [{"valid_from": DAY, "valid_until": DAY}, {"valid_from": NEXT}, {"valid_until": DAY}],
     [{"valid_from": NEXT, "valid_until": DAY}]),
    ("AssetEvent", "asset_event_has_a_ratio",
     [RATIO, MIGRATION, {**RATIO, "units_before": Decimal("1e-18")}],
     [{**RATIO, "units_before": None}, {**RATIO, "units_after": None},
      {**RATIO, "units_after": 0}, {**MIGRATION, "units_before": -1}]),
    ("AssetEvent", "asset_event_has_its_successor",
     [{"kind": "merge", "successor": "<ethereum>"}],
     [{"kind": "merge"}, {**MIGRATION, "successor": None}, {**RATIO, "successor": "<ethereum>"},
      {"successor": "<ethereum>"}]),
    ("AssetEvent", "asset_event_renames_something",
     [{"kind": "rename", "former_symbol": "XBT"}, {"kind": "rename", "former_name": "Old"}],
     [{"kind": "rename"}]),
]  # fmt: skip

# (table, constraint, a second row that there is room for, one that differs in vain)
ONCE = [
    ("OpenCandle", "candle_one_a_day", [{"day": NEXT}, {"asset": "<ethereum>"}], {"close": 2.0}),
    ("CandleCorrection", "candle_correction_once",
     [{"new_close": 3.0}, {"source": "other"}, {"day": NEXT}], {"is_applied": True}),
    ("AcceptedRange", "accepted_range_once", [{"asset": "<ethereum>"}], {"hours": 24}),
    ("Sentiment", "sentiment_once_a_day", [{"day": NEXT}, {"source": "other"}], {"value": 1.0}),
    ("AnalysisRun", "analysis_run_once", [{"version": 2}, {"method": 2}, {"last_day": NEXT}],
     {"origin": "back_computed"}),
    ("MarketDay", "market_day_once", [{"day": NEXT}], {"assets": 2}),
    ("CategoryDay", "category_day_once", [{"day": NEXT}], {"coins": 2}),
    ("TrackRecord", "track_record_once",
     [{"origin": "back_computed"}, {"method": 2}, {"subject": "investor"}], {"n": 2}),
    ("AssetReference", "asset_reference_names_one", [{"provider": "b"}, {"reference": "b"}],
     {"asset": "<ethereum>"}),
    # Capitals of a hexadecimal address are its checksum.
    ("AssetContract", "asset_contract_names_one", [{"chain": "base"}, {"address": "0xabd"}],
     {"asset": "<ethereum>", "address": " 0XABC "}),
    ("NewsItem", "news_item_once_a_source",
     [{"key": "l", "link": "b"}, {"source": "b", "link": "b"}], {"link": "b"}),
    ("NewsDay", "news_day_once", [{"day": NEXT}, {"asset": "<ethereum>"}], {"items": 2}),
    ("ObservationYear", "observation_year_once",
     [{"year": 2025}, {"figure": "fees"}, {"asset": "<ethereum>"}], {"source": "other"}),
    ("ObservationRevision", "observation_revision_a_day",
     [{"seen_on": date(2024, 5, 3)}, {"day": NEXT}, {"figure": "fees"}], {"value": 2.0}),
    ("YieldPool", "yield_pool_once", [{"reference": "s"}, {"asset": "<ethereum>"}], {"apy": 0.2}),
]  # fmt: skip


@pytest.fixture(scope="module")
def world(module_db):
    world = SimpleNamespace(bitcoin=make_asset("bitcoin"), ethereum=make_asset("ethereum"))
    world.category = tables.Category.objects.create(slug="layer-1", name="Layer 1")
    world.run = built(world, "AnalysisRun", {"method": 9})
    world.run.save()
    return world


def built(world, table, columns):
    named = {
        column: getattr(world, value[1:-1]) if str(value).startswith("<") else value
        for column, value in {**ROWS[table], **columns}.items()
    }
    return getattr(tables, table)(**named)


def test_checks_take_their_limits_and_refuse_what_lies_beyond(world):
    for table, constraint, standing, refused in CHECKS:
        for columns in standing:
            assert refusal(built(world, table, columns)) is None, (constraint, columns)
        for columns in refused:
            assert refusal(built(world, table, columns)) == constraint, (constraint, columns)


def test_what_is_once_has_room_for_all_but_itself(world):
    for table, constraint, others, same in ONCE:
        for columns in others:
            pair = built(world, table, {}), built(world, table, columns)
            assert refusal(*pair) is None, (constraint, columns)
        assert refusal(built(world, table, {}), built(world, table, same)) == constraint


def test_an_address_of_a_chain_that_counts_capitals_keeps_them(world):
    pair = [
        built(world, "AssetContract", {"chain": "solana", "address": one}) for one in ("Ab", "ab")
    ]
    assert refusal(*pair) is None


def test_there_is_one_market_and_one_asset_of_a_slug(world):
    assert "singleton" in refusal(*(built(world, "Market", {}) for _ in range(2)))
    assert "slug" in refusal(*(built(world, "Asset", {}) for _ in range(2)))
    # Nothing keeps two assets from one symbol.
    assert refusal(built(world, "Asset", {}), built(world, "Asset", {"slug": "sol-2"})) is None


def test_each_constraint_is_among_the_cases():
    assert constraint_names("markets") == {constraint for _, constraint, *_ in [*CHECKS, *ONCE]}
