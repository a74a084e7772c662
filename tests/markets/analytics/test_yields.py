"""What speaks against a yield."""

import pytest

from markets.analytics.yields import objections


def test_an_ordinary_large_yield_has_nothing_against_it():
    assert objections(apy=0.05, tvl=5e8, apy_reward=0.01, apy_mean_30d=0.05) == []
    assert objections(apy=0.05, tvl=5e8) == []


@pytest.mark.parametrize(
    ("changes", "word"),
    [({"may_lose": True}, "prices of its coins part"), ({"apy_reward": 0.03}, "reward tokens"),
     ({"apy": 0.21}, "seldom paid for long"), ({"apy_mean_30d": 0.03}, "30 days is 3.0%"),
     ({"tvl": 999_999.0}, "Under $1M")],
)  # fmt: skip
def test_each_danger_is_named(changes, word):
    (found,) = objections(**{"apy": 0.05, "tvl": 5e8, **changes})
    assert word in found


def test_a_pool_that_pays_nothing_is_not_paid_in_rewards():
    assert objections(apy=0.0, tvl=5e8, apy_reward=0.0, apy_mean_30d=0.0) == []
