"""The figures of the whole market, one a day, by the ids that the command and the API name."""

import numpy as np

from markets.analytics.market.breadth import breadth, season_figures
from markets.analytics.market.index import SIZE_NAMES, index_returns, sizes
from markets.analytics.market.regime import regime_figures
from markets.analytics.market.totals import cap_figures
from markets.analytics.panel import Problem, View

_NO_CAPS = {
    "volume": ("index_by_volume", "its mean dollar volume of 30 days"),
    "equal": ("index_equal", "the same as every other"),
}


def market_figures(view: View) -> dict[str, np.ndarray]:
    """Each figure (T,) by its id; NaN where unknown. Caps are dollars, shares are 0–100."""
    return {
        **cap_figures(view),
        **season_figures(view),
        "breadth_50": breadth(view, days=50),
        "breadth_200": breadth(view, days=200),
        **regime_figures(index_returns(view, view.is_ranked)),
    }


def market_problems(view: View) -> tuple[Problem, ...]:
    """What the index weighed by on days on which no ranked coin had a cap."""
    _, by = sizes(view)
    has_coins = view.is_ranked.any(axis=1)
    problems = []
    for name, (code, weight) in _NO_CAPS.items():
        days = view.panel.days[has_coins & (by == SIZE_NAMES.index(name))]
        if len(days):
            message = (
                f"No market caps on {len(days)} days from {days[0]} to {days[-1]}: "
                f"there a coin weighs {weight} in the market index."
            )
            problems.append(Problem(code, None, None, message))
    return tuple(problems)
