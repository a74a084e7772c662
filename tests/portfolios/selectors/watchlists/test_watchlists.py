"""What a list shows beside its assets: the way to a target, figures, tags, a file."""

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qs

import pytest

from portfolios.importers.watchlists import read_watchlist
from portfolios.models import User, WatchedAsset
from portfolios.selectors.watchlists import watchlists as selectors
from portfolios.services.watchlists import items, lists
from tests.factories import make_asset, make_market
from tests.markets.analyses import store_analysis

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def people(module_db):
    make_market()
    return [User.objects.create_user(f"{name}@example.org", "x") for name in ("alice", "bob")]


@pytest.fixture(scope="module")
def watchlist(people):
    """Bitcoin with a target above its price, ether with one below, a coin without any price."""
    made = lists.create_watchlist(people[0], name="Later")
    for slug, price, columns in [
        ("bitcoin", 50_000.0, {"target": Decimal(60_000), "tags": ["store", "L1"]}),
        ("ethereum", 2_000.0, {"target": Decimal("1500.50"), "tags": ["L1"], "note": "=1+1"}),
        ("newcoin", None, {"target": Decimal(1), "tags": []}),
        ("solana", 20.0, {"target": Decimal(20)}),
    ]:
        asset = make_asset(slug, price=price)
        items.watch_asset(made, asset=asset)
        WatchedAsset.objects.filter(watchlist=made, asset=asset).update(**columns)
    return made


def by_slug(watchlist, **options):
    return {one.asset.slug: one for one in selectors.watched_on(watchlist, **options)}


def test_the_way_to_a_target_is_a_fraction_of_the_price_of_now(watchlist):
    found = by_slug(watchlist)
    # 60,000 ÷ 50,000 − 1 and 1,500.5 ÷ 2,000 − 1.
    assert found["bitcoin"].to_target == pytest.approx(0.2)
    assert found["ethereum"].to_target == pytest.approx(-0.24975)
    assert found["solana"].to_target == 0
    assert found["newcoin"].to_target is None


def test_an_alert_at_the_target_waits_for_the_side_that_it_is_on(watchlist):
    found = by_slug(watchlist)
    asked = {slug: parse_qs(one.alert_query.removeprefix("&")) for slug, one in found.items()}
    assert asked == {
        "bitcoin": {"measure": ["price"], "rule": ["above"], "level": ["60000"]},
        "ethereum": {"measure": ["price"], "rule": ["below"], "level": ["1500.5"]},
        "solana": {"measure": ["price"], "rule": ["above"], "level": ["20"]},
        "newcoin": {},
    }


def test_without_a_target_there_is_no_way_to_it(watchlist):
    WatchedAsset.objects.filter(watchlist=watchlist).update(target=None)
    for one in selectors.watched_on(watchlist):
        assert (one.to_target, one.alert_query) == (None, "")


def test_a_tag_picks_its_assets_in_the_order_of_the_list(watchlist):
    assert list(by_slug(watchlist)) == ["bitcoin", "ethereum", "newcoin", "solana"]
    assert list(by_slug(watchlist, tag="L1")) == ["bitcoin", "ethereum"]
    assert list(by_slug(watchlist, tag="store")) == ["bitcoin"]
    # A tag is the whole of it, in its own letters.
    assert by_slug(watchlist, tag="l1") == by_slug(watchlist, tag="sto") == {}


def test_tags_stand_once_each_in_alphabetical_order_whatever_their_case(watchlist):
    assert selectors.tags_on(watchlist) == ["L1", "store"]
    watchlist.items.filter(asset__slug="solana").update(tags=["Zebra", "apple", "Mango", "L1"])
    assert selectors.tags_on(watchlist) == ["apple", "L1", "Mango", "store", "Zebra"]


def test_figures_are_those_of_the_last_analysed_day_and_unknown_ones_none(watchlist):
    today = datetime.now(UTC).date()
    assessment = {"trend": 1, "trader": 61.5, "investor": None}
    store_analysis(today - timedelta(days=1), {"bitcoin": assessment})
    found = by_slug(watchlist)
    figures = found["bitcoin"].figures
    assert (figures["trend"], figures["trader"], figures["investor"]) == (1.0, 61.5, None)
    assert found["solana"].figures.get("trader") is None


def test_lists_are_counted_and_are_nobody_elses(people, watchlist):
    alice, bob = people
    empty = lists.create_watchlist(alice, name="Empty")
    lists.create_watchlist(bob, name="Bob's")
    assert {one.pk: one.count for one in selectors.watchlists_of(alice)} == {
        watchlist.pk: 4, empty.pk: 0,
    }  # fmt: skip


def test_each_list_says_whether_an_asset_is_on_it(people, watchlist, django_assert_num_queries):
    alice, bob = people
    lists.create_watchlist(alice, name="Empty")
    bitcoin = make_asset("bitcoin")
    items.watch_asset(lists.create_watchlist(bob, name="Bob's"), asset=make_asset("cardano"))
    with django_assert_num_queries(1):
        found = {one.name: one.is_on for one in selectors.lists_with(alice, bitcoin)}
    assert found == {"Later": True, "Empty": False}
    # That Bob follows it does not show in Alice's.
    assert not any(one.is_on for one in selectors.lists_with(alice, make_asset("cardano")))


def test_the_file_of_a_list_reads_back_and_holds_no_formula(watchlist):
    text = selectors.watchlist_csv(watchlist)
    rows, faults = read_watchlist(text.encode())
    assert faults == []
    assert [(one.asset, one.symbol, one.tags, one.target) for one in rows] == [
        ("bitcoin", "BTC", ("store", "L1"), Decimal(60_000)),
        ("ethereum", "ETH", ("L1",), Decimal("1500.5")),
        ("newcoin", "NEWCOIN", (), Decimal(1)),
        ("solana", "SOL", (), Decimal(20)),
    ]
    cells = {row["asset"]: row["note"] for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert not cells["ethereum"].startswith("=")
    assert rows[1].note == "=1+1"


def test_an_empty_list_is_a_file_with_a_header_alone(people):
    empty = lists.create_watchlist(people[1], name="Empty")
    assert len(selectors.watchlist_csv(empty).splitlines()) == 1
