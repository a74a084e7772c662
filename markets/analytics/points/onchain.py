"""On-chain data points: how a network and its applications are used."""

import numpy as np

from markets.analytics import windows
from markets.analytics.panel import View
from markets.analytics.points.base import COUNT, DOLLARS, FRACTION, PERCENT, DataPoint, Figure
from markets.analytics.points.liquidity import given, log_ratio
from markets.wording import gettext_noop as _

_CHAIN, _LOCKED = "Coin Metrics", "DefiLlama"


def mean_flow(view: View, name: str, days: int) -> np.ndarray:
    """The mean a day over so many days, 80% of which are known."""
    values = view.flow(name)
    begun = np.isfinite(values).cumsum(axis=0) > 0
    is_whole = view.now(begun.cumsum(axis=0)) >= days
    count = windows.known(values, days=days, rows=view.rows)
    found = view.window(windows.mean(values, days=days, rows=view.rows), count=count, days=days)
    return np.where(is_whole, found, np.nan)


def flow_growth(view: View, name: str) -> np.ndarray:
    """ln(mean of 30 days ÷ mean of 180)."""
    return log_ratio(view.once(mean_flow, name, 30), view.once(mean_flow, name, 180))


def locked_growth(view: View) -> np.ndarray:
    """Value locked ÷ that of 30 days before − 1."""
    locked = view.level("tvl")
    change = windows.divide(view.now(locked), view.ago(locked, days=30)) - 1.0
    count = windows.known(locked, days=31, rows=view.rows)
    return view.window(change, count=count, days=31)


def _mean(name: str, formula: str, column: str, unit: str) -> DataPoint:
    return _point(name, formula, lambda view: view.once(mean_flow, column, 30), column, unit=unit,
                  history=30)  # fmt: skip


def _growth(name: str, formula: str, column: str) -> DataPoint:
    return _point(
        name, formula, lambda view: flow_growth(view, column), column, history=180,
        is_unbroken=True,
    )  # fmt: skip


def _point(
    name: str, formula: str, compute: Figure, column: str, *,
    unit: str = FRACTION, history: int = 1, direction: int = 1, source: str = _CHAIN,
    is_unbroken: bool = False,
) -> DataPoint:  # fmt: skip
    return DataPoint(
        name, "onchain", unit, direction, formula, history, compute, (column,), source,
        is_unbroken=is_unbroken,
    )  # fmt: skip


ONCHAIN = (
    _mean("addresses_30", _("mean active_addresses of 30 days"), "active_addresses", COUNT),
    _growth("address_growth", _("ln(mean active_addresses of 30 days ÷ that of 180)"),
            "active_addresses"),
    _mean("transactions_30", _("mean transactions of 30 days"), "transactions", COUNT),
    _mean("transfer_value_30", _("mean transfer_value of 30 days"), "transfer_value", DOLLARS),
    _mean("fees_30", _("mean fees of 30 days"), "fees", DOLLARS),
    _growth("fees_growth", _("ln(mean fees of 30 days ÷ that of 180)"),
            "fees"),
    _point("tvl", _("value locked, as given"), given("tvl"), "tvl", unit=DOLLARS, source=_LOCKED),
    _point("tvl_growth_30", _("tvl ÷ that of 30 days before − 1"), locked_growth, "tvl", history=31,
           source=_LOCKED, is_unbroken=True),
    _point("top10_share", _("share of supply of the ten largest holders"), given("top10_share"),
           "top10_share", unit=PERCENT, direction=-1, source=_("where known")),
)  # fmt: skip
