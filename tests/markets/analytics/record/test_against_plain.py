"""Each record once more with pandas, SciPy, empyrical and loops, on histories with holes."""

import empyrical
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from markets.analytics.forecast import LEVELS
from markets.analytics.record.forecasts import BANDS, forecast_record, tally
from markets.analytics.record.outcomes import forward_returns
from markets.analytics.record.ranking import daily_correlations, quintiles
from markets.analytics.record.signals import outcome, signal_records
from markets.analytics.record.spans import spans

NAN = np.nan
ROWS, ASSETS = 760, 30
DAYS = np.datetime64("2022-11-15") + np.arange(ROWS)


def holed(values, draws, *, share=0.02):
    values = values.copy()
    values[draws.random(values.shape) < share] = NAN
    return values


@pytest.fixture(scope="module")
def market():
    """Closes of 30 coins, some born late, some dead, with days unknown; scores with ties."""
    draws = np.random.default_rng(21)
    close = np.exp(np.cumsum(draws.standard_t(4, (ROWS, ASSETS)) * 0.03, axis=0))
    close[:300, 3] = close[500:, 4] = NAN
    close[:, 5] = NAN
    close[:, 6:] = holed(close[:, 6:], draws)
    scores = np.round(draws.uniform(0, 100, close.shape) / 5) * 5  # every fifth value
    trend = draws.choice([-1.0, 0.0, 1.0], close.shape, p=[0.3, 0.2, 0.5])
    return close, holed(scores, draws, share=0.1), holed(trend, draws)


@pytest.mark.parametrize("horizon", [1, 30])
def test_a_day_s_correlation_is_pandas_of_its_known_assets(market, horizon):
    close, scores, _ = market
    frame = pd.DataFrame(close)
    ahead = frame.shift(-horizon) / frame - 1
    outcomes = forward_returns(close, horizon)
    assert outcomes == pytest.approx(ahead.to_numpy(), rel=1e-12, nan_ok=True)
    found = daily_correlations(scores, outcomes)
    for day in (0, 100, 400, ROWS - horizon - 1):
        both = pd.DataFrame({"score": scores[day], "ahead": ahead.iloc[day]}).dropna()
        expected = stats.spearmanr(both["score"], both["ahead"]).statistic
        assert found[day] == pytest.approx(expected, rel=1e-10), day
    assert np.isnan(found[ROWS - horizon :]).all()


def test_fifths_of_tied_scores_are_those_of_their_mean_ranks(market):
    """A tie's members have one mean rank and stand in one fifth together."""
    close, scores = (one[-200:] for one in market[:2])
    outcomes = forward_returns(close, 7)
    days = []
    for day in range(200):
        both = pd.DataFrame({"score": scores[day], "ahead": outcomes[day]}).dropna()
        if len(both) < 25:
            continue
        place = (both["score"].rank() - 0.5) / len(both)
        means = both["ahead"].groupby((place * 5).astype(int)).mean()
        if len(means) == 5:
            days.append(means.to_numpy())
    found = quintiles(scores, outcomes, horizon=7)
    assert len(days) > 20
    assert found.returns == pytest.approx(np.mean(days, axis=0), rel=1e-10)
    spread = np.array(days)[:, 4] - np.array(days)[:, 0]
    assert found.top_less_bottom.value == pytest.approx(spread.mean(), rel=1e-10)
    assert found.top_less_bottom.n == len(days)


def followed_by_loops(close, trend, cost):
    """(following, holding, trades, assets) of each day, each asset after its first 396 closes."""
    rows = []
    for day in range(ROWS):
        follow, hold, trades = [], [], []
        for asset in range(close.shape[1]):
            x = close[day, asset] / close[day - 1, asset] - 1 if day else NAN
            returns = close[1 : day + 1, asset] / close[:day, asset]
            known = trend[:day, asset][np.isfinite(trend[:day, asset])]
            if np.isnan(x) or np.isfinite(returns).sum() < 396 or np.isnan(trend[day - 1, asset]):
                continue
            held = known[-1] == 1
            before = len(known) > 1 and known[-2] == 1
            changed = abs(int(held) - int(before))
            follow.append(held * x - cost * changed)
            hold.append(x)
            trades.append(changed)
        if hold:
            rows.append((np.mean(follow), np.mean(hold), sum(trades), len(hold)))
    return np.array(rows).T


