"""A plan as a state machine: arm it once, then step it with each accepted price."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from markets.numbers import ONE, UNROUNDED
from portfolios.exits.levels import is_breached, is_watching, see, starting_level
from portfolios.exits.records import Price, Rule, State, Watch
from portfolios.exits.types import ALERTS, FALLING_KINDS, Status


def arm(rules: Iterable[Rule]) -> State:
    """A plan that has seen no price yet.

    Takes rules as `validation.validate_rule` and `validation.validate_plan` accept them. A rule of
    a group that gives no quantity takes the group's.
    """
    rules = tuple(rules)
    sizes = {
        rule.position: rule.quantity
        for rule in rules
        if rule.quantity is not None and rule.kind not in ALERTS
    }
    watches: dict[Hashable, list[Watch]] = {}
    for rule in rules:
        sized = replace(rule, quantity=sizes.get(rule.position))
        watch = Watch(rule=sized, level=starting_level(sized))
        watches.setdefault(rule.asset, []).append(watch)
    return State(watches={asset: tuple(listed) for asset, listed in watches.items()})


def step(state: State, price: Price) -> tuple[State, tuple[Watch, ...]]:
    """The plan after an accepted price, and the watches that it fired, in order of firing.

    Prices come in order of time. All that one price breaches fires at that price, one after the
    other: stops and alerts under a price from the highest level down, then targets and alerts over
    one from the lowest up, of equal levels the lower id. What uses up a position cancels the rest
    of its group, also what the same price has breached; an alert that is breached still fires.
    """
    before = state.watches.get(price.asset, ())
    seen = tuple([see(watch, price=price) for watch in before])
    breached = [
        watch
        for watch in seen
        if is_breached(watch, price=price) and is_watching(watch, at=price.at)
    ]
    if not breached:
        if all(map(_is_same, before, seen)):
            return state, ()
        return replace(state, watches={**state.watches, price.asset: seen}), ()
    fired, left = _fire(sorted(breached, key=_turn), price=price, left=state.left)
    after = tuple([_settle(watch, fired=fired, left=left) for watch in seen])
    return State(watches={**state.watches, price.asset: after}, left=left), tuple(fired.values())


def levels_seen(before: State, after: State, *, price: Price) -> dict[Hashable, Decimal | None]:
    """The level that each rule compared with the price of a step, by id; None: not in force yet.

    Rules that ended before this price, or are armed after it, do not stand in it.
    """
    pairs = zip(
        before.watches.get(price.asset, ()), after.watches.get(price.asset, ()), strict=True
    )
    return {
        now.rule.id: now.level
        for then, now in pairs
        if is_watching(then, at=price.at) and now.status is not Status.EXPIRED
    }


def _is_same(one: Watch, other: Watch) -> bool:
    return one is other


def _turn(watch: Watch) -> tuple[int, Decimal, Hashable]:
    """Sorts breached watches into the order in which they fire."""
    assert watch.level is not None, "a level that is not in force is never breached"
    if watch.rule.kind in FALLING_KINDS:
        # Unlike the minus sign, this never rounds.
        return (0, watch.level.copy_negate(), watch.rule.id)
    return (1, watch.level, watch.rule.id)


def _fire(
    breached: list[Watch], *, price: Price, left: Mapping[Hashable, Decimal]
) -> tuple[dict[Hashable, Watch], dict[Hashable, Decimal]]:
    """Those that fire, by id in their order, and the shares that are then left."""
    left = dict(left)
    fired: dict[Hashable, Watch] = {}
    for watch in breached:
        rule = watch.rule
        sold = None
        if rule.kind not in ALERTS:
            rest = left.get(rule.position, ONE)
            if not rest:
                continue
            share = min(rule.share, rest)
            left[rule.position] = UNROUNDED.subtract(rest, share)
            if rule.quantity is not None:
                sold = UNROUNDED.multiply(rule.quantity, share)
        fired[rule.id] = replace(watch, status=Status.FIRED, fired_by=price, sold=sold)
    return fired, left


def _settle(
    watch: Watch, *, fired: Mapping[Hashable, Watch], left: Mapping[Hashable, Decimal]
) -> Watch:
    """The watch after the firings: fired itself, or cancelled with a position that is used up."""
    rule = watch.rule
    if rule.id in fired:
        return fired[rule.id]
    if watch.status is Status.ARMED and not left.get(rule.position, ONE):
        return replace(watch, status=Status.CANCELLED)
    return watch
