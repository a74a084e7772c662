import numpy as np
import pytest

from markets.analytics.kinds import COIN, KINDS, STABLECOIN, WRAPPED
from markets.analytics.panel import CARRIED_DAYS, Panel, View

NAN = float("nan")


def view_of(closes, *, volume=None, kinds=None, categories=None, **extras):
    """A View of columns of closes (days × assets), flat candles, 1M dollars a day by default."""
    close = np.array(closes, dtype=float)
    if close.ndim == 1:
        close = close[:, None]
    days, assets = close.shape
    if volume is None:
        volume = np.where(np.isfinite(close), 1e6, np.nan)
    return View(
        Panel(
            days=np.datetime64("2024-01-01") + np.arange(days),
            assets=tuple(f"A{number}" for number in range(assets)),
            kinds=kinds or ("",) * assets,
            categories=categories or (frozenset(),) * assets,
            open=close,
            high=close,
            low=close,
            close=close,
            volume=volume,
            extras={name: np.array(values, dtype=float) for name, values in extras.items()},
        )
    )


def test_three_days_of_a_hole_keep_the_last_close_and_more_are_a_gap():
    view = view_of([1.0, NAN, NAN, NAN, NAN, 2.0, 3.0])
    assert view.close[:, 0].tolist()[:4] == [1.0] * (1 + CARRIED_DAYS)
    assert view.is_gap[:, 0].tolist() == [False] * 4 + [True, False, False]
    assert view.simple[1:4, 0].tolist() == [0.0, 0.0, 0.0]
    assert np.isnan(view.simple[4:6, 0]).all()
    assert view.simple[6, 0] == pytest.approx(0.5)
    assert view.log[6, 0] == pytest.approx(np.log(1.5))


def test_an_asset_begins_with_its_first_close():
    view = view_of([NAN, NAN, 5.0, 6.0])
    assert view.age[:, 0].tolist() == [-1, -1, 0, 1]
    assert view.closes[:, 0].tolist() == [0, 0, 1, 2]
    assert not view.is_gap.any()


def test_a_history_may_be_longer_than_ninety_years():
    closes = np.ones((35_000, 1))
    view = view_of(closes)
    assert (view.age[-1, 0], view.closes[-1, 0]) == (34_999, 35_000)


def test_a_cap_is_the_recorded_one_else_price_times_supply():
    view = view_of(
        [[2.0, 2.0]] * 2,
        market_cap=[[7.0, NAN], [NAN, NAN]],
        circulating_supply=[[10.0, 10.0]] * 2,
    )
    assert view.cap.tolist() == [[7.0, 20.0], [7.0, 20.0]]


@pytest.mark.parametrize(
    ("kind", "categories", "expected"),
    [
        ("wrapped", {"stablecoins"}, "wrapped"),
        ("", {"DeFi", "USD Stablecoin"}, "stablecoin"),
        ("", {"Wrapped-Tokens"}, "wrapped"),
        ("", {"Tokenized Funds"}, "fund"),
        ("", {"Stablecoin Protocol"}, "coin"),
        ("", set(), "coin"),
    ],
)
def test_a_kind_is_the_given_one_else_that_of_a_category(kind, categories, expected):
    view = view_of([5.0] * 3, kinds=(kind,), categories=(frozenset(categories),))
    assert KINDS[view.kinds[-1, 0]] == expected


def test_a_coin_that_stays_at_a_dollar_for_90_days_is_a_stablecoin():
    view = view_of(1.0 + 0.001 * (-1.0) ** np.arange(120))
    assert view.kinds[:, 0].tolist() == [COIN] * 89 + [STABLECOIN] * 31


def test_a_coin_at_another_currency_is_a_stablecoin_too():
    euro = 1.08 + 0.0005 * np.arange(120) / 120
    view = view_of(np.column_stack([euro, euro * 1.001]), kinds=("fiat", ""))
    assert view.kinds[-1, 1] == STABLECOIN


def test_a_restless_coin_near_a_dollar_is_a_coin():
    view = view_of(1.0 + 0.019 * (-1.0) ** np.arange(120))
    assert view.kinds[-1, 0] == COIN


def test_the_median_of_an_even_window_is_the_mean_of_its_middle_two():
    apart = np.where(np.arange(90) < 45, 0.0, 0.0399)
    assert view_of(1.0 + apart).kinds[-1, 0] == STABLECOIN
    assert view_of(1.0 + apart * 1.01).kinds[-1, 0] == COIN


def test_the_universe_holds_coins_of_90_closes_with_enough_volume():
    closes = np.column_stack([np.arange(1.0, 101.0)] * 4)
    volume = np.column_stack([np.full(100, level) for level in (1e5, 9e4, NAN, 1e6)])
    view = view_of(closes, volume=volume, kinds=("", "", "", "wrapped"))
    assert view.is_ranked[88].tolist() == [False] * 4
    assert view.is_ranked[89].tolist() == [True, False, False, False]
    capped = view_of(closes, volume=volume, market_cap=np.full((100, 4), 1e9))
    assert capped.is_ranked[89].tolist() == [True, False, True, True]


def test_a_dead_asset_leaves_the_universe_after_the_days_that_are_carried():
    closes = np.arange(1.0, 101.0)
    closes[95:] = NAN
    assert view_of(closes).is_ranked[93:, 0].tolist() == [True] * 5 + [False] * 2


def test_the_market_is_the_mean_of_the_ranked():
    closes = np.column_stack([1.01 ** np.arange(95), 0.99 ** np.arange(95), np.full(95, 1.0)])
    view = view_of(closes, kinds=("", "", "fiat"))
    assert view.market_simple[94] == pytest.approx(0.0, abs=1e-15)
    assert view.market_log[94] == pytest.approx((np.log(1.01) + np.log(0.99)) / 2)
    assert np.isnan(view.market_log[:89]).all()
    assert WRAPPED not in view.kinds
