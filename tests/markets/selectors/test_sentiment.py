"""The mood of the market as it is shown."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from markets.models import Sentiment
from markets.selectors.sentiment import latest_mood
from tests.factories import make_asset, make_market, set_price
from tests.markets.analysed import store_market_day, store_run

TODAY = timezone.now().date()


def store(day, value):
    Sentiment.objects.create(
        day=day, value=value, source="alternative_me", seen_at=datetime.now(UTC)
    )


@pytest.mark.parametrize(
    ("value", "word"),
    [(0, "extreme fear"), (25, "extreme fear"), (26, "fear"), (45, "fear"), (46, "neutral"),
     (54, "neutral"), (55, "greed"), (75, "greed"), (76, "extreme greed"), (100, "extreme greed")],
)  # fmt: skip
def test_each_value_has_its_word(db, value, word):
    store(TODAY, value)
    assert latest_mood().word == word


def test_the_newest_day_counts_and_an_old_one_is_stale(db):
    assert latest_mood() is None
    store(TODAY - timedelta(days=9), 20)
    assert latest_mood().is_stale
    store(TODAY, 60)
    assert (latest_mood().value, latest_mood().is_stale) == (60, False)


def test_the_overview_has_it_with_its_day_and_source(client, db):
    make_market()
    set_price(make_asset("bitcoin"), 5.0)
    day = TODAY - timedelta(days=1)
    store_market_day(store_run(day), day)
    assert "no source of this market offers" in page(client)
    store(day, 30)
    shown = page(client)
    assert f"Fear; alternative.me, {day}" in shown
    store_old = TODAY - timedelta(days=30)
    Sentiment.objects.update(day=store_old)
    assert "no newer one" in page(client)


def page(client):
    """What the overview says, without its elements."""
    return " ".join(strip_tags(client.get("/markets/").content.decode()).split())
