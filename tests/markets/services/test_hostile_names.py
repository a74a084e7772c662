"""A vendor that mixes up names: ids, symbols and prices of one asset that are another's."""

from datetime import UTC, datetime, timedelta

import pytest

from markets.models import Asset, AssetContract, Category, Quote, RejectedQuote
from markets.services import refresh_quotes, sync_assets
from tests.factories import finish_refresh
from tests.markets.fake_coingecko import coin

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


def stamp(minutes: float) -> str:
    """So many minutes after ten hours ago."""
    return (NOW - timedelta(hours=10) + timedelta(minutes=minutes)).isoformat()


@pytest.fixture
def market(live_market, fake, settings):
    """Bitcoin at 60,000, Ether at 2,000 and a hundred others at a dollar, quoted once."""
    settings.COINGECKO_PER_MINUTE = 1000
    settings.QUOTE_PROVIDERS = []
    named = [("bitcoin", "btc", 60_000.0), ("ethereum", "eth", 2_000.0)]
    named += [(f"coin-{n}", f"c{n}", 1.0) for n in range(100)]
    fake.coins = [
        coin(slug, symbol=symbol, current_price=price, high_24h=None, low_24h=None,
             market_cap=1e6, last_updated=stamp(0), platforms={"ethereum": f"0x{slug}"})
        for slug, symbol, price in named
    ]  # fmt: skip
    sync_assets()
    refresh_quotes()
    return fake


def answer(fake, minutes: float, **changes) -> None:
    """The vendor's next prices; `changes` by the id with underscores."""
    for row in fake.coins:
        row["last_updated"] = stamp(minutes)
        row["current_price"] = changes.get(row["id"], row["current_price"])


def price_of(slug: str) -> float:
    return Quote.objects.get(asset__slug=slug).price


def test_two_prices_under_each_others_names_are_not_taken_for_an_hour(market):
    for minutes in (1, 2, 30, 60):
        answer(market, minutes, bitcoin=2_010.0, ethereum=59_800.0)
        refresh_quotes()
    assert (price_of("bitcoin"), price_of("ethereum")) == (60_000.0, 2_000.0)
    refused = RejectedQuote.objects.values_list("asset__slug", "price", "reason")
    assert set(refused) == {
        ("bitcoin", 2_010.0, "unconfirmed"), ("ethereum", 59_800.0, "unconfirmed"),
    }  # fmt: skip
    answer(market, 60.5, bitcoin=61_000.0, ethereum=2_050.0)
    assert refresh_quotes().accepted == 102
    assert (price_of("bitcoin"), price_of("ethereum")) == (61_000.0, 2_050.0)


def test_two_that_pass_each_other_for_good_are_taken_after_an_hour(market):
    """What holds them for ever would hold their stops, too."""
    for minutes in (1, 2, 60, 61.5):
        assert (price_of("bitcoin"), price_of("ethereum")) == (60_000.0, 2_000.0)
        answer(market, minutes, bitcoin=2_010.0, ethereum=59_800.0)
        refresh_quotes()
    assert (price_of("bitcoin"), price_of("ethereum")) == (2_010.0, 59_800.0)


def test_two_that_jump_each_for_itself_are_confirmed_by_the_next_quote(market):
    for minutes in (1, 2):
        answer(market, minutes, bitcoin=2_000.0, ethereum=100.0)
        refresh_quotes()
    assert (price_of("bitcoin"), price_of("ethereum")) == (2_000.0, 100.0)


def test_two_symbols_that_change_places_stay_where_they_were(market):
    bitcoin, ether = market.coins[:2]
    labels = [(row["symbol"], row["name"]) for row in (ether, bitcoin)]
    for row, (symbol, name) in zip((bitcoin, ether), labels, strict=True):
        row.update(symbol=symbol, name=name)
    market.coins[5].update(symbol="new", name="Renamed")
    run = sync_assets()
    assert run.reasons == {"symbol of another asset": 2}
    assert run.accepted == 100
    stored = dict(Asset.objects.values_list("slug", "symbol"))
    assert (stored["bitcoin"], stored["ethereum"], stored["coin-3"]) == ("BTC", "ETH", "NEW")
    assert Asset.objects.get(slug="bitcoin").is_active


def test_an_id_that_vanishes_keeps_its_past_and_its_contract(market):
    old = Asset.objects.get(slug="coin-7")
    row = next(row for row in market.coins if row["id"] == "coin-7")
    row["id"] = "coin-7-new"
    Quote.objects.filter(asset=old).update(received_at=NOW - timedelta(days=30))
    sync_assets()
    answer(market, 5)
    refresh_quotes()
    old.refresh_from_db()
    new = Asset.objects.get(slug="coin-7-new")
    assert (old.is_active, new.is_active, new.symbol) == (False, True, old.symbol)
    assert AssetContract.objects.get(address="0xcoin-7").asset == old
    assert (price_of("coin-7"), price_of("coin-7-new")) == (1.0, 1.0)


def test_an_id_that_comes_twice_in_a_page_counts_once_and_the_newest_price_holds(market):
    answer(market, 1)
    market.coins.append(coin("bitcoin", current_price=60_100.0, last_updated=stamp(2)))
    run = refresh_quotes()
    assert price_of("bitcoin") == 60_100.0
    assert run.reasons == {"older than another of the answer": 1}
    assert (run.rows, run.accepted) == (103, 102)


@pytest.mark.parametrize("at", [1775580571736, "1775580571736", 1775580571, None, "x", ""])
def test_an_instant_that_is_no_text_of_one_costs_that_quote_alone(market, at):
    answer(market, 1)
    market.coins[0].update(current_price=61_000.0, last_updated=at)
    run = refresh_quotes()
    # Asked for once more by its id, since the first answer has no quote of it.
    assert (run.error, run.accepted, run.reasons) == ("", 101, {"unreadable": 2})
    assert price_of("bitcoin") == 60_000.0


def test_a_name_of_megabytes_and_one_of_markup_cost_no_other_coin(market, client):
    market.coins += [
        coin("huge", name="x" * 5_000_000, current_price=5.0, last_updated=stamp(1)),
        coin("script", symbol="<b>", name="<script>alert(1)</script>\u202e\x07", current_price=5.0,
             last_updated=stamp(1)),
    ]  # fmt: skip
    assert sync_assets().error == ""
    answer(market, 1)
    assert refresh_quotes().error == ""
    finish_refresh()
    assert not Asset.objects.filter(slug="huge").exists()
    for path in ("/markets/", "/markets/screener/?q=script", "/markets/script/"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page or path == "/markets/"


def test_a_category_that_comes_twice_in_its_own_list_has_each_member_once(market, settings):
    market.members = {"layer-1": [{"id": "bitcoin"}, {"id": "bitcoin"}, {"id": "layer-1"}]}
    assert sync_assets().error == ""
    layer = Category.objects.get(slug="layer-1")
    assert list(layer.assets.values_list("slug", flat=True)) == ["bitcoin"]