@pytest.mark.parametrize("cost", [0.0010, 0.0025])
def test_a_signal_s_record_is_that_of_days_of_equal_weights(market, cost):
    close, _, trend = market
    close, trend = close[:, :8], trend[:, :8]
    follow, hold, trades, assets = followed_by_loops(close, trend, cost)
    returns = np.vstack([np.full((1, 8), NAN), close[1:] / close[:-1] - 1])
    found = signal_records(trend, returns, days=DAYS, costs=[cost])[cost]["all"]
    for shown, series in ((found.following, follow), (found.holding, hold)):
        # Empyrical annualises a mean by the days a year; growth is of the whole period.
        total = np.prod(1 + series) ** (365 / len(series)) - 1
        assert shown.growth == pytest.approx(total, rel=1e-9)
        assert shown.sharpe == pytest.approx(
            empyrical.sharpe_ratio(series, annualization=365), rel=1e-9
        )
        assert shown.worst_fall == pytest.approx(empyrical.max_drawdown(series), rel=1e-9)
    assert found.n == len(hold)
    assert found.trades_a_year == pytest.approx(365 * trades.sum() / assets.sum(), rel=1e-12)
    assert found.sharpe.value == pytest.approx(found.following.sharpe - found.holding.sharpe)
    assert found.sharpe.low < found.sharpe.value < found.sharpe.high


@settings(max_examples=40)
@given(st.lists(st.floats(-0.9, 2.0), min_size=2, max_size=50))
def test_what_any_returns_came_to(values):
    series = np.array(values)
    found = outcome(series)
    assert found.worst_fall == pytest.approx(empyrical.max_drawdown(series), abs=1e-12)
    assert -1 <= found.worst_fall <= 0
    a_year = np.exp(np.log1p(series).mean() * 365)
    assert found.growth + 1 == pytest.approx(a_year, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("horizon", [1, 7])
def test_a_forecast_s_record_by_loops(market, horizon):
    """Losses where both are known, hits wherever ours is; an unknown close has no outcome."""
    close = market[0][:, :5]
    draws = np.random.default_rng(3)
    width = 0.03 * np.sqrt(horizon) * np.exp(0.2 * draws.standard_normal(close.shape))
    quantiles = width[..., None] * stats.norm.ppf(LEVELS)
    quantiles[:100] = NAN
    quantiles[200:210, 1] = NAN
    with np.errstate(invalid="ignore"):
        logs = np.log(close)
    losses, hits, n = np.zeros(2), dict.fromkeys(BANDS, 0), 0
    for day in range(ROWS - horizon):
        for asset in range(5):
            value = logs[day + horizon, asset] - logs[day, asset]
            fan = quantiles[day, asset]
            if np.isnan(value) or np.isnan(fan).any():
                continue
            n += 1
            for band, (low, high) in BANDS.items():
                hits[band] += fan[LEVELS.index(low)] <= value <= fan[LEVELS.index(high)]
            walk = walk_of(logs[:, asset], day, horizon)
            if walk is not None:
                losses += [loss_of(fan, value), loss_of(walk, value)]
    found = forecast_record(
        tally(quantiles, close, assets="ABCDE", horizon=horizon), days=DAYS, horizon=horizon
    )
    assert found.coverage["all"].n == n
    expected = {band: 100 * count / n for band, count in hits.items()}
    assert found.coverage["all"].shares == pytest.approx(expected)
    assert found.loss_ratio["all"].value == pytest.approx(losses[0] / losses[1], rel=1e-9)


def walk_of(logs, day, horizon):
    """Quantiles of the returns that ended in the last 365 days, less their median."""
    past = logs[horizon:] - logs[:-horizon]  # the i-th ended on day i + horizon
    begun = np.flatnonzero(np.isfinite(past))
    last = day - horizon
    if not len(begun) or last - 364 < begun[0]:
        return None
    window = past[last - 364 : last + 1]
    window = window[np.isfinite(window)]
    if len(window) < 0.8 * 365:
        return None
    return np.quantile(window, LEVELS) - np.median(window)


def loss_of(fan, value):
    return np.mean([level * (value - q) if value >= q else (level - 1) * (value - q)
                    for level, q in zip(LEVELS, fan, strict=True)])  # fmt: skip


def test_spans_are_all_days_the_last_730_and_each_year():
    found = spans(DAYS)
    assert list(found) == ["all", "last_2_years", "2022", "2023", "2024"]
    counts = {name: int(mask.sum()) for name, mask in found.items()}
    assert counts == {"all": 760, "last_2_years": 730, "2022": 47, "2023": 365, "2024": 348}
    assert sum(found[year].astype(int) for year in ("2022", "2023", "2024")).tolist() == [1] * ROWS
    assert found["last_2_years"].tolist() == [False] * 30 + [True] * 730
    assert list(spans(DAYS[:0])) == ["all"]
