"""What an asset is: by its kind, its categories, or how its price behaves; no day knows a later."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markets.analytics.kinds import COIN, FIAT, KINDS, STABLECOIN, kinds_by_day

NONE = ("", frozenset())
DRAWS = np.random.default_rng(4)
CALM = 1 + 0.001 * DRAWS.standard_normal(200)


def kinds_of(*columns, given_kinds=None):
    close = np.column_stack(columns)
    return kinds_by_day(given_kinds or [NONE] * close.shape[1], close=close)


def with_hole(values, rows):
    values = values.copy()
    values[rows] = np.nan
    return values


@pytest.mark.parametrize(
    ("category", "kind"),
    [
        ("stablecoins", "stablecoin"), ("USD Stablecoin", "stablecoin"),
        ("Fiat-backed Stablecoins", "stablecoin"), ("eur-stablecoin", "stablecoin"),
        ("Stablecoin Protocol", "coin"), ("Unstablecoin", "coin"), ("stable", "coin"),
        ("Wrapped", "wrapped"), ("wrapped-tokens", "wrapped"), ("Wrapped Assets", "wrapped"),
        ("Liquid Staking Tokens", "wrapped"), ("liquid-staking-tokens", "wrapped"),
        ("Liquid Staking", "coin"), ("Liquid Staking Governance Tokens", "coin"),
        ("Unwrapped", "coin"), ("Wrapped Bitcoin Ecosystem", "coin"),
        ("Tokenized Funds", "fund"), ("fund", "fund"), ("Fund of the Month Club", "coin"),
        (" Stablecoins ", "stablecoin"), ("", "coin"),
    ],
)  # fmt: skip
def test_a_category_names_a_kind_only_as_a_whole(category, kind):
    found = kinds_by_day([("", frozenset({category}))], close=np.full((2, 1), 5.0))
    assert KINDS[found[-1, 0]] == kind


def test_of_two_categories_the_first_of_the_kinds_decides_whatever_their_order():
    close = np.full((2, 2), 5.0)
    listed = [("", frozenset({"Funds", "Wrapped Tokens", "Stablecoins"})),
              ("", frozenset({"Tokenized Funds", "Wrapped"}))]  # fmt: skip
    assert [KINDS[code] for code in kinds_by_day(listed, close=close)[-1]] == [
        "stablecoin", "wrapped",
    ]  # fmt: skip


def test_a_given_kind_holds_whatever_the_price_does():
    found = kinds_of(CALM, CALM, CALM, given_kinds=[("coin", frozenset({"Stablecoins"})),
                                                    ("fund", frozenset()), NONE])  # fmt: skip
    assert [KINDS[code] for code in found[-1]] == ["coin", "fund", "stablecoin"]


@pytest.mark.parametrize(
    ("price", "expected"), [(0.981, STABLECOIN), (0.979, COIN), (1.019, STABLECOIN), (1.021, COIN)]
)
def test_a_peg_is_within_two_per_cent_by_the_median(price, expected):
    assert kinds_of(np.full(120, price))[-1, 0] == expected


def test_half_of_the_days_decide_and_a_short_break_does_not():
    broken = CALM.copy()
    broken[150:190] *= 0.97  # 40 of 90 days, each move of 3% once
    assert kinds_of(broken)[-1, 0] == STABLECOIN
    broken[140:190] = CALM[140:190] * 0.97
    assert kinds_of(broken)[-1, 0] == COIN


def test_moves_of_two_per_cent_a_day_are_no_stablecoins():
    """Closes that change places about a dollar move by twice their distance from it."""
    for apart, expected in ((0.0095, STABLECOIN), (0.0105, COIN)):
        swinging = 1 + apart * (-1.0) ** np.arange(120)
        assert kinds_of(swinging)[-1, 0] == expected, apart


def test_eighteen_days_of_ninety_may_be_unknown():
    hole = slice(-60, -42)
    assert kinds_of(with_hole(CALM, hole))[-1, 0] == STABLECOIN
    assert kinds_of(with_hole(CALM, slice(-60, -41)))[-1, 0] == COIN
    # A day on which it has no close is no stablecoin's.
    assert kinds_of(with_hole(CALM, slice(-1, None)))[-1, 0] == COIN


def test_the_rate_of_a_currency_is_a_peg_where_it_is_known():
    rate = 0.0068 * np.exp(np.cumsum(0.004 * DRAWS.standard_normal(200)))
    listed = [("fiat", frozenset()), NONE, NONE]
    found = kinds_of(rate, rate * CALM, rate * 1.05, given_kinds=listed)
    assert found[-1].tolist() == [FIAT, STABLECOIN, COIN]
    unknown = kinds_of(with_hole(rate, slice(None)), rate * CALM, rate, given_kinds=listed)
    assert unknown[-1].tolist() == [FIAT, COIN, COIN]


def test_an_asset_is_a_coin_until_it_is_ninety_days_old():
    young = with_hole(CALM, slice(0, 100))
    found = kinds_of(young)[:, 0]
    assert found.tolist() == [COIN] * 189 + [STABLECOIN] * 11


@settings(max_examples=15, deadline=None)
@given(st.integers(95, 199), st.floats(0.2, 5.0))
def test_no_later_day_and_no_other_asset_changes_a_kind(rows, price):
    other = price * (1 + 0.01 * DRAWS.standard_normal(200))
    both = kinds_of(CALM, other)
    assert np.array_equal(both[:rows], kinds_of(CALM[:rows], other[:rows]))
    assert np.array_equal(both[:, :1], kinds_of(CALM))
