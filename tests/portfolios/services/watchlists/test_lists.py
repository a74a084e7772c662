"""Watchlists: limits, order, and what a merge of assets does to them."""

from decimal import Decimal

import pytest

from portfolios.importers.watchlists import WatchRow
from portfolios.models import WatchedAsset, Watchlist
from portfolios.services.assets.merging import merge_assets
from portfolios.services.errors import Refused
from portfolios.services.locks import Gone
from portfolios.services.watchlists import items, lists
from portfolios.services.watchlists.importing import import_rows
from tests.factories import make_asset, make_market


@pytest.fixture
def watchlist(alice):
    make_market()
    return lists.create_watchlist(alice, name="Later")


def slugs(watchlist):
    return list(watchlist.items.values_list("asset__slug", flat=True))


def row(**cells):
    return WatchRow(**{"line": 2, "asset": "", "symbol": "", "name": "", **cells})


def test_names_are_a_persons_own(alice, bob, watchlist):
    with pytest.raises(Refused, match="already"):
        lists.create_watchlist(alice, name=" Later ")
    assert lists.create_watchlist(bob, name="Later").pk
    other = lists.create_watchlist(alice, name="Soon")
    with pytest.raises(Refused, match="already"):
        lists.change_watchlist(other, name="Later", note="")
    assert lists.change_watchlist(other, name="Soon", note="Why").note == "Why"


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\u200bb"])
def test_a_name_that_is_none_is_refused(alice, db, name):
    with pytest.raises(Refused) as refused:
        lists.create_watchlist(alice, name=name)
    assert "name" in refused.value.errors


def test_lists_and_assets_have_limits(alice, watchlist, monkeypatch):
    monkeypatch.setattr(lists, "MOST_LISTS", 1)
    with pytest.raises(Refused, match="the most"):
        lists.create_watchlist(alice, name="Two")
    monkeypatch.setattr(items, "MOST_ASSETS", 1)
    items.watch_asset(watchlist, asset=make_asset("bitcoin"))
    with pytest.raises(Refused, match="at most 1"):
        items.watch_asset(watchlist, asset=make_asset("ethereum"))
    make_asset("solana")
    with pytest.raises(Refused, match="at most 1"):
        import_rows(watchlist, [row(symbol="SOL")])
    assert slugs(watchlist) == ["bitcoin"]


def test_order_is_the_persons(alice, watchlist):
    for slug in ("bitcoin", "ethereum", "solana"):
        items.watch_asset(watchlist, asset=make_asset(slug))
    last = watchlist.items.get(asset__slug="solana")
    items.change_watched(last, note="", tags=[], target=None, place=0)
    assert slugs(watchlist) == ["solana", "bitcoin", "ethereum"]
    items.change_watched(last, note="", tags=[], target=None, place=99)
    assert slugs(watchlist) == ["bitcoin", "ethereum", "solana"]
    second = lists.create_watchlist(alice, name="Soon")
    lists.change_watchlist(second, name="Soon", note="", place=0)
    assert [one.name for one in Watchlist.objects.for_user(alice)] == ["Soon", "Later"]


def test_what_comes_stands_last_also_where_others_were_taken_off(alice, watchlist):
    """By hand, by the star beside an asset, from a file; and so do lists."""
    for slug in ("bitcoin", "ethereum", "solana"):
        items.watch_asset(watchlist, asset=make_asset(slug))
    for slug in ("bitcoin", "ethereum"):
        items.stop_watching(watchlist.items.get(asset__slug=slug))
    items.watch_asset(watchlist, asset=make_asset("cardano"))
    items.toggle_watched(watchlist, make_asset("dogecoin"))
    for slug in ("eos", "flow"):
        make_asset(slug)
    import_rows(watchlist, [row(asset="eos"), row(asset="flow")])
    assert slugs(watchlist) == ["solana", "cardano", "dogecoin", "eos", "flow"]
    second, third = (lists.create_watchlist(alice, name=name) for name in ("Two", "Three"))
    lists.delete_watchlist(watchlist)
    lists.delete_watchlist(second)
    lists.create_watchlist(alice, name="Another")
    assert [one.name for one in Watchlist.objects.for_user(alice)] == [third.name, "Another"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"tags": ["a,b"]}, "tags"),
        ({"tags": ["x" * 41]}, "tags"),
        ({"tags": [str(n) for n in range(11)]}, "tags"),
        ({"target": Decimal(0)}, "target"),
    ],
)
def test_what_cannot_stand_beside_an_asset_names_its_field(watchlist, change, field):
    with pytest.raises(Refused) as refused:
        items.watch_asset(watchlist, asset=make_asset("bitcoin"), **change)
    assert field in refused.value.errors
    assert slugs(watchlist) == []


