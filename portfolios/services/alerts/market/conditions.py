"""Whether conditions are met, and which of them fire: arrays of one alert's subject each."""

from dataclasses import dataclass

import numpy as np

from markets.selectors.measures.catalogue import MEASURES, PRICE, SIGNAL_FLIP, Measure
from markets.selectors.measures.values import MarketNow
from portfolios.models import MarketAlert

MEASURE_KEYS = list(MEASURES)
RULES = [rule.value for rule in MarketAlert.Rule]
Rule = MarketAlert.Rule
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Watched:
    """(P,) pairs of an alert and a subject, in order; `was` is 1 met, 0 not, −1 never known.

    `unconfirmed` is the instant of the quote that met it first, NaN where there is none. `measure`
    and `rule` are places in MEASURE_KEYS and RULES.
    """

    alert: np.ndarray
    version: np.ndarray
    subject: np.ndarray
    measure: np.ndarray
    rule: np.ndarray
    level: np.ndarray
    days: np.ndarray
    was: np.ndarray
    unconfirmed: np.ndarray
    is_new: np.ndarray

    def measure_at(self, place: int) -> Measure:
        return MEASURES[MEASURE_KEYS[self.measure[place]]]


@dataclass(frozen=True, slots=True)
class Judged:
    """(P,) the new state, in the codes of the former one; what fires; what waits, since when."""

    state: np.ndarray
    fires: np.ndarray
    unconfirmed: np.ndarray
    values: np.ndarray


def judge(watched: Watched, market: MarketNow) -> Judged:
    """The new state of each pair. What is unknown stays as it was.

    A condition fires as it comes to be met, never at its first evaluation; a signal flips both
    ways. Of a live figure that rides along with a price (its own jumps are not judged) a second,
    newer quote has to confirm it.
    """
    met, values = _met(watched, market)
    state = np.where(np.isnan(met), watched.was, met).astype(int)
    may_fall = watched.measure == MEASURE_KEYS.index(f"asset.{SIGNAL_FLIP}")
    came = (watched.was == 0) & (state == 1) | may_fall & (watched.was == 1) & (state == 0)
    as_of = market.as_of(watched.subject)
    waits = came & _needs_two(watched) & ~(as_of > watched.unconfirmed)
    first_seen = np.where(np.isnan(watched.unconfirmed), as_of, watched.unconfirmed)
    return Judged(
        state=np.where(waits, 0, state),
        fires=came & ~waits,
        unconfirmed=np.where(waits, first_seen, np.nan),
        values=values,
    )


def _needs_two(watched: Watched) -> np.ndarray:
    kinds = [one.is_live and one.id != PRICE for one in MEASURES.values()]
    return np.array(kinds)[watched.measure]


def _met(watched: Watched, market: MarketNow) -> tuple[np.ndarray, np.ndarray]:
    """(P,) 1 where a condition is met, 0 where not, NaN where unknown; and the figures."""
    met, values = np.full((2, len(watched.alert)), np.nan)
    terms = np.stack([watched.measure, watched.rule, watched.days], axis=1)
    _, group = np.unique(terms, axis=0, return_inverse=True)
    order = np.argsort(group, kind="stable")
    for where in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        met[where], values[where] = _met_by(
            watched.measure_at(where[0]),
            Rule(RULES[watched.rule[where[0]]]),
            market,
            ids=watched.subject[where],
            level=watched.level[where],
            days=int(watched.days[where[0]]),
        )
    return met, values


def _met_by(
    measure: Measure,
    rule: Rule,
    market: MarketNow,
    *,
    ids: np.ndarray,
    level: np.ndarray,
    days: int,
) -> tuple[np.ndarray, np.ndarray]:
    if rule == Rule.HAPPENS:
        happens = market.happens(measure).of(ids)
        return happens, happens
    values = market.values(measure).of(ids)
    if rule == Rule.CHANGE:
        values = market.change(measure, days=days, ids=ids)
        # 90 ÷ 100 − 1 is a little above −0.1 in floats.
        is_met = np.sign(level) * (values - level) >= -ROUNDING * abs(level)
        return np.where(np.isnan(values), np.nan, is_met), values
    if rule in (Rule.TOP, Rule.BOTTOM):
        places = market.places(measure, from_below=rule == Rule.BOTTOM).of(ids)
        return np.where(np.isnan(places), np.nan, places <= level), values
    is_met = values <= level if rule == Rule.BELOW else values >= level
    return np.where(np.isnan(values), np.nan, is_met), values
