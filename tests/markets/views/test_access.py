"""Who may see what, over every address of the markets: all of it is everybody's to read."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from markets.urls import urlpatterns
from portfolios.models import Portfolio, Watchlist
from portfolios.services.assets.own import create_own_asset
from portfolios.services.exits.triggers import arm_trigger
from portfolios.services.sharing.screens import save_screen
from tests.factories import buy, finish_refresh, make_asset, make_market, make_portfolio, set_price
from tests.markets.analysed import store_category_day, store_market_day, store_points, store_run

DAY = date(2026, 3, 10)
# The arguments of each address by its name: one that is missing here fails the first test.
ADDRESSES = {
    "overview": [], "screener": [], "screener_csv": [], "compare": [], "narratives": [],
    "narrative": ["layer-1"], "grades": [], "signals": [], "record": [], "asset": ["bitcoin"],
    "candles": ["bitcoin"], "history": ["bitcoin"],
}  # fmt: skip
PATHS = [reverse(f"markets:{name}", args=args) for name, args in ADDRESSES.items()]
OF_AN_ASSET = ("asset", "candles", "history")


@pytest.fixture
def portfolio(alice, django_capture_on_commit_callbacks) -> Portfolio:
    """An analysed market, and of alice's a position, a level, a watchlist, a view, an own asset."""
    make_market()
    finish_refresh()
    bitcoin = make_asset("bitcoin", rank=1)
    set_price(bitcoin, 60000.0, market_cap=1.2e12)
    run = store_run(DAY)
    store_market_day(run, DAY)
    store_points(run, DAY, bitcoin, ret_7d=0.1, trader=70.0)
    bitcoin.categories.add(store_category_day(run, DAY, "layer-1").category)
    made = make_portfolio(alice, name="Alice’s hoard")
    with django_capture_on_commit_callbacks(execute=True):
        buy(made, "bitcoin", "0.5", dollars="20000", ago=20)
    arm_trigger(made, user=alice, asset=bitcoin, kind="stop_loss", level=Decimal("51234.5"))
    create_own_asset(made, name="Alice’s shed", symbol="SHED", user=alice)
    save_screen(alice, name="Alice’s view", query="sort=price")
    Watchlist.objects.create(user=alice, name="Alice’s list")
    return made


def content(answer) -> str:
    pieces = answer.streaming_content if answer.streaming else [answer.content]
    return b"".join(pieces).decode()


def test_every_address_is_asked():
    assert {one.name for one in urlpatterns} == ADDRESSES.keys()


@pytest.mark.parametrize("path", PATHS)
def test_a_visitor_reads_it(client, portfolio, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "Alice" not in content(answer)


@pytest.mark.parametrize("path", PATHS)
def test_its_owner_reads_it_too(client, alice, portfolio, path):
    client.force_login(alice)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_nobody_else_sees_what_somebody_has(client, charlie, portfolio, path):
    client.force_login(charlie)
    page = content(client.get(path))
    for text in ("Alice", "SHED", "51,234.5", "51234.5"):
        assert text not in page


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_written_here(client, alice, portfolio, path):
    client.force_login(alice)
    assert client.post(path).status_code == 405
    assert client.delete(path).status_code == 405


@pytest.mark.parametrize("name", OF_AN_ASSET)
def test_an_own_asset_has_no_page_in_the_market(client, alice, portfolio, name):
    own = portfolio.own_assets.get().asset
    client.force_login(alice)
    assert client.get(reverse(f"markets:{name}", args=[own.slug])).status_code == 404


@pytest.mark.parametrize("path", ["nothing/", "narratives/nothing/", "nothing/candles.json"])
def test_what_is_not_there_is_not_found(client, portfolio, path):
    assert client.get(f"/markets/{path}").status_code == 404