def test_an_asset_stands_once_and_own_ones_never(watchlist):
    items.watch_asset(watchlist, asset=make_asset("bitcoin"), tags=["a", " a ", "b"])
    assert watchlist.items.get().tags == ["a", "b"]
    with pytest.raises(Refused, match="already"):
        items.watch_asset(watchlist, asset=make_asset("bitcoin"))
    with pytest.raises(Refused, match="own asset"):
        items.watch_asset(watchlist, asset=make_asset("own-1", kind="own"))


def test_a_deleted_list_takes_nothing_more(watchlist):
    stale = Watchlist.objects.get(pk=watchlist.pk)
    lists.delete_watchlist(watchlist)
    with pytest.raises(Gone):
        items.watch_asset(stale, asset=make_asset("bitcoin"))
    with pytest.raises(Gone):
        lists.change_watchlist(stale, name="x", note="")


def test_a_merge_moves_what_is_watched(alice, watchlist, django_user_model):
    source, target = make_asset("matic"), make_asset("pol")
    other = lists.create_watchlist(alice, name="Both")
    items.watch_asset(watchlist, asset=source, note="Old name")
    items.watch_asset(other, asset=source)
    items.watch_asset(other, asset=target, note="Stays")
    merge_assets(source, target, user=django_user_model.objects.create_superuser("s@example.org"))
    assert (slugs(watchlist), slugs(other)) == (["pol"], ["pol"])
    assert watchlist.items.get().note == "Old name"
    assert other.items.get().note == "Stays"


class TestAFile:
    @pytest.fixture(autouse=True)
    def _assets(self, db):
        make_asset("bitcoin", rank=1)
        make_asset("pepe", symbol="PEPE", name="Pepe", rank=30)
        make_asset("pepe-two", symbol="PEPE", name="Pepe 2.0")
        make_asset("usd")

    @pytest.mark.parametrize(
        ("cells", "slug"),
        [
            ({"asset": "bitcoin"}, "bitcoin"),
            ({"symbol": "BTC"}, "bitcoin"),
            ({"name": "bitcoin"}, "bitcoin"),
            ({"name": "BTC"}, "bitcoin"),
            ({"name": "Bitcoin BTC"}, "bitcoin"),
            ({"symbol": "PEPE", "name": "pepe 2.0"}, "pepe-two"),
            ({"asset": "1", "symbol": "BTC"}, "bitcoin"),
            ({"symbol": "USD"}, "usd"),
        ],
    )
    def test_a_sure_row_is_taken(self, watchlist, cells, slug):
        done = import_rows(watchlist, [row(**cells)])
        assert (done.added, done.asked) == (1, ())
        assert slugs(watchlist) == [slug]

    @pytest.mark.parametrize(
        ("cells", "candidates"),
        [
            ({"symbol": "PEPE"}, ["pepe", "pepe-two"]),
            ({"symbol": "NOPE"}, []),
            ({"asset": "bitcoin-of-somebody", "symbol": "BTC"}, ["bitcoin"]),
            ({"asset": "moon"}, []),
        ],
    )
    def test_another_is_asked(self, watchlist, cells, candidates):
        done = import_rows(watchlist, [row(**cells), row(symbol="BTC")])
        assert done.added == 1
        assert [asset.slug for asset in done.asked[0].candidates] == candidates

    def test_the_same_file_twice_changes_nothing(self, watchlist):
        rows = [row(symbol="BTC", note="One", tags=("x",), target=Decimal(5))]
        import_rows(watchlist, rows)
        WatchedAsset.objects.update(note="Mine")
        done = import_rows(watchlist, rows)
        assert (done.added, done.known) == (0, 1)
        assert watchlist.items.get().note == "Mine"

    def test_what_was_merged_leads_to_its_successor(self, watchlist):
        gone = make_asset("xbt", merged_into=make_asset("bitcoin"), is_active=False)
        import_rows(watchlist, [row(asset=gone.slug)])
        assert slugs(watchlist) == ["bitcoin"]

    def test_any_number_of_rows_costs_the_same(self, watchlist, django_assert_max_num_queries):
        rows = [row(symbol=f"C{number}") for number in range(300)]
        with django_assert_max_num_queries(10):
            import_rows(watchlist, rows)
