"""Numbers as people and exchanges write them, turned to exact decimals or refused.

`1,234` is a thousand in one country and one and a bit in another, and so is `1.234`: a file's own
other cells decide which it is; where they do not, the cell is refused rather than guessed.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from markets.number_reading import readings
from markets.numbers import STORED_PLACES, ZERO, plain
from markets.wording import Figure, sentence
from portfolios.accounting.core.validation import INTEGER_DIGITS
from portfolios.importers.base import RowReadError

# What most cells hold: within every limit by its form alone, and read in one way only.
_SURE = re.compile(r"[0-9]{1,18}(?:\.(?:[0-9]{1,2}|[0-9]{4,18}))?|0\.[0-9]{3}")
_BARE = re.compile(r"[-+]?[0-9.,]*")
_SCIENTIFIC = re.compile(r"(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)[eE][+-]?[0-9]{1,3}")
# `€`, `US$`, `EUR`, `kr`, `Kč`: signs and codes before or after an amount, with or without a space.
_CURRENCY = re.compile(
    r"(?:US|A|C|CA|AU|NZ|HK|S|R|MX)?[$€£¥₹₩₽₺₿₱₪₫₦₴฿]|(?<![^\W\d_])"
    # Not a magnitude: `1.5bn` without its letters would be another number.
    r"(?!(?i:bn|mn|mi[ol]|mill|mln|mrd|tsd|tn|lakh|crore)(?![^\W\d_]))[^\W\d_]{2,5}(?![^\W\d_])"
)
_SPECIAL = re.compile(r"[+-]?(?:nan|snan|inf|infinity|∞)", re.IGNORECASE)


@dataclass(slots=True)
class NumberStyle:
    """Which decimal mark a file uses, learnt from the cells that leave no doubt.

    `given` is the mark that a person said the file has, and wins. `writes_dots` says that the
    file comes from a source that never groups digits and always writes a point. `asked` turns
    True where a cell stayed undecided.
    """

    dot: bool = False
    comma: bool = False
    given: str = ""
    writes_dots: bool = False
    asked: bool = False

    def mark(self) -> str:
        """The decimal mark, or nothing where the cells decide for neither."""
        if self.given or self.dot == self.comma:
            return self.given
        return "." if self.dot else ","

    def learn(self, text: str) -> None:
        """Take one numeric cell as evidence, if it is any."""
        if (self.dot and "," not in text and text.count(".") == 1) or (
            self.comma and "." not in text and text.count(",") == 1
        ):
            return
        marks = readings(_unsigned(strip_money(text))[0])
        if len(marks) == 1:
            self.dot |= "." in marks
            self.comma |= "," in marks


def strip_money(text: str) -> str:
    """The number in a money cell: `-€1,234.50`, `1.234,50 EUR`, `$5` without their signs."""
    cleaned = text.strip().replace("\u2212", "-")
    if _BARE.fullmatch(cleaned):
        return cleaned
    if _SPECIAL.fullmatch(cleaned) or _SCIENTIFIC.fullmatch(cleaned.lstrip("+-")):
        return cleaned
    return _CURRENCY.sub("", cleaned).strip().replace("- ", "-")


def parse_amount(text: str, *, style: NumberStyle, field: str, money: bool = False) -> Decimal:
    """The exact value of a cell, with its sign.

    Raises RowReadError where the cell is no finite number, can be read in two ways, or holds more
    than 18 decimals or 30 digits before them; nothing is ever rounded.
    """
    if _SURE.fullmatch(text):
        return Decimal(text) or ZERO
    raw = strip_money(text) if money else text.strip().replace("\u2212", "-")
    if _SPECIAL.fullmatch(raw):
        raise RowReadError(field, sentence("“{text}” is not a finite number", text=_short(text)))
    body, negative = _unsigned(raw)
    value = _value_of(body, style=style, field=field, shown=text)
    value = _checked(value, field=field, shown=text)
    return value.copy_negate() if negative else value


def _unsigned(raw: str) -> tuple[str, bool]:
    """A number without its sign, and whether that was a minus or the parentheses of accountants."""
    if raw.startswith("(") and raw.endswith(")"):
        return raw[1:-1].strip(), True
    if raw.startswith(("-", "+")):
        return raw[1:].strip(), raw.startswith("-")
    return raw, False


def _value_of(body: str, *, style: NumberStyle, field: str, shown: str) -> Decimal:
    """What the digits mean; read as the rest of the file, its source or a person decides."""
    found = readings(body)
    if not found:
        raise RowReadError(field, sentence("“{text}” is not a number", text=_short(shown)))
    if len(set(found.values())) == 1:
        return next(iter(found.values()))
    mark = style.mark() or ("." if "." in body and style.writes_dots else "")
    if mark:
        return found[mark]
    style.asked = True
    whole, fraction = sorted(found.values(), reverse=True)
    raise RowReadError(
        field,
        sentence(
            "“{text}” can be read as {whole} or as {fraction}, and no other number in the file "
            "decides it: say which decimal mark the file uses, or write it with a decimal point "
            "and no thousands separator",
            text=_short(shown),
            whole=Figure(plain(whole)),
            fraction=Figure(plain(fraction)),
        ),
    )


def _checked(value: Decimal, *, field: str, shown: str) -> Decimal:
    digits = value.as_tuple()
    figures = "".join(map(str, digits.digits)).lstrip("0")
    significant = figures.rstrip("0")
    exponent = int(digits.exponent) + len(figures) - len(significant)
    if not significant:
        return ZERO
    if -exponent > STORED_PLACES:
        message = sentence(
            "“{text}” has {n} decimals; at most {most} are kept",
            text=_short(shown), n=-exponent, most=STORED_PLACES,
        )  # fmt: skip
        raise RowReadError(field, message)
    if len(significant) + exponent > INTEGER_DIGITS:
        message = sentence(
            "“{text}” has more than {most} digits before the point",
            text=_short(shown), most=INTEGER_DIGITS,
        )  # fmt: skip
        raise RowReadError(field, message)
    return Decimal((0, tuple(map(int, significant + "0" * max(exponent, 0))), min(exponent, 0)))


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 60 else f"{text[:57]}…"
