"""Formulas over columns: names, numbers, + − × ÷ and parentheses. Nothing else is evaluated."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import numpy as np

from markets.wording import gettext as _

LONGEST = 200
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)|(?P<name>[a-z][a-z0-9_]*)"
    r"|(?P<sign>[-+*/()×÷−·]))"
)
_SIGNS = {"×": "*", "·": "*", "÷": "/", "−": "-"}
_NEGATED = "negated"
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, _NEGATED: 3}


class FormulaError(ValueError):
    """Why a text is no formula."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed formula: its steps in postfix order (numbers, names and signs)."""

    text: str
    steps: tuple[float | str, ...]

    @property
    def names(self) -> list[str]:
        """The columns that it reads, each once."""
        known = {*_STRENGTH}
        return list(
            dict.fromkeys(one for one in self.steps if isinstance(one, str) and one not in known)
        )

    def values(self, column: Callable[[str], np.ndarray]) -> np.ndarray:
        """(N,) from columns (N,) by name; unknown where an input is, x ÷ 0 or not finite: NaN."""
        stack: list[np.ndarray | float] = []
        with np.errstate(all="ignore"):
            for step in self.steps:
                if isinstance(step, float):
                    stack.append(np.float64(step))
                elif step == _NEGATED:
                    stack.append(-stack.pop())
                elif step in _STRENGTH:
                    right, left = stack.pop(), stack.pop()
                    stack.append(_APPLY[step](left, right))
                else:
                    stack.append(column(step))
        (result,) = stack
        return np.where(np.isfinite(result), result, np.nan)


_APPLY = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}


def parse_formula(text: str, *, names: Collection[str]) -> Formula:
    """A formula over columns of these names, at least one of them. Raises `FormulaError`."""
    if len(text) > LONGEST:
        raise FormulaError(_("A formula has at most {count} characters.").format(count=LONGEST))
    steps: list[float | str] = []
    waiting: list[str] = []
    expects_value = True
    for part in _tokens(text, names=names):
        is_operand = isinstance(part, float) or part in names
        is_sign_of_value = expects_value and part in ("-", "+")
        if (is_operand or part == "(") != expects_value and not is_sign_of_value:
            raise FormulaError(_misplaced(part, expects_value=expects_value))
        if isinstance(part, float) or part in names:
            steps.append(part)
            expects_value = False
        elif part == "(":
            waiting.append(part)
        elif part == ")":
            _close(steps, waiting)
        elif is_sign_of_value:
            waiting += [_NEGATED] if part == "-" else []
        else:
            while waiting and _STRENGTH.get(waiting[-1], 0) >= _STRENGTH[part]:
                steps.append(waiting.pop())
            waiting.append(part)
            expects_value = True
    return _finished(text, steps, waiting, expects_value=expects_value)


def _tokens(text: str, *, names: Collection[str]) -> Iterator[float | str]:
    place, end = 0, len(text.rstrip())
    while place < end:
        found = _TOKEN.match(text, place)
        if found is None:
            message = _("“{sign}” cannot stand in a formula.")
            raise FormulaError(message.format(sign=text[place:].strip()[0]))
        place = found.end()
        name = found["name"]
        if name and name not in names:
            raise FormulaError(_("There is no column “{name}”.").format(name=name))
        yield float(found["number"]) if found["number"] else name or _sign(found["sign"])


def _sign(text: str) -> str:
    return _SIGNS.get(text, text)


def _close(steps: list[float | str], waiting: list[str]) -> None:
    while waiting and waiting[-1] != "(":
        steps.append(waiting.pop())
    if not waiting:
        raise FormulaError(_("A parenthesis is closed that was not opened."))
    waiting.pop()


def _finished(
    text: str, steps: list[float | str], waiting: list[str], *, expects_value: bool
) -> Formula:
    if expects_value:
        raise FormulaError(_("The formula ends before its last value."))
    if "(" in waiting:
        raise FormulaError(_("A parenthesis is not closed."))
    formula = Formula(text.strip(), (*steps, *reversed(waiting)))
    if not formula.names:
        raise FormulaError(_("A formula needs at least one column."))
    return formula


def _misplaced(part: float | str, *, expects_value: bool) -> str:
    shown = f"{part:g}" if isinstance(part, float) else part
    if expects_value:
        return _("“{part}” stands where a value is due.").format(part=shown)
    return _("“{part}” stands where a sign is due.").format(part=shown)
