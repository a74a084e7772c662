"""An asset's candles over a range, in the resolution that a screen shows."""

from datetime import UTC, date, datetime

import numpy as np

from markets.analytics.charts.bars import Bars, Step, resample, step_for
from markets.analytics.charts.chart import Chart
from markets.analytics.charts.periods import Period, opening_day
from markets.blocks import EPOCH
from markets.models import Asset
from markets.selectors.history import read_days

DAY_SECONDS = 86400
VOLUME_DIGITS = 4


def asset_chart(asset: Asset, period: Period) -> Chart:
    """Candles of an asset over a period up to now; a currency has a line of closes. One query."""
    today = datetime.now(UTC).date()
    bars = _days(asset, since=opening_day(period, last=today))
    seconds = int(bars.time[-1] - bars.time[0]) if len(bars) else 0
    step = step_for(seconds, finest=Step.DAY)
    return Chart(
        period=period,
        step=step,
        **_drawn(bars, step=step),
        digits={"volume": VOLUME_DIGITS},
    )


def _drawn(bars: Bars, *, step: Step) -> dict:
    """The columns of a chart; a figure that no bar has is left out."""
    drawn = resample(bars, step)
    names = ["close"]
    if np.isfinite(bars.high).any():
        names = ["open", "high", "low", "close"]
    if np.isfinite(drawn.volume).any():
        names.append("volume")
    return {
        "time": drawn.time,
        "series": {name: getattr(drawn, name) for name in names},
        "opening": {"close": float(bars.close[0])} if len(bars) else {},
    }


def _days(asset: Asset, *, since: date | None) -> Bars:
    """The stored days from the one at whose end a period opens, which is the first."""
    found = read_days([asset.pk], first=since)
    columns = {name: values[0] for name, values in found.figures.items() if name != "market_cap"}
    first = (found.first - EPOCH).days
    time = (first + np.arange(len(columns["close"]), dtype=np.int64)) * DAY_SECONDS
    return Bars(time=time, **columns).known()
