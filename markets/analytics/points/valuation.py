"""Valuation data points: what the market pays for supply, usage and value locked."""

import numpy as np

from markets.analytics import windows
from markets.analytics.panel import View
from markets.analytics.points.base import (
    A_YEAR,
    DOLLARS,
    FRACTION,
    PLACE,
    RATIO,
    DataPoint,
    Figure,
    figure,
)
from markets.analytics.points.onchain import mean_flow
from markets.analytics.series import YEAR
from markets.wording import gettext_noop as _

_CAP = "market_cap|circulating_supply"
_LARGEST = "max_supply|total_supply"


def cap(view: View) -> np.ndarray:
    return np.where(np.isfinite(view.now(view.close)), view.now(view.cap), np.nan)


def rank_by_cap(view: View) -> np.ndarray:
    """1 + how many assets of any kind have a larger cap that day."""
    caps = view.once(cap)
    ordered = np.sort(np.where(np.isfinite(caps), caps, -np.inf), axis=1)
    larger = [len(row) - np.searchsorted(row, own, side="right")
              for row, own in zip(ordered, caps, strict=True)]  # fmt: skip
    return np.where(np.isfinite(caps), np.array(larger) + 1.0, np.nan)


def final_supply(view: View) -> np.ndarray:
    """The maximum supply, else the total."""
    most, total = view.level_now("max_supply"), view.level_now("total_supply")
    found = np.where(most > 0, most, total)
    return np.where(found > 0, found, np.nan)


def diluted_cap(view: View) -> np.ndarray:
    return view.now(view.close) * view.once(final_supply)


def circulating(view: View) -> np.ndarray:
    return view.level("circulating_supply")


def dilution(view: View) -> np.ndarray:
    return windows.divide(view.once(diluted_cap), view.once(cap)) - 1.0


def supply_growth(view: View, days: int) -> np.ndarray:
    """(supply ÷ supply of `days` before)^(365 ÷ days) − 1."""
    supply = view.once(circulating)
    ratio = windows.divide(view.now(supply), view.ago(supply, days=days))
    count = windows.known(supply, days=days + 1, rows=view.rows)
    return view.window(ratio ** (YEAR / days) - 1.0, count=count, days=days + 1)


def _of_cap(divisor: Figure) -> Figure:
    return lambda view: windows.divide(view.once(cap), divisor(view))


def _point(
    name: str, formula: str, compute: Figure, inputs: tuple[str, ...], *,
    unit: str = RATIO, history: int = 1, direction: int = -1, source: str = "CoinGecko",
    is_size_bound: bool = False, is_of_all: bool = False, is_unbroken: bool = False,
) -> DataPoint:  # fmt: skip
    return DataPoint(
        name, "valuation", unit, direction, formula, history, compute, inputs, source,
        is_size_bound, is_of_all, is_unbroken=is_unbroken,
    )  # fmt: skip


VALUATION = (
    _point("cap", _("market_cap, else c × circulating_supply"), lambda view: view.once(cap),
           (_CAP,), unit=DOLLARS, direction=1),
    _point("rank", _("1 + how many assets have a larger cap"), rank_by_cap, (_CAP,), unit=PLACE,
           is_of_all=True),
    _point("fdv", _("c × (max_supply, else total_supply)"), lambda view: view.once(diluted_cap),
           (_LARGEST,), unit=DOLLARS, direction=1),
    _point("float", _("circulating_supply ÷ (max_supply, else total_supply)"),
           lambda view: windows.divide(view.now(view.once(circulating)), view.once(final_supply)),
           ("circulating_supply", _LARGEST), direction=1),
    _point("dilution", _("fdv ÷ cap − 1"), dilution, (_LARGEST, _CAP), unit=FRACTION),
    *(
        _point(f"supply_growth_{days}", formula, figure(supply_growth, days),
               ("circulating_supply",), unit=A_YEAR, history=days + 1, is_unbroken=True)
        for days, formula in (
            (90, _("(circulating_supply ÷ that of 90 days before)^(365 ÷ 90) − 1")),
            (365, _("circulating_supply ÷ that of 365 days before − 1")),
        )
    ),
    _point("cap_tvl", _("cap ÷ tvl"), _of_cap(lambda view: view.level_now("tvl")),
           (_CAP, "tvl"), source="DefiLlama", is_size_bound=True),
    _point("nvt_90", _("cap ÷ mean transfer_value of 90 days"),
           _of_cap(lambda view: mean_flow(view, "transfer_value", 90)),
           (_CAP, "transfer_value"), history=90, source="Coin Metrics"),
    _point("mvrv", _("cap ÷ realised_cap"), _of_cap(lambda view: view.level_now("realised_cap")),
           (_CAP, "realised_cap"), source="Coin Metrics"),
    _point("cap_fees", _("cap ÷ (365 × mean fees of 30 days)"),
           _of_cap(lambda view: YEAR * mean_flow(view, "fees", 30)),
           (_CAP, "fees"), history=30, source="DefiLlama, Coin Metrics", is_size_bound=True),
    _point("cap_address", _("cap ÷ active_addresses"),
           _of_cap(lambda view: view.now(view.flow("active_addresses"))),
           (_CAP, "active_addresses"), source="Coin Metrics", is_size_bound=True),
)  # fmt: skip
