"""Stored days as arrays: folded and open ones alike, of one asset as of many."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.db import connection

from markets.models import OpenCandle
from markets.selectors.history import FIGURES, read_days
from markets.services.history.folding import fold_closed_days

pytestmark = pytest.mark.django_db

TODAY = datetime.now(UTC).date()
FIRST = TODAY - timedelta(days=200)


@pytest.fixture
def assets(make_asset):
    """Two assets with 201 days, of which all but the last are folded; every seventh is a hole."""
    made = [make_asset("bitcoin"), make_asset("ether")]
    OpenCandle.objects.bulk_create(
        OpenCandle(
            asset=asset, day=FIRST + timedelta(days=n), source="x", open=n + 1.0, high=n + 9.0,
            low=n + 0.5, close=n + 2.0 + 1000 * place, volume=None if n % 2 else 5.0 * n,
        )
        for place, asset in enumerate(made)
        for n in range(201)
        if n % 7
    )  # fmt: skip
    fold_closed_days()
    return made


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (None, None),
        (FIRST, TODAY),
        (FIRST + timedelta(days=30), FIRST + timedelta(days=180)),
        (FIRST - timedelta(days=400), FIRST + timedelta(days=3)),
        (date(1999, 1, 1), date(1999, 1, 3)),
    ],
)
def test_one_asset_has_the_days_that_it_has_among_many(assets, first, last):
    both = read_days([one.pk for one in assets], first=first, last=last)
    for place, asset in enumerate(assets):
        alone = read_days([asset.pk], first=first, last=last)
        assert alone.first == both.first
        for name in FIGURES:
            np.testing.assert_array_equal(alone.figures[name][0], both.figures[name][place])


def test_days_that_are_folded_and_open_come_alike(assets):
    found = read_days([assets[1].pk], first=FIRST, last=TODAY).figures
    expected = [np.nan if n % 7 == 0 else n + 1002.0 for n in range(201)]
    np.testing.assert_array_equal(found["close"][0], expected)
    volume = [np.nan if n % 7 == 0 or n % 2 else 5.0 * n for n in range(201)]
    np.testing.assert_array_equal(found["volume"][0], volume)


def test_the_server_plans_the_reading_of_one_asset_once_for_all(assets):
    for n in range(10):
        read_days([assets[n % 2].pk], first=FIRST + timedelta(days=n), last=TODAY)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans FROM pg_prepared_statements"
            " WHERE statement LIKE '%markets_candleblock%'"
        )
        # The first five are planned each for itself, to compare.
        assert (5,) in cursor.fetchall()
