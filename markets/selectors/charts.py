"""An asset's candles over a range, in the resolution that a screen shows."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
from django.utils.translation import gettext as _

from markets.analytics.charts.bars import Bars, Step, resample, step_for
from markets.analytics.charts.chart import Chart
from markets.analytics.charts.indicators import indicator_series
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


def asset_chart(asset: Asset, period: Period, *, indicators: Collection[str] = ()) -> Chart:
    """Candles of an asset over a period up to now; a currency has a line of closes.

    Short periods come by hours, where those are known. `indicators` are names of `INDICATORS`;
    each is of days, whatever the step. At most four queries.
    """
    now = datetime.now(UTC)
    since = opening_day(period, last=now.date())
    hours = None
    if period in BY_HOUR and not asset.is_fiat:
        hours = _hours(asset, period, now=now)
    days = None
    if hours is None or indicators:
        days = _days(asset, since=None if indicators else since)
    if hours is not None:
        chart = _chart(hours, period, finest=Step.HOUR)
    else:
        chart = _chart(_from(days, since), period, finest=Step.DAY, note=_note(asset, period))
    if not indicators or not len(chart.time):
        return chart
    beside = indicator_series(days, chart.time, step=chart.step, names=indicators)
    return replace(chart, series={**chart.series, **beside})


def _note(asset: Asset, period: Period) -> str:
    if period not in BY_HOUR or asset.is_fiat:
        return ""
    text = _("Hours of {symbol} are not known for this range, so each point is a day.")
    return text.format(symbol=asset.symbol)


def _from(days: Bars, since: date | None) -> Bars:
    """The known days from the one at whose end a period opens, which is the first."""
    known = days.known()
    return known if since is None else known.since((since - EPOCH).days * DAY_SECONDS)


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
        note=note if len(bars) else "",
    )


def _days(asset: Asset, *, since: date | None) -> Bars:
    """Every stored day, NaN where there is none between them."""
    found = read_days([asset.pk], first=since)
    columns = {name: values[0] for name, values in found.figures.items() if name != "market_cap"}
    first = (found.first - EPOCH).days
    time = (first + np.arange(len(columns["close"]), dtype=np.int64)) * DAY_SECONDS
    return Bars(time=time, **columns)
