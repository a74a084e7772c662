"""The level of a rule, and how an accepted price moves it."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from markets.numbers import ONE, UNROUNDED
from portfolios.exits.records import Price, Rule, Watch
from portfolios.exits.types import FALLING_KINDS, FIXED, Kind, Status


def starting_level(rule: Rule) -> Decimal | None:
    """The level when armed; None where it takes a price to know it or to put it in force."""
    if rule.kind in FIXED:
        if rule.percent is None:
            return rule.level
        assert rule.entry_price is not None, "validate_rule asks for it beside a percentage"
        return UNROUNDED.multiply(rule.entry_price, UNROUNDED.add(ONE, rule.percent))
    if rule.kind is Kind.BREAK_EVEN and rule.activate_at is None:
        return rule.entry_price
    return None


def is_watching(watch: Watch, *, at: datetime) -> bool:
    """Whether the rule takes part in a price of this instant; from `armed_at` on, that included."""
    armed_at = watch.rule.armed_at
    return watch.status is Status.ARMED and (armed_at is None or armed_at <= at)


def see(watch: Watch, *, price: Price) -> Watch:
    """The watch after a price of its asset, before its level is compared with that price.

    The very same object where nothing changed.
    """
    rule = watch.rule
    if not is_watching(watch, at=price.at):
        return watch
    if rule.expires_at is not None and rule.expires_at <= price.at:
        return replace(watch, status=Status.EXPIRED)
    if rule.kind is Kind.TRAILING_STOP:
        return _trail(watch, price=price)
    if rule.kind is Kind.BREAK_EVEN and watch.level is None and _activates(rule, price=price):
        return replace(watch, level=rule.entry_price)
    return watch


def is_breached(watch: Watch, *, price: Price) -> bool:
    """Whether the price is at the level or through it; a level not in force is never breached."""
    if watch.level is None:
        return False
    if watch.rule.kind in FALLING_KINDS:
        return price.amount <= watch.level
    return price.amount >= watch.level


def _activates(rule: Rule, *, price: Price) -> bool:
    return rule.activate_at is None or price.amount >= rule.activate_at


def _trail(watch: Watch, *, price: Price) -> Watch:
    """Raise the mark first: a price that makes a new high does not fire its own trail."""
    rule = watch.rule
    mark = watch.high_water
    if mark is None:
        mark = rule.entry_price if rule.entry_price is not None else price.amount
    mark = max(mark, price.amount)
    active = watch.level is not None or _activates(rule, price=price)
    if mark == watch.high_water and active == (watch.level is not None):
        return watch
    return replace(watch, high_water=mark, level=_under(mark, rule=rule) if active else None)


def _under(mark: Decimal, *, rule: Rule) -> Decimal:
    if rule.trail_amount is not None:
        return UNROUNDED.subtract(mark, rule.trail_amount)
    assert rule.trail_percent is not None, "validate_rule asks for an amount or a percentage"
    return UNROUNDED.multiply(mark, UNROUNDED.subtract(ONE, rule.trail_percent))
