"""What holders and their ledgers say of own assets, as candles and a quote in dollars."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from markets.models import Candle, Quote
from portfolios.models import OwnPrice
from portfolios.services.assets.own import create_own_asset, remove_own_price, set_own_price
from portfolios.services.books.own_prices import (
    carry_trade_prices,
    refresh_own_quotes,
    write_own_series,
)
from portfolios.services.ledger.transactions import record_transaction
from tests.factories import make_asset, set_closes, set_price

TODAY = datetime.now(UTC).date()


def before(days):
    return TODAY - timedelta(days=days)


@pytest.fixture
def shed(portfolio, alice):
    return create_own_asset(portfolio, name="Shed", symbol="SHED", user=alice)


@pytest.fixture
def euro(market):
    """1.10 dollars until the day before yesterday, 1.20 since; 1.30 now."""
    euro = make_asset("eur", price=1.3)
    set_closes(euro, {before(9): 1.1, before(2): 1.2, before(1): 1.2, before(0): 1.2})
    return euro


def say(own, days, price, *, currency="usd", source="typed"):
    return OwnPrice.objects.create(
        own_asset=own, day=before(days), price=Decimal(price), currency=make_asset(currency),
        source=source,
    )  # fmt: skip


def trade(own, days, *, hour=12, **legs):
    """A row of the ledger; legs are pairs (quantity, asset)."""
    columns = {}
    for leg, (quantity, asset) in legs.items():
        name = "amount" if leg == "net_worth" else "quantity"
        columns |= {f"{leg}_{name}": Decimal(quantity), f"{leg}_asset": asset}
    kind = "sell" if legs["sent"][1] == own.asset else "buy"
    if "net_worth" in legs:
        kind = "swap"
    noon = datetime.combine(before(days), datetime.min.time(), tzinfo=UTC)
    return record_transaction(
        own.portfolio, user=own.portfolio.owner, type=kind,
        account=own.portfolio.accounts.first(), executed_at=noon + timedelta(hours=hour),
        **columns,
    )  # fmt: skip


def closes(own):
    rows = Candle.objects.filter(asset=own.asset).order_by("day").values_list("day", "close")
    return {(TODAY - day).days: close for day, close in rows}


def carried(own):
    return {
        ((TODAY - one.day).days, one.price, one.currency.slug)
        for one in own.prices.filter(source="trade").select_related("currency")
    }


def test_a_price_in_dollars_is_the_close_of_its_day_alone(shed):
    say(shed, 5, "2.5")
    say(shed, 2, "4")
    write_own_series(shed)
    assert closes(shed) == {5: 2.5, 2: 4.0}
    quote = Quote.objects.get(asset=shed.asset)
    assert (quote.price, quote.source) == (4.0, "own:typed")
    assert quote.as_of == datetime.combine(before(2), datetime.min.time(), tzinfo=UTC)


def test_a_price_in_another_currency_has_the_rate_of_each_day_since(shed, euro):
    """10 EUR at 1.10 on the first three days and at 1.20 on the last three; the quote at 1.30."""
    say(shed, 5, "10", currency="eur")
    write_own_series(shed)
    found = closes(shed)
    assert [round(found[days], 9) for days in (5, 4, 3, 2, 1, 0)] == [11, 11, 11, 12, 12, 12]
    assert Quote.objects.get(asset=shed.asset).price == 13.0


def test_a_later_price_takes_over_with_its_own_currency(shed, euro):
    say(shed, 4, "10", currency="eur")
    say(shed, 1, "7")
    write_own_series(shed)
    assert closes(shed) == {4: 11.0, 3: 11.0, 2: 12.0, 1: 7.0}
    assert Quote.objects.get(asset=shed.asset).price == 7.0


def test_without_a_price_there_is_neither_a_candle_nor_a_quote(shed):
    said = say(shed, 1, "7")
    write_own_series(shed)
    assert Quote.objects.filter(asset=shed.asset).exists()
    remove_own_price(said)
    assert closes(shed) == {}
    assert not Quote.objects.filter(asset=shed.asset).exists()


def test_where_its_currency_has_no_rate_an_asset_has_no_quote(shed):
    make_asset("chf", kind="fiat")
    say(shed, 1, "7", currency="chf")
    write_own_series(shed)
    assert closes(shed) == {}
    assert not Quote.objects.filter(asset=shed.asset).exists()


def test_a_rate_that_moves_moves_the_quote(shed, euro):
    say(shed, 3, "10", currency="eur")
    write_own_series(shed)
    set_price(euro, 1.5)
    assert refresh_own_quotes() == 1
    assert Quote.objects.get(asset=shed.asset).price == 15.0


def test_a_rate_moves_the_quote_though_an_earlier_price_was_in_dollars(shed, euro):
    say(shed, 3, "8")
    say(shed, 2, "10", currency="eur")
    write_own_series(shed)
    set_price(euro, 1.5)
    assert refresh_own_quotes() == 1
    assert Quote.objects.get(asset=shed.asset).price == 15.0


def test_no_rate_moves_what_is_priced_in_dollars(shed, euro, django_assert_num_queries):
    say(shed, 3, "8")
    with django_assert_num_queries(1):
        assert refresh_own_quotes() == 0


def test_a_trade_says_what_a_unit_was_worth(shed, euro):
    """4 units for 10 dollars; 2 units sold for 9 euros: 2.50 USD and 4.50 EUR."""
    usd = make_asset("usd")
    trade(shed, 6, sent=("10", usd), received=("4", shed.asset))
    trade(shed, 3, sent=("2", shed.asset), received=("9", euro))
    carry_trade_prices(shed.portfolio)
    assert carried(shed) == {(6, Decimal("2.5"), "usd"), (3, Decimal("4.5"), "eur")}
    assert closes(shed)[6] == 2.5


def test_the_last_trade_of_a_day_counts_and_a_day_ends_in_utc(shed):
    usd = make_asset("usd")
    type(shed.portfolio).objects.filter(pk=shed.portfolio_id).update(time_zone="Asia/Tokyo")
    trade(shed, 6, hour=20, sent=("3", usd), received=("1", shed.asset))
    trade(shed, 6, hour=10, sent=("2", usd), received=("1", shed.asset))
    carry_trade_prices(shed.portfolio)
    assert carried(shed) == {(6, Decimal(3), "usd")}


def test_a_swap_counts_what_it_says_it_was_worth(shed):
    usd, bitcoin = make_asset("usd"), make_asset("bitcoin")
    trade(shed, 9, sent=("30", usd), received=("10", shed.asset))
    trade(shed, 6, sent=("3", shed.asset), received=("1", bitcoin), net_worth=("1", usd))
    carry_trade_prices(shed.portfolio)
    third = Decimal("0.333333333333333333")
    assert carried(shed) == {(9, Decimal(3), "usd"), (6, third, "usd")}


def test_what_was_said_of_a_day_stands_against_its_trade(shed):
    usd = make_asset("usd")
    said = say(shed, 6, "99")
    trade(shed, 6, sent=("10", usd), received=("4", shed.asset))
    carry_trade_prices(shed.portfolio)
    assert carried(shed) == set()
    remove_own_price(said)
    assert carried(shed) == {(6, Decimal("2.5"), "usd")}
    set_own_price(shed, day=before(6), price=Decimal(50))
    assert list(shed.prices.values_list("source", "price")) == [("typed", 50)]


def test_a_trade_that_was_changed_or_deleted_takes_its_price_along(shed):
    usd = make_asset("usd")
    row = trade(shed, 6, sent=("10", usd), received=("4", shed.asset))
    carry_trade_prices(shed.portfolio)
    type(row).objects.filter(pk=row.pk).update(sent_quantity=20)
    carry_trade_prices(shed.portfolio)
    assert carried(shed) == {(6, Decimal(5), "usd")}
    row.delete()
    carry_trade_prices(shed.portfolio)
    assert (carried(shed), closes(shed)) == (set(), {})


def test_what_stands_is_not_written_again(shed, django_assert_num_queries):
    trade(shed, 6, sent=("10", make_asset("usd")), received=("4", shed.asset))
    carry_trade_prices(shed.portfolio)
    # The own assets; the currencies; its rows, and what is stored of trades and besides.
    with django_assert_num_queries(5):
        carry_trade_prices(shed.portfolio)


def test_without_own_assets_a_portfolio_is_asked_once(portfolio, django_assert_num_queries):
    with django_assert_num_queries(1):
        carry_trade_prices(portfolio)


@pytest.mark.parametrize(
    ("paid", "units"),
    [("10000000000000", "0.000000000000000001"),  # 10³¹ dollars a unit: more than is stored
     ("0.000000000000000001", "1000")],  # 10⁻²¹: nothing at 18 places
)  # fmt: skip
def test_a_trade_whose_price_no_column_holds_says_nothing(shed, paid, units):
    usd = make_asset("usd")
    trade(shed, 6, sent=("10", usd), received=("4", shed.asset))
    trade(shed, 6, hour=15, sent=(paid, usd), received=(units, shed.asset))
    carry_trade_prices(shed.portfolio)
    assert carried(shed) == {(6, Decimal("2.5"), "usd")}
