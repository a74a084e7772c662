"""Currencies: the bank's history, the provider's present rates."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from markets.models import Asset, Candle, OpenCandle, Quote
from markets.selectors import find_assets
from markets.services import load_fiat_history, refresh_fiat
from portfolios.accounting.core.fiat import FIAT
from tests.markets import fake_coingecko as bad

pytestmark = pytest.mark.django_db
SINCE = date(2026, 1, 1)


def close(code: str, day: date) -> float:
    return Candle.objects.get(asset__slug=code, day=day).close


def test_whole_history_since_2014_is_loaded():
    run = load_fiat_history()
    assert run.error == ""
    assert run.accepted == run.rows > 95_000
    assert Candle.objects.filter(asset__slug="chf").count() > 3000


def test_rates_are_dollars_a_unit():
    load_fiat_history(since=date(2024, 1, 2))
    # The bank fixed 1.0956 dollars and 0.86645 pounds a euro on the first working day of 2024.
    day = date(2024, 1, 2)
    assert close("eur", day) == pytest.approx(1.0956, rel=1e-3)
    assert close("gbp", day) == pytest.approx(1.0956 / 0.86645, rel=1e-3)
    assert close("jpy", day) == pytest.approx(1.0956 / 155.7, rel=0.01)
    assert close("usd", day) == 1.0


def test_currencies_are_assets_with_a_quote():
    load_fiat_history(since=SINCE)
    euro = Asset.objects.get(slug="eur")
    assert (euro.symbol, euro.name, euro.kind, euro.is_active) == ("EUR", "Euro", "fiat", True)
    last = Candle.objects.filter(asset=euro).latest("day")
    assert (euro.quote.price, euro.quote.source) == (last.close, "ecb")
    assert euro.quote.as_of == datetime(*last.day.timetuple()[:3], 15, tzinfo=UTC)
    assert Quote.objects.get(asset__slug="usd").price == 1.0


def test_currency_out_of_use_keeps_its_history_without_a_quote():
    load_fiat_history(since=date(2022, 6, 1))
    kuna = Asset.objects.get(slug="hrk")
    assert not kuna.is_active
    assert kuna.candles.exists()
    assert not Quote.objects.filter(asset=kuna).exists()


def test_currency_without_a_rate_can_be_named_and_has_no_price():
    load_fiat_history(since=SINCE)
    (peso,) = find_assets("ARS")
    assert (peso.name, peso.kind, peso.is_active) == ("Argentine peso", "fiat", False)
    assert not Quote.objects.filter(asset=peso).exists()


def test_every_code_that_a_file_reads_as_money_is_a_currency():
    load_fiat_history(since=SINCE)
    assert set(Asset.objects.fiat().values_list("symbol", flat=True)) >= FIAT


def test_coin_that_bears_a_currencys_slug_stays_a_coin():
    coin = Asset.objects.create(slug="kes", symbol="KES", name="Kestrel")
    load_fiat_history(since=SINCE)
    coin.refresh_from_db()
    assert coin.kind == "coin"


def test_loading_twice_writes_nothing_twice():
    load_fiat_history(since=SINCE)
    count = Candle.objects.count()
    again = load_fiat_history(since=SINCE)
    assert (again.accepted, again.error) == (0, "")
    assert Candle.objects.count() == count


def test_loading_heals_what_is_missing_at_the_end():
    load_fiat_history(since=SINCE)
    count = Candle.objects.count()
    last = Candle.objects.latest("day").day
    OpenCandle.objects.filter(day=last).delete()
    load_fiat_history(since=SINCE)
    assert Candle.objects.count() == count


def test_live_rates_become_todays(live_market, fake):
    load_fiat_history(since=SINCE)
    run = refresh_fiat()
    assert (run.rows, run.accepted, run.rejected) == (2, 2, 0)
    euro = Quote.objects.get(asset__slug="eur")
    assert (euro.price, euro.source) == (1.2, "coingecko")
    assert timezone.now() - euro.as_of < timedelta(minutes=1)
    today = timezone.now().astimezone(UTC).date()
    assert Candle.objects.get(asset__slug="eur", day=today).close == 1.2


def test_live_rate_far_from_the_banks_is_refused(live_market, fake):
    load_fiat_history(since=SINCE)
    before = Quote.objects.get(asset__slug="eur").price
    fake.replies = [
        bad.text(
            b'{"rates": {"usd": {"value": 6e4, "type": "fiat"},'
            b' "eur": {"value": 5.0, "type": "fiat"}}}'
        )
    ]
    assert refresh_fiat().rejected == 1
    assert Quote.objects.get(asset__slug="eur").price == before


def test_rates_stay_when_the_provider_is_down(live_market, fake):
    load_fiat_history(since=SINCE)
    before = Quote.objects.get(asset__slug="eur").price
    fake.replies = [bad.status(403)]
    assert "403" in refresh_fiat().error
    assert Quote.objects.get(asset__slug="eur").price == before


def test_simulated_market_has_the_banks_rates(simulated_market, fake):
    load_fiat_history(since=SINCE)
    refresh_fiat()
    assert set(Quote.objects.values_list("source", flat=True)) == {"ecb"}
    assert fake.requests == []
