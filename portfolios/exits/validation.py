"""What makes a rule, or a plan of them, one that can be armed. Findings come back as values."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from markets.numbers import ONE, ZERO, is_within_limits
from markets.wording import gettext as _
from portfolios.exits.records import Rule
from portfolios.exits.types import ALERTS, FIXED, Kind


class Finding(NamedTuple):
    """What is wrong with which field of a rule."""

    field: str
    message: str


_ABOVE_ZERO = ("entry_price", "quantity", "level", "trail_amount", "activate_at")
FIGURES = (*_ABOVE_ZERO, "percent", "trail_percent", "share")

_LEVELS = ("level", "percent")
_TRAILS = ("trail_amount", "trail_percent")
_STRANGE = {
    **dict.fromkeys(FIXED, (*_TRAILS, "activate_at")),
    Kind.TRAILING_STOP: _LEVELS,
    Kind.BREAK_EVEN: (*_LEVELS, *_TRAILS),
}


def validate_rule(rule: Rule) -> list[Finding]:
    """Everything that is wrong with a rule by itself."""
    found = []
    for name in FIGURES:
        figure = getattr(rule, name)
        message = None if figure is None else figure_problem(name, figure)
        if message is not None:
            found.append(Finding(name, message))
    return found + list(shape_problems(rule))


def figure_problem(name: str, figure: Decimal) -> str | None:
    """What is wrong with the number of a field by itself; None where nothing is."""
    if not figure.is_finite():
        return _("It must be a number.")
    if not is_within_limits(figure):
        return _("It has more than 30 digits before the point or 40 after it.")
    if name in _ABOVE_ZERO and figure <= ZERO:
        return _("It must be above 0.")
    if name == "percent" and figure <= -ONE:
        return _("It is a fraction from the entry and must be above -1: -0.1 is 10% under.")
    if name == "trail_percent" and not ZERO < figure < ONE:
        return _("It is a fraction and must lie between 0 and 1: 0.1 trails 10% under.")
    if name == "share" and not ZERO < figure <= ONE:
        return _("It is a fraction of the position: above 0 and at most 1.")
    return None


def shape_problems(rule: Rule) -> Iterator[Finding]:
    """What a rule of its kind lacks, or has and would never use."""
    for name in _STRANGE[rule.kind]:
        if getattr(rule, name) is not None:
            yield Finding(name, _("A {kind} takes none.").format(kind=rule.kind))
    if rule.kind in FIXED:
        yield from _one_of(rule, names=_LEVELS)
    if rule.kind is Kind.TRAILING_STOP:
        yield from _one_of(rule, names=_TRAILS)
    if rule.entry_price is None and _needs_entry(rule):
        yield Finding("entry_price", _("The level is counted from the entry, which is missing."))
    if rule.armed_at and rule.expires_at and rule.expires_at <= rule.armed_at:
        yield Finding("expires_at", _("It expires before it is armed."))


def validate_plan(rules: Sequence[Rule]) -> list[tuple[int, Finding]]:
    """What is wrong between rules, with the place of the rule that tells it."""
    found = [
        (place, Finding("id", _("Another rule has this id.")))
        for place in _repeats(rule.id for rule in rules)
    ]
    sizes: dict[Hashable, Decimal] = {}
    for place, rule in enumerate(rules):
        if rule.quantity is None or rule.kind in ALERTS:
            continue
        if sizes.setdefault(rule.position, rule.quantity) != rule.quantity:
            message = _("Rows of one asset and group are one position, which has one quantity.")
            found.append((place, Finding("quantity", message)))
    return sorted(found)


def _one_of(rule: Rule, *, names: tuple[str, str]) -> Iterator[Finding]:
    given = [name for name in names if getattr(rule, name) is not None]
    if not given:
        message = _("A {kind} needs {one} or {other}.")
        yield Finding(names[0], message.format(kind=rule.kind, one=names[0], other=names[1]))
    if len(given) > 1:
        message = _("It gives both {one} and {other}.").format(one=names[0], other=names[1])
        yield Finding(names[1], message)


def _needs_entry(rule: Rule) -> bool:
    return rule.kind is Kind.BREAK_EVEN or (rule.kind in FIXED and rule.percent is not None)


def _repeats(keys: Iterable[Hashable]) -> Iterator[int]:
    """The places of keys that stood before."""
    known: set[Hashable] = set()
    for place, key in enumerate(keys):
        if key in known:
            yield place
        known.add(key)
