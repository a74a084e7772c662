"""Which assets the rows of a file mean: sure ones by one way alone, the rest are asked."""

import pytest

from portfolios.importers.watchlists import WatchRow
from portfolios.selectors.watchlists.matching import match_rows
from tests.factories import make_asset

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _assets(module_db):
    make_asset("bitcoin", rank=1)
    make_asset("ethereum", rank=2)
    make_asset("bitcoin-cash", symbol="BCH", name="Bitcoin Cash", rank=20)
    # Coins that wear the names of others as their symbols, as some do.
    make_asset("harry", symbol="BITCOIN", name="HarryPotterObamaSonic10Inu", rank=900)
    make_asset("pepe", symbol="PEPE", name="Pepe", rank=30)
    make_asset("pepe-two", symbol="PEPE", name="Pepe 2.0")
    make_asset("one-gala", symbol="GALA1", name="Gala", rank=50)
    make_asset("two-gala", symbol="GALA2", name="Gala", rank=51)
    make_asset("usd")
    make_asset("dollar-coin", symbol="USD", name="Dollar Coin", rank=5)
    make_asset("xbt", symbol="XBT", name="Old bitcoin", is_active=False,
               merged_into=make_asset("bitcoin"))  # fmt: skip
    make_asset("mine", symbol="MINE", name="My own", kind="own")


def row(**cells):
    return WatchRow(**{"line": 2, "asset": "", "symbol": "", "name": "", **cells})


def meaning(**cells):
    """What one row means: its asset's slug, else the slugs that it may mean."""
    (found,) = match_rows([row(**cells)])
    assert found.asset is None or found.candidates == ()
    return found.asset.slug if found.asset else [one.slug for one in found.candidates]


SURE = [
    ({"asset": "ethereum"}, "ethereum"),
    ({"asset": "ethereum", "symbol": "BTC", "name": "Pepe"}, "ethereum"),  # its id decides
    ({"asset": "xbt"}, "bitcoin"),  # merged
    ({"symbol": "eth"}, "ethereum"),
    ({"symbol": "ETH", "name": "No name of it"}, "ethereum"),
    ({"symbol": "WETH?", "name": "Ethereum"}, "ethereum"),
    ({"symbol": "BCH", "name": "bitcoin CASH"}, "bitcoin-cash"),
    ({"symbol": "PEPE", "name": "PEPE"}, "pepe"),
    ({"name": "Pepe 2.0"}, "pepe-two"),
    ({"name": "Ether ETH"}, "ethereum"),
    ({"symbol": "USD"}, "usd"),  # money before a coin that calls itself so
    ({"symbol": "USD", "name": "Dollar Coin"}, "dollar-coin"),
    ({"asset": "1027", "symbol": "ETH"}, "ethereum"),  # another vendor's number
    ({"asset": "1027", "name": "Ethereum"}, "ethereum"),
]
ASKED = [
    ({"symbol": "PEPE"}, ["pepe", "pepe-two"]),
    ({"symbol": "PEPE", "name": "Frog"}, ["pepe", "pepe-two"]),
    ({"name": "Gala"}, ["one-gala", "two-gala"]),
    # A name of one coin and the symbol of another; in a column of names the name comes first.
    ({"name": "Bitcoin"}, ["bitcoin", "harry"]),
    ({"symbol": "BITCOIN", "name": "Bitcoin"}, ["harry", "bitcoin"]),
    # A symbol of one coin beside the name of another.
    ({"symbol": "BTC", "name": "Bitcoin Cash"}, ["bitcoin", "bitcoin-cash"]),
    ({"asset": "no-such-id", "symbol": "ETH"}, ["ethereum"]),
    ({"asset": "1027"}, []),
    ({"asset": "mine"}, []),  # somebody's own asset is nobody else's to name
    ({"symbol": "MINE"}, []),
    ({"name": "My own"}, []),
    ({"name": "Ether eth"}, []),  # a last word is a symbol in capitals only
    ({"symbol": "ETH2", "name": "Nothing"}, []),
    ({}, []),
]


def test_a_row_that_one_asset_alone_can_be_is_matched():
    for cells, slug in SURE:
        assert meaning(**cells) == slug, cells


def test_any_other_is_asked_with_what_it_may_mean_the_likeliest_first():
    for cells, slugs in ASKED:
        assert meaning(**cells) == slugs, cells


def test_rows_keep_their_order_and_take_three_queries(django_assert_num_queries):
    rows = [row(line=number, **cells) for number, (cells, _) in enumerate([*SURE, *ASKED])]
    with django_assert_num_queries(3):
        found = match_rows(rows)
    assert [one.row.line for one in found] == list(range(len(rows)))
    assert [one.asset is not None for one in found] == [True] * len(SURE) + [False] * len(ASKED)


def test_no_rows_are_no_matches():
    assert match_rows([]) == []
