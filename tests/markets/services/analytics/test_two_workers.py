"""Two workers that begin the same day do it once."""

import threading

import pytest
from django.db import connection, transaction

from markets.models import AnalysisRun, Assessment
from markets.postgres.locks import Lock, lock
from markets.services.analytics.days import analyse_day
from tests.factories import make_market
from tests.markets.market_of_days import FIRST, store_market

pytestmark = pytest.mark.django_db(transaction=True)
LAST = FIRST.replace(month=5)


def test_a_second_worker_leaves_the_day_to_the_first():
    make_market()
    store_market(coins=6, days=125)
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            lock(Lock.ANALYTICS)
            held.set()
            done.wait(30)
        connection.close()

    worker = threading.Thread(target=hold)
    worker.start()
    held.wait(30)
    assert analyse_day(LAST) is None
    assert not Assessment.objects.exists()
    done.set()
    worker.join()
    assert analyse_day(LAST).done == 1
    assert AnalysisRun.objects.count() == 1
