"""The request budget, raced by threads and by processes."""

import subprocess
import sys
import threading
import time

import pytest
import redis
from django.conf import settings

from markets.providers.base import ProviderError
from markets.providers.budget import RequestBudget, redis_client


def took_one(budget: RequestBudget) -> bool:
    try:
        budget.acquire()
    except ProviderError:
        return False
    return True


def test_lets_through_as_many_as_the_limit(valkey):
    budget = RequestBudget("t", limit=3, client=valkey)
    assert [took_one(budget) for _ in range(5)] == [True, True, True, False, False]


def test_refusal_says_when_to_come_back(valkey):
    budget = RequestBudget("t", limit=1, client=valkey, window=30)
    budget.acquire()
    with pytest.raises(ProviderError) as caught:
        budget.acquire()
    assert 29 < caught.value.retry_after <= 30
    assert not caught.value.permanent


def test_window_slides(valkey):
    budget = RequestBudget("t", limit=2, client=valkey, window=1.2)
    budget.acquire()
    time.sleep(0.7)
    budget.acquire()
    assert not took_one(budget)
    time.sleep(0.6)
    # The first call has left the window, the second has not.
    assert took_one(budget)
    assert not took_one(budget)


def test_calls_that_arrive_late_are_not_over_a_minutes_limit(valkey):
    """The vendor sees the first call of a window up to two seconds after it was granted."""
    budget = RequestBudget("t", limit=1, client=valkey)
    budget.acquire()
    with pytest.raises(ProviderError) as caught:
        budget.acquire()
    assert 61 < caught.value.retry_after <= 62


def test_budgets_of_different_names_do_not_meet(valkey):
    assert took_one(RequestBudget("a", limit=1, client=valkey))
    assert took_one(RequestBudget("b", limit=1, client=valkey))


def test_hold_stops_everybody(valkey):
    budget, other = (RequestBudget("t", limit=9, client=valkey) for _ in range(2))
    budget.hold(20)
    with pytest.raises(ProviderError) as caught:
        other.acquire()
    assert 19 < caught.value.retry_after <= 20


def test_racing_threads_never_overdraw(valkey):
    taken, start = [], threading.Barrier(4)

    def race():
        budget = RequestBudget("t", limit=25, client=valkey)
        start.wait()
        taken.extend(took_one(budget) for _ in range(20))

    threads = [threading.Thread(target=race) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 80
    assert sum(taken) == 25


RACER = """
import sys, redis
from markets.providers.base import ProviderError
from markets.providers.budget import RequestBudget
budget = RequestBudget("p", limit=30, client=redis.Redis.from_url(sys.argv[1]))
taken = 0
for _ in range(25):
    try:
        budget.acquire()
        taken += 1
    except ProviderError:
        pass
print(taken)
"""


def test_racing_processes_never_overdraw(valkey):
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, settings.REDIS_URL], stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    assert sum(int(racer.communicate(timeout=60)[0]) for racer in racers) == 30


def test_nothing_goes_unmetered_when_redis_is_gone(tmp_path):
    client = redis.Redis.from_url(f"unix://{tmp_path}/nobody.sock")
    budget = RequestBudget("t", limit=5, client=client)
    with pytest.raises(ProviderError, match="no call was made") as caught:
        budget.acquire()
    assert caught.value.retry_after
    with pytest.raises(ProviderError):
        budget.hold(1)


def test_keys_expire_by_themselves(valkey):
    RequestBudget("t", limit=5, client=valkey, window=60).acquire()
    keys = valkey.keys("tidemark:budget:*")
    assert keys
    assert all(0 < valkey.pttl(key) <= 60_000 for key in keys)


def test_one_client_serves_a_url():
    assert redis_client(settings.REDIS_URL) is redis_client(settings.REDIS_URL)
