"""An asset's candles over a range, in the resolution that a screen shows."""

from datetime import UTC, date, datetime, timedelta

import numpy as np

from markets.analytics.charts.bars import Bars, Step, resample, step_for
from markets.analytics.charts.chart import Chart
from markets.analytics.charts.periods import Period, opening_day
from markets.blocks import EPOCH
from markets.models import Asset
from markets.selectors.history import read_days
from markets.selectors.hours import hours_of

DAY_SECONDS = 86400
VOLUME_DIGITS = 4
# Where less of a range's hours are known, its days are shown.
LEAST_KNOWN = 0.5
BY_HOUR = (Period.DAY, Period.WEEK, Period.MONTH)


def asset_chart(asset: Asset, period: Period) -> Chart:
    """Candles of an asset over a period up to now; a currency has a line of closes.

    Short periods come by hours, where those are known. At most four queries.
    """
    now = datetime.now(UTC)
    since = opening_day(period, last=now.date())
    if period in BY_HOUR and not asset.is_fiat:
        hours = _hours(asset, period, now=now)
        if hours is not None:
            return _chart(hours, period, finest=Step.HOUR)
    bars = _days(asset, since=since)
    is_coarse = period in BY_HOUR and not asset.is_fiat and len(bars) > 0
    note = f"Hours of {asset.symbol} are not known for this range, so each point is a day."
    return _chart(bars, period, finest=Step.DAY, note=note if is_coarse else "")


def _hours(asset: Asset, period: Period, *, now: datetime) -> Bars | None:
    """The hours of a period that ends now, None where too few are known."""
    since = now - timedelta(days=(now.date() - opening_day(period, last=now.date())).days)
    found = hours_of(asset, since=since, until=now)
    expected = (now - since) / timedelta(hours=1)
    return found if len(found) > LEAST_KNOWN * expected else None


def _chart(bars: Bars, period: Period, *, finest: Step, note: str = "") -> Chart:
    """The bars in at most about 500 steps; a figure that none of them has is left out.

    A change is measured from the first hour's open, or from the close of the day that the period
    opens with.
    """
    seconds = int(bars.time[-1] - bars.time[0]) if len(bars) else 0
    step = step_for(seconds, finest=finest)
    drawn = resample(bars, step)
    names = ["close"]
    if np.isfinite(bars.high).any() or finest == Step.HOUR:
        names = ["open", "high", "low", "close"]
    if np.isfinite(drawn.volume).any():
        names.append("volume")
    before = drawn.open if finest == Step.HOUR else bars.close
    return Chart(
        period=period,
        step=step,
        time=drawn.time,
        series={name: getattr(drawn, name) for name in names},
        opening={"close": float(before[0])} if len(bars) else {},
        digits={"volume": VOLUME_DIGITS},
        note=note,
    )


def _days(asset: Asset, *, since: date | None) -> Bars:
    """The stored days from the one at whose end a period opens, which is the first."""
    found = read_days([asset.pk], first=since)
    columns = {name: values[0] for name, values in found.figures.items() if name != "market_cap"}
    first = (found.first - EPOCH).days
    time = (first + np.arange(len(columns["close"]), dtype=np.int64)) * DAY_SECONDS
    return Bars(time=time, **columns).known()
