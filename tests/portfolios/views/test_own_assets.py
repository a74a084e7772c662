"""What a holder made is theirs: priced by them, counted for them, and nobody else's to see."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from markets.models import Asset
from portfolios.models import OwnAsset, OwnPrice, Portfolio
from portfolios.selectors.books.holdings import holdings_of
from portfolios.services.allocation.targets import set_target
from portfolios.services.assets.own import (
    create_own_asset,
    merge_own_asset,
    remove_own_price,
    set_own_price,
)
from portfolios.services.errors import Refused
from portfolios.services.exits.triggers import arm_trigger
from portfolios.services.ledger.transactions import delete_transaction, record_transaction
from portfolios.services.sharing.portfolios import delete_portfolio
from tests.factories import days_ago, make_asset, make_portfolio

TODAY = timezone.now().date()


@pytest.fixture
def shed(portfolio):
    return create_own_asset(portfolio, name="Grandfather's shed", symbol="shed", user=None)


@pytest.fixture
def held(portfolio, shed, at_commit):
    """Two sheds, bought for 100 dollars each ten days ago."""
    with at_commit():
        trade(portfolio, shed, "buy", ago=10, dollars=200, units=2)
    return Portfolio.objects.get(pk=portfolio.pk)


def trade(portfolio, own, kind, *, ago, dollars, units):
    money = {"asset": make_asset("usd"), "quantity": Decimal(dollars)}
    thing = {"asset": own.asset, "quantity": Decimal(units)}
    sent, received = (money, thing) if kind == "buy" else (thing, money)
    return record_transaction(
        portfolio, user=portfolio.owner, type=kind, account=portfolio.accounts.first(),
        executed_at=days_ago(ago), sent_asset=sent["asset"], sent_quantity=sent["quantity"],
        received_asset=received["asset"], received_quantity=received["quantity"],
    )  # fmt: skip


def value(portfolio):
    return holdings_of(portfolio).value


def page(client, portfolio, own):
    return client.get(reverse("portfolios:own_asset", args=[portfolio.pk, own.asset.slug]))


class TestItsPrice:
    def test_is_carried_from_the_last_trade(self, held, shed, at_commit):
        assert value(held) == 200
        with at_commit():
            trade(held, shed, "sell", ago=2, dollars=150, units=1)
        assert value(held) == 150
        assert {one.source for one in OwnPrice.objects.all()} == {"trade"}

    def test_that_was_typed_counts_from_its_day_on(self, held, shed, at_commit):
        with at_commit():
            set_own_price(shed, day=TODAY - timedelta(days=3), price=Decimal(130))
        assert value(held) == 260
        days = dict(held.dailyvalues.values_list("day", "value"))
        assert days[TODAY - timedelta(days=4)] == 200
        assert days[TODAY - timedelta(days=3)] == 260

    def test_goes_back_to_the_trade_s_when_it_is_removed(self, held, shed, at_commit):
        with at_commit():
            price = set_own_price(shed, day=TODAY, price=Decimal(130))
        with at_commit():
            remove_own_price(price)
        assert value(held) == 200

    def test_typed_for_the_day_of_a_trade_goes_before_it(self, held, shed, at_commit):
        day = days_ago(10).date()
        with at_commit():
            set_own_price(shed, day=day, price=Decimal(90))
        assert [one.price for one in shed.prices.all()] == [90]
        assert value(held) == 180

    def test_in_another_currency_is_worth_what_was_typed(self, alice, market, at_commit):
        make_asset("usd", price=1.0)
        portfolio = make_portfolio(alice, currency="eur")
        euro = make_asset("eur", price=1.25)
        euro.open_candles.create(day=TODAY - timedelta(days=30), close=1.2, source="ecb")
        own = create_own_asset(portfolio, name="Barn", symbol="BARN", user=alice)
        with at_commit():
            record_transaction(
                portfolio, user=alice, type="opening_balance", executed_at=days_ago(10),
                account=portfolio.accounts.first(), received_asset=own.asset,
                received_quantity=Decimal(1),
            )  # fmt: skip
            set_own_price(own, day=TODAY - timedelta(days=9), price=Decimal(100))
        assert round(value(portfolio), 9) == 100

    @pytest.mark.parametrize(
        ("day", "price"), [(TODAY + timedelta(days=2), 5), (TODAY, 0), (TODAY, -1)]
    )
    def test_that_is_none_is_refused(self, shed, day, price):
        with pytest.raises(Refused):
            set_own_price(shed, day=day, price=Decimal(price))

    def test_is_marked_where_it_counts(self, as_alice, held, shed):
        assert "carried from the last trade" in page(as_alice, held, shed).content.decode().lower()
        position = reverse("portfolios:position", args=[held.pk, shed.asset.slug])
        assert "price that its holder gave" in as_alice.get(position).content.decode()
        overview = as_alice.get(reverse("portfolios:overview", args=[held.pk]))
        assert "SHED · own" in overview.content.decode()


class TestAFileOfPrices:
    @pytest.fixture
    def send(self, as_alice, portfolio, shed):
        def post(text, **data):
            path = reverse("portfolios:own_prices_import", args=[portfolio.pk, shed.asset.slug])
            content = text if isinstance(text, bytes) else text.encode()
            file = SimpleUploadedFile("prices.csv", content)
            return as_alice.post(path, {"file": file, **data}, follow=True).content.decode()

        return post

    def test_is_read(self, send, shed):
        assert "2 prices were imported" in send("date,price\n2024-01-01,5\n2024-02-01,7.5\n")
        assert dict(shed.prices.values_list("day", "price")) == {
            date(2024, 1, 1): 5, date(2024, 2, 1): Decimal("7.5"),
        }  # fmt: skip

    BAD = "date,price\n2024-01-01,5\n2024-13-01,6\n2024-02-01,-1\n2999-01-01,1\n2024-02-02,x\n"

    def test_with_bad_lines_is_held_back_and_names_them(self, send, shed):
        text = send(self.BAD)
        for part in ("Line 3, date", "Line 4, price", "Line 5, date", "Line 6, price"):
            assert part in text
        assert not shed.prices.exists()

    def test_gives_its_good_lines_where_that_is_chosen(self, send, shed):
        assert "1 price was imported. 4 lines were left out" in send(self.BAD, leave_out="on")
        assert shed.prices.count() == 1

    @pytest.mark.parametrize("text", ["", "date,price\n", "nope\n1\n", b"\xff\xfe\x00"])
    def test_that_is_none_is_said_to_be_none(self, send, shed, text):
        assert "errors" in send(text)
        assert not shed.prices.exists()


class TestTheWall:
    def test_others_see_it_nowhere(self, as_charlie, held, shed):
        slug = shed.asset.slug
        for path in (
            reverse("markets:asset", args=[slug]), reverse("markets:candles", args=[slug]),
            reverse("portfolios:own_asset", args=[held.pk, slug]),
            f"/api/v1/assets/{slug}/", f"/api/v1/quotes/{slug}/",
        ):  # fmt: skip
            assert as_charlie.get(path).status_code == 404, path
        for path in (
            "/markets/?q=shed", "/api/v1/assets/?search=shed", f"/api/v1/candles/?asset={slug}",
            reverse("portfolios:asset_search") + "?q=shed", "/api/v1/quotes/",
        ):  # fmt: skip
            text = as_charlie.get(path).content.decode()
            assert "Grandfather" not in text and slug not in text, path

    def test_others_cannot_name_it(self, charlie, shed, market):
        portfolio = make_portfolio(charlie, name="Other")
        with pytest.raises(Refused, match="no such asset"):
            trade(portfolio, shed, "buy", ago=1, dollars=1, units=1)
        with pytest.raises(Refused, match="no such asset"):
            set_target(portfolio, asset=shed.asset, share=Decimal("0.1"))

    def test_a_form_of_others_does_not_know_it(self, as_charlie, charlie, shed, market):
        portfolio = make_portfolio(charlie, name="Other")
        for written in (shed.asset.slug, "SHED", shed.asset.name):
            answer = as_charlie.post(
                reverse("portfolios:add", args=[portfolio.pk]),
                {"type": "deposit", "executed_at": "2024-01-01T00:00", "received_asset": written,
                 "received_quantity": "1", "account": portfolio.accounts.first().pk},
            )  # fmt: skip
            assert "There is no asset called" in answer.content.decode()

    def test_its_owner_names_it_by_its_symbol(self, as_alice, portfolio, shed):
        as_alice.post(
            reverse("portfolios:add", args=[portfolio.pk]),
            {"type": "deposit", "executed_at": "2024-01-01T00:00", "received_asset": "shed",
             "received_quantity": "1", "account": portfolio.accounts.first().pk},
        )  # fmt: skip
        assert portfolio.transactions.get().received_asset == shed.asset

    def test_its_owner_is_offered_it_in_the_portfolio(self, as_alice, portfolio, shed):
        path = reverse("portfolios:asset_search")
        found = as_alice.get(f"{path}?q=shed&portfolio={portfolio.pk}").content.decode()
        assert shed.asset.slug in found
        assert shed.asset.slug not in as_alice.get(f"{path}?q=shed").content.decode()

    def test_whom_the_portfolio_is_shared_with_sees_it(self, as_bob, held, shed):
        assert page(as_bob, held, shed).status_code == 200

    def test_nothing_fires_on_it(self, held, shed):
        with pytest.raises(Refused, match="Nothing fires"):
            arm_trigger(held, user=held.owner, asset=shed.asset, kind="stop_loss", level=Decimal(1))


class TestItsLife:
    def test_it_is_merged_into_a_listed_one(self, as_alice, held, shed, at_commit):
        listed = make_asset("shedcoin", price=50.0)
        with at_commit():
            answer = as_alice.post(
                reverse("portfolios:own_asset_merge", args=[held.pk, shed.asset.slug]),
                {"target": "shedcoin"},
            )
        assert answer.status_code == 302
        assert {row.asset: row.quantity for row in held.positions.all()}[listed] == 2
        assert value(held) == 100
        assert not OwnAsset.objects.exists()
        assert not listed.candles.exists()

    def test_it_is_not_merged_into_another_own_one(self, held, shed):
        other = create_own_asset(held, name="Other", symbol="OTHER", user=None)
        with pytest.raises(Refused, match="listed one"):
            merge_own_asset(shed, target=other.asset, user=held.owner)

    def test_it_is_deleted_only_without_rows(self, as_alice, held, shed, at_commit):
        path = reverse("portfolios:own_asset_delete", args=[held.pk, shed.asset.slug])
        assert "Rows of the ledger name it" in as_alice.post(path, follow=True).content.decode()
        with at_commit():
            delete_transaction(held.transactions.get(), user=held.owner)
        as_alice.post(path)
        assert not Asset.objects.filter(kind="own").exists()

    def test_it_goes_with_its_portfolio(self, held, shed, at_commit):
        with at_commit():
            delete_portfolio(held)
        assert not Asset.objects.filter(kind="own").exists()

    @pytest.mark.parametrize(
        ("name", "symbol", "field"),
        [(" ", "X", "name"), ("X", "two words", "symbol"), ("X", "SHED", "symbol"),
         ("X", "usd", "symbol")],
    )  # fmt: skip
    def test_a_name_that_is_none_is_refused_at_its_field(
        self, portfolio, shed, name, symbol, field
    ):
        make_asset("usd")
        with pytest.raises(Refused) as refused:
            create_own_asset(portfolio, name=name, symbol=symbol, user=None)
        assert list(refused.value.errors) == [field]

    def test_there_are_only_so_many(self, portfolio, shed, settings):
        settings.OWN_ASSETS_A_PORTFOLIO = 1
        with pytest.raises(Refused, match="at most 1"):
            create_own_asset(portfolio, name="X", symbol="X", user=None)


def test_the_list_takes_as_many_queries_for_many(as_alice, portfolio, shed):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            as_alice.get(reverse("portfolios:own_assets", args=[portfolio.pk]))
        return len(caught)

    queries()
    few = queries()
    for n in range(5):
        own = create_own_asset(portfolio, name=f"N {n}", symbol=f"N{n}", user=None)
        set_own_price(own, day=TODAY, price=Decimal(1))
    assert queries() == few
