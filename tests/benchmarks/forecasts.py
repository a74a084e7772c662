"""The forecast, the market's figures and the records, against pandas and loops."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from markets.analytics.forecast import quantiles
from markets.analytics.market import market_figures
from markets.analytics.panel import View
from markets.analytics.record import forecast_record, grade_record, signal_records, tally
from tests.benchmarks.harness import Row, alternating, compared
from tests.markets.analytics.paths import simulated
from tests.markets.analytics.plain import plain_market, plain_quantiles

DAYS = 5 * 365 + 1
HORIZONS = (1, 7, 30)
MOST_OF_FORECAST = 1


def run() -> Iterator[Row]:
    small = market(assets=60)
    value, baseline = alternating(
        lambda: quantiles(shared(small), HORIZONS),
        lambda: [plain_quantiles(small, horizon) for horizon in HORIZONS],
        rounds=3,
    )
    name = "forecast: 60 coins × 5 years, 3 horizons"
    yield compared(name, value, "ms", baseline=baseline, most=0.5)
    view, few = shared(market(assets=300)), shared(small)
    forecast, baseline = seconds(lambda: quantiles(view)), seconds(lambda: quantiles(few))
    name = "forecast: 300 coins × 5 years / 60 coins, CPU"
    yield compared(name, forecast, "s", baseline=baseline, most=7.5)
    large, views = market(assets=15_000, days=365), []
    value, baseline = alternating(
        lambda: market_figures(views.pop()),
        lambda: plain_market(large),
        before_job=lambda: views.append(shared(large)),
        rounds=3,
    )
    name = "market figures: 15,000 coins × 365 days"
    yield compared(name, value, "ms", baseline=baseline, most=0.5)
    yield from records(view, forecast=forecast)


def records(view: View, *, forecast: float) -> Iterator[Row]:
    """Of 300 coins × 5 years, by scores that are noise; `forecast` took so many CPU seconds."""
    panel, (days, assets) = view.panel, view.close.shape
    noise = np.random.default_rng(1).standard_normal((days, assets))
    fan = quantiles(view, [7])[7]
    jobs: dict[str, Callable[[], object]] = {
        "grade, 4 horizons": lambda: grade_record(noise, view.close, days=panel.days, tiers={}),
        "signal, 2 costs": lambda: signal_records(np.sign(noise), view.simple, days=panel.days),
        "forecast, 7 days": lambda: forecast_record(
            tally(fan, view.close, assets=panel.assets, horizon=7), days=panel.days, horizon=7
        ),
    }
    for name, job in jobs.items():
        name = f"record of a {name} / the forecast, CPU"
        yield compared(name, seconds(job), "s", baseline=forecast, most=MOST_OF_FORECAST)


def market(*, assets: int, days: int = DAYS):
    panel = simulated(days, assets)
    caps = panel.close * np.arange(assets, 0, -1) * 1e7
    return replace(panel, assets=("BTC", *panel.assets[1:]), extras={"market_cap": caps})


def shared(panel) -> View:
    """A view with what the data points have computed before."""
    view = View(panel)
    assert view.is_ranked.any() and np.isfinite(view.log).any()
    return view


def seconds(job: Callable[[], object]) -> float:
    began = time.process_time()
    job()
    return time.process_time() - began
