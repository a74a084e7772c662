"""Revised closes that staff have stored: the day alone changes, and books follow."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse

from markets.models import Candle, CandleCorrection
from markets.services import apply_corrections
from markets.services.history.folding import copy_candles
from portfolios.models import Portfolio
from portfolios.services.books.books import rebuild_stale_books
from tests.factories import buy, make_asset, make_market, make_portfolio

DAY = timedelta(days=1)
FOLDED = date(2024, 1, 2)
RECENT = datetime.now(UTC).date() - DAY


@pytest.fixture
def bitcoin(db):
    """Three days folded, three of the open week, closing at 100 between 90 and 110."""
    asset = make_asset("bitcoin", price=100.0)
    for middle in (FOLDED, RECENT - DAY):
        for day in (middle - DAY, middle, middle + DAY):
            copy_candles([(asset.pk, day, 95.0, 110.0, 90.0, 100.0, 7.0, 1e9, "first")])
    return asset


def correct(asset, day, new, *, old=100.0):
    return CandleCorrection.objects.create(
        asset=asset, day=day, old_close=old, new_close=new, is_applied=False, source="second",
        seen_at=datetime.now(UTC),
    )  # fmt: skip


def stored(day):
    names = ("open", "high", "low", "close", "volume", "market_cap")
    return Candle.objects.filter(day=day).values_list(*names).get()


@pytest.mark.parametrize("day", [FOLDED, RECENT - DAY])
@pytest.mark.parametrize(
    ("close", "shape"),
    [(105.0, (95.0, 110.0, 90.0)), (90.0, (95.0, 110.0, 90.0)), (10.0, (None, None, None)),
     (1000.0, (None, None, None))],
)  # fmt: skip
def test_a_close_takes_the_old_one_s_place_and_a_range_stays_if_it_fits(bitcoin, day, close, shape):
    revised = correct(bitcoin, day, close)
    assert apply_corrections([revised]) == [revised]
    assert stored(day) == (*shape, close, 7.0, 1e9)
    revised.refresh_from_db()
    assert revised.is_applied
    for other in (day - DAY, day + DAY):
        assert stored(other) == (95.0, 110.0, 90.0, 100.0, 7.0, 1e9)


def test_an_open_at_the_close_before_stays_what_the_source_gave(bitcoin):
    day = date(2024, 2, 1)
    copy_candles([(bitcoin.pk, day, 95.0, 110.0, 90.0, 100.0, None, None, "first")])
    copy_candles([(bitcoin.pk, day + DAY, 100.0, 110.0, 90.0, 101.0, None, None, "first")])
    apply_corrections([correct(bitcoin, day, 105.0)])
    assert stored(day + DAY)[0] == 100.0


@pytest.mark.parametrize("day", [FOLDED, RECENT - DAY, date(2020, 5, 5)])
def test_one_whose_old_close_stands_no_more_is_left_alone(bitcoin, day):
    late, first = correct(bitcoin, day, 104.0, old=99.0), correct(bitcoin, FOLDED, 103.0)
    assert apply_corrections([late, first]) == [first]
    late.refresh_from_db()
    assert not late.is_applied
    assert apply_corrections([late, first]) == []
    assert stored(FOLDED)[3] == 103.0


def test_books_of_whoever_used_the_asset_follow_and_others_stay(
    bitcoin, alice, bob, django_capture_on_commit_callbacks
):
    make_market()
    hers, his = make_portfolio(alice), make_portfolio(bob)
    with django_capture_on_commit_callbacks(execute=True):
        buy(hers, "bitcoin", "2", dollars="200", ago=2.5)
        buy(his, "ethereum", "2", dollars="200", ago=2.5)
    versions = dict(Portfolio.objects.values_list("pk", "ledger_version"))
    day = RECENT - DAY
    before = hers.dailyvalues.get(day=day).value
    with django_capture_on_commit_callbacks(execute=True):
        apply_corrections([correct(bitcoin, day, 150.0)])
        # Nobody's portfolio is held together with the history.
        assert dict(Portfolio.objects.values_list("pk", "ledger_version")) == versions
    rebuild_stale_books()
    assert hers.dailyvalues.get(day=day).value - before == 2 * 50
    now = dict(Portfolio.objects.values_list("pk", "ledger_version"))
    assert (now[hers.pk] > versions[hers.pk], now[his.pk]) == (True, versions[his.pk])


@pytest.mark.parametrize("may_change", [True, False])
def test_staff_store_it_from_the_list_if_they_may(client, alice, bitcoin, may_change):
    codes = ["view_candlecorrection", *["change_candlecorrection"] * may_change]
    alice.is_staff = True
    alice.save()
    alice.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client.force_login(alice)
    chosen = [correct(bitcoin, FOLDED, 105.0).pk, correct(bitcoin, FOLDED, 106.0, old=1.0).pk]
    answer = client.post(
        reverse("admin:markets_candlecorrection_changelist"),
        {"action": "apply", "_selected_action": chosen},
        follow=True,
    )
    assert (stored(FOLDED)[3] == 105.0) is may_change
    if may_change:
        assert "Closes stored: 1." in answer.content.decode()
        assert "stands no more: 1." in answer.content.decode()
        assert LogEntry.objects.get().object_id == str(chosen[0])
