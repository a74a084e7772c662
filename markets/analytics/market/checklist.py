"""The altcoin checklist: five rules, each on or off, and what followed when one came on."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from markets.analytics import windows
from markets.analytics.market.breadth import ahead_of_bitcoin
from markets.analytics.market.index import chained, index_returns
from markets.analytics.market.totals import cap_figures, sum_known
from markets.analytics.panel import View
from markets.analytics.series import exceeds, reaches, row_mean, shift, whole, window_quantiles

RULES = ("altcoin_cap_rises", "dominance_falls", "coins_lead", "usage_grows", "volume_grows")
OUTCOME_DAYS = (30, 90)
LEAST_OUTCOMES = 5


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Altcoins' mean simple return after n former starts; None where n is under 5."""

    mean: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule on the last day: None where unknown; `since` is the day its state began."""

    name: str
    is_on: bool | None
    since: np.datetime64 | None
    outcomes: Mapping[int, Outcomes]


def checklist(
    view: View, *, address_growth: np.ndarray | None = None, commits: np.ndarray | None = None
) -> tuple[Rule, ...]:
    """The rules on the panel's last day; see `rule_states`."""
    altcoins = altcoin_index(view)
    states = rule_states(view, address_growth=address_growth, commits=commits)
    return tuple(
        _rule(name, states[name], altcoins=altcoins, days=view.panel.days) for name in RULES
    )


def altcoin_index(view: View) -> np.ndarray:
    """(T,) The index of ranked coins but Bitcoin."""
    return chained(index_returns(view, view.is_ranked & ~view.panel.is_bitcoin))


def rule_states(
    view: View, *, address_growth: np.ndarray | None = None, commits: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """Each rule's state on every day: 1 on, 0 off, NaN unknown; (T,) by name.

    The data points are medians (T,) over the ranked coins, and may be unknown.
    """
    caps = cap_figures(view)
    return {
        "altcoin_cap_rises": _altcoin_cap_rises(caps["altcoin_cap"]),
        "dominance_falls": _dominance_falls(caps["dominance"]),
        "coins_lead": _coins_lead(view),
        "usage_grows": _usage_grows(address_growth, commits, days=len(view.panel.days)),
        "volume_grows": _volume_grows(view),
    }


def _altcoin_cap_rises(caps: np.ndarray) -> np.ndarray:
    """Above its 50-day average and above its value 30 days before."""
    average = whole(windows.mean, caps, days=50)
    return np.minimum(_above(caps, average), _above(caps, shift(caps, 30)))


def _dominance_falls(dominance: np.ndarray) -> np.ndarray:
    """At least 3 points under its 180-day high, and lower than 14 days before."""
    high = whole(windows.highest, dominance, days=180)
    return np.minimum(_reaches(high - dominance, 3.0), _above(shift(dominance, 14), dominance))


def _coins_lead(view: View) -> np.ndarray:
    """At least 60% of ranked coins ahead of Bitcoin over 30 days."""
    ahead = ahead_of_bitcoin(view, days=30)
    ahead = np.where(np.isfinite(ahead), ahead == 1.0, np.nan)
    return _reaches(row_mean(ahead, view.is_ranked & ~view.panel.is_bitcoin), 0.6)


def _usage_grows(growth: np.ndarray | None, commits: np.ndarray | None, *, days: int) -> np.ndarray:
    """Median address growth above 0.1, and median commits above their own 90-day median."""
    if growth is None or commits is None:
        return np.full(days, np.nan)
    usual = window_quantiles(commits, 90, np.array([0.5]))[:, 0]
    return np.minimum(_above(growth, np.full_like(growth, 0.1)), _above(commits, usual))


def _volume_grows(view: View) -> np.ndarray:
    """The market's mean volume of 30 days at least 1.25 × that of 180."""
    volume = sum_known(view.panel.volume, view.is_ranked)
    month, half_year = (whole(windows.mean, volume, days=days) for days in (30, 180))
    return _reaches(windows.divide(month, half_year), 1.25)


def _above(values: np.ndarray, limits: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(values) & np.isfinite(limits), exceeds(values, limits), np.nan)


def _reaches(values: np.ndarray, limit: float) -> np.ndarray:
    return np.where(np.isfinite(values), reaches(values, limit), np.nan)


def _rule(name: str, state: np.ndarray, *, altcoins: np.ndarray, days: np.ndarray) -> Rule:
    outcomes = outcomes_of(state, altcoins)
    if not len(state) or np.isnan(state[-1]):
        return Rule(name, None, None, outcomes)
    other = np.flatnonzero(state != state[-1])  # NaN differs from all
    since = days[other[-1] + 1 if len(other) else 0]
    return Rule(name, bool(state[-1]), since, outcomes)


def outcomes_of(state: np.ndarray, altcoins: np.ndarray) -> dict[int, Outcomes]:
    """What followed the starts of a rule's state (T,), by days."""
    return {after: _outcomes(state, altcoins, days=after) for after in OUTCOME_DAYS}


def _outcomes(state: np.ndarray, altcoins: np.ndarray, *, days: int) -> Outcomes:
    """What followed the days on which the rule came on, as far as it is known."""
    starts = (state == 1.0) & (shift(state, 1) == 0.0)
    returns = (windows.divide(shift(altcoins, -days), altcoins) - 1.0)[starts]
    returns = returns[np.isfinite(returns)]
    enough = len(returns) >= LEAST_OUTCOMES
    return Outcomes(float(returns.mean()) if enough else None, len(returns))
