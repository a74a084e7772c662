"""What makes the terms of a trigger ones that can be armed: each fault names its field."""

from decimal import Decimal

from django.utils.translation import gettext as _

from markets.numbers import UNROUNDED
from portfolios.exits.validation import FIGURES, figure_problem, shape_problems
from portfolios.models import LevelBasis, Trigger, TriggerKind
from portfolios.models.trigger import COST_BASES
from portfolios.selectors.exits.rules import rule_of
from portfolios.services.errors import Refused

LONGEST_WINDOW = 168
MONEY_PLACES = 18
LEAST_LEVEL, MOST_LEVEL = Decimal("1e-18"), Decimal("1e30")
FRACTION_PLACES = 6
_OWN_LEVEL = (TriggerKind.TRAILING_STOP, TriggerKind.BREAK_EVEN, TriggerKind.PRICE_MOVE)
_FRACTIONS = ("percent", "trail_percent")
_MOVE_TAKES = ("entry_price", "trail_amount", "trail_percent", "activate_at")


def refuse_idle_level(kind: str, terms: dict) -> None:
    """Refuse a level next to what says the level already."""
    if terms.get("level") is None:
        return
    if kind in _OWN_LEVEL:
        raise Refused(
            {
                "level": [
                    _("A {kind} takes none: it follows from the other terms.").format(kind=kind)
                ]
            }
        )
    if terms.get("percent") is not None:
        raise Refused(
            {
                "percent": [
                    _("It gives both {one} and {other}.").format(one="level", other="percent")
                ]
            }
        )


def settle_basis(trigger: Trigger) -> None:
    """Fill in what the level is counted from where the terms leave it open."""
    if trigger.kind == TriggerKind.TRAILING_STOP:
        trigger.basis = LevelBasis.HIGH
    elif trigger.kind == TriggerKind.PRICE_MOVE:
        trigger.basis = LevelBasis.WINDOW
    elif trigger.kind == TriggerKind.BREAK_EVEN:
        if trigger.basis not in COST_BASES:
            trigger.basis = (
                LevelBasis.AVERAGE_COST if trigger.entry_price is None else LevelBasis.ENTRY
            )
    elif trigger.percent is None:
        trigger.basis = LevelBasis.PRICE
    elif trigger.basis not in COST_BASES:
        trigger.basis = LevelBasis.ENTRY


def term_errors(trigger: Trigger, *, average: Decimal | None) -> dict[str, list[str]]:
    """What is wrong with the terms, by field; `average` is the average cost of what is held."""
    if trigger.kind not in TriggerKind.values:
        return {"kind": [_("There is no such kind of trigger.")]}
    if trigger.kind == TriggerKind.PRICE_MOVE:
        return _move_errors(trigger)
    errors: dict[str, list[str]] = {}
    for name in FIGURES:
        figure = getattr(trigger, name, None)
        message = None if figure is None else _figure_error(name, Decimal(figure))
        if message is not None:
            errors.setdefault(name, []).append(message)
    if trigger.window_hours is not None:
        errors["window_hours"] = [_("A {kind} takes none.").format(kind=trigger.kind)]
    if errors:
        return errors
    if trigger.basis == LevelBasis.AVERAGE_COST and trigger.entry_price is not None:
        errors["entry_price"] = [_("It is counted from the average cost: leave this empty.")]
    if trigger.basis == LevelBasis.AVERAGE_COST and average is None:
        errors["basis"] = [_("Nothing is held, so there is no average cost: give a price.")]
    for field, message in shape_problems(rule_of(trigger, average=average)):
        if not errors.get("basis"):
            errors.setdefault(field, []).append(message)
    return errors


def refuse_boundless(level: Decimal, *, field: str) -> None:
    """Refuse a level that follows from terms and cannot be stored, at the field of the terms."""
    if not LEAST_LEVEL <= level < MOST_LEVEL:
        raise Refused({field: [_("The level that follows must lie between 1e-18 and 1e30.")]})


def _figure_error(name: str, figure: Decimal) -> str | None:
    message = figure_problem(name, figure)
    if message is not None:
        return message
    if name == "share":
        return None
    if name in _FRACTIONS:
        return None if _places(figure) <= FRACTION_PLACES and figure < 1000 else (
            _("It may have six places and must be under 1000.")
        )  # fmt: skip
    if _places(figure) > MONEY_PLACES or figure >= MOST_LEVEL:
        return _("It must lie between 1e-18 and 1e30, with at most 18 places.")
    return None


def _places(figure: Decimal) -> int:
    return max(0, -UNROUNDED.normalize(figure).as_tuple().exponent)


def _move_errors(trigger: Trigger) -> dict[str, list[str]]:
    errors = {
        name: [_("A {kind} takes none.").format(kind=trigger.kind)]
        for name in _MOVE_TAKES
        if getattr(trigger, name) is not None
    }
    percent = trigger.percent
    if percent is None:
        errors["percent"] = [_("A price_move needs percent: -0.1 is a fall of 10%.")]
    elif (message := _figure_error("percent", percent)) is not None:
        errors["percent"] = [message]
    elif percent == 0:
        errors["percent"] = [_("It must not be 0.")]
    if not trigger.window_hours or trigger.window_hours > LONGEST_WINDOW:
        message = _("It must be from 1 to {most} hours.").format(most=LONGEST_WINDOW)
        errors["window_hours"] = [message]
    return errors
