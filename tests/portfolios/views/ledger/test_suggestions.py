"""Suggested levels beside the form: what they say, and that a plain link fills it in."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from markets.models import OpenCandle
from portfolios.selectors.exits.suggested_levels import suggested_levels
from tests.factories import make_asset, make_portfolio, set_closes

TODAY = datetime.now(UTC).date()


def candles(asset, *, days=120, low=59000.0, high=61000.0, close=60000.0, **special):
    """Days of one range; `special` maps days ago ("d5") to a low."""
    OpenCandle.objects.bulk_create(
        OpenCandle(
            asset=asset, day=TODAY - timedelta(days=ago), open=close, high=high,
            low=special.get(f"d{ago}", low), close=close, source="test",
        )
        for ago in range(1, days + 1)
    )  # fmt: skip


def arm_page(client, portfolio, **query):
    answer = client.get(reverse("portfolios:arm", args=[portfolio.pk]), query)
    return answer, answer.content.decode()


def test_levels_stand_average_ranges_from_the_price_and_explain_themselves(as_alice, full):
    candles(make_asset("bitcoin"))
    answer, page = arm_page(as_alice, full, asset="bitcoin", kind="stop_loss")
    found = answer.context["suggestions"]
    assert [one.level for one in found.stops] == [56000, 54000, 52000]
    assert [one.level for one in found.targets] == [64000, 66000, 68000]
    assert "3 × the 14-day average range of $2,000.00 = 10.0% under today&#x27;s price" in (
        page.replace("today's", "today&#x27;s")
    )  # fmt: skip
    assert "never advice" in page


def test_it_counts_the_days_that_went_under_such_a_stop(full):
    candles(make_asset("bitcoin"), d3=55900.0, d40=55999.0, d96=10000.0)
    found = suggested_levels(full, asset=make_asset("bitcoin"), today=TODAY)
    # Day 96 is before the 90, but widened the average for weeks: day 40 was within it.
    assert (found.stops[0].touched, found.stops[0].tried) == (1, 90)
    assert found.stops[1].touched == 0
    OpenCandle.objects.filter(day=TODAY - timedelta(days=96)).update(low=59000.0)
    found = suggested_levels(full, asset=make_asset("bitcoin"), today=TODAY)
    assert found.stops[0].touched == 2


def test_a_link_fills_the_form_without_javascript(as_alice, full):
    candles(make_asset("bitcoin"))
    _, page = arm_page(as_alice, full, asset="bitcoin")
    assert '?asset=bitcoin&amp;kind=stop_loss&amp;level=54000"' in page
    assert '?asset=bitcoin&amp;kind=trailing_stop&amp;trail_percent=10"' in page
    answer, _ = arm_page(as_alice, full, asset="bitcoin", kind="take_profit", level="66000")
    form = answer.context["form"]
    assert (form["kind"].value(), form["level"].value()) == ("take_profit", "66000")
    path = reverse("portfolios:arm", args=[full.pk])
    sent = {"asset": "bitcoin", "kind": "take_profit", "level": "66000", "share": "100"}
    assert as_alice.post(path, sent).status_code == 302


def test_without_candles_it_says_so(as_alice, full):
    _, page = arm_page(as_alice, full, asset="bitcoin")
    assert "not enough daily candles of BTC" in page


def test_without_an_asset_it_offers_the_positions(as_alice, full):
    _, page = arm_page(as_alice, full)
    assert '?asset=ethereum&amp;kind=stop_loss"' in page


def test_closes_alone_and_another_currency_do(alice, full):
    make_asset("eur", price=1.25)
    closes = {TODAY - timedelta(days=ago): 60000.0 + 1000 * (ago % 2) for ago in range(1, 40)}
    set_closes(make_asset("bitcoin"), closes)
    portfolio = make_portfolio(alice, currency="eur")
    found = suggested_levels(portfolio, asset=make_asset("bitcoin"), today=TODAY)
    assert found.price == Decimal(48000)
    assert found.stops[0].average_range == pytest.approx(Decimal(800))
    assert found.stops[0].level == Decimal(46400)
    assert found.stops[0].tried == 39 - 14 - 7


def test_an_asset_that_moves_by_its_own_price_has_no_stop_under_zero(full):
    candles(make_asset("bitcoin"), low=1.0, high=60000.0)
    found = suggested_levels(full, asset=make_asset("bitcoin"), today=TODAY)
    assert found.stops == []
    assert len(found.targets) == 3


def test_a_viewer_and_an_outsider_get_no_form(as_bob, full, client, charlie):
    assert arm_page(as_bob, full, asset="bitcoin")[0].status_code == 403
    client.force_login(charlie)
    assert arm_page(client, full, asset="bitcoin")[0].status_code == 404
