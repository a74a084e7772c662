"""Reads numbers as people, spreadsheets and these pages write them. Nothing is rounded or guessed.

`1,234` is a thousand in one country and one and a bit in another, and so is `1.234`: both readings
are returned, and whoever has to decide decides. Grouping is taken only where it is regular.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import decimal as digit_of

from markets.numbers import UNROUNDED, plain
from markets.wording import gettext as _

MARKS = (".", ",")
LONGEST_TEXT = 120

SPACES = "\u0020\u00a0\u2007\u2008\u2009\u202f'\u2019"
_GAP = f"[{SPACES}]"
_WITHOUT_GAPS = str.maketrans("", "", SPACES)
_GROUPED = r"[1-9][0-9]{{0,2}}(?:{0}[0-9]{{3}})+"
# Lakhs and crores: groups of two before the last three digits.
_INDIAN = r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}"
_SCIENTIFIC = r"(?:[0-9]+(?:{0}[0-9]*)?|{0}[0-9]+)[eE][+-]?[0-9]{{1,3}}"


def _grammar(mark: str) -> re.Pattern[str]:
    """What a number without its sign looks like where `mark` stands before the decimals."""
    point, group = map(re.escape, (mark, _other(mark)))
    wholes = ["[0-9]+", _GROUPED.format(group), _GROUPED.format(_GAP)]
    if mark == ".":
        wholes.append(_INDIAN)
    decimals = f"(?:{'|'.join(wholes)})(?:{point}[0-9]*)?|{point}[0-9]+"
    return re.compile(f"{decimals}|{_SCIENTIFIC.format(point)}")


def _other(mark: str) -> str:
    return "," if mark == "." else "."


_GRAMMARS = {mark: _grammar(mark) for mark in MARKS}

# What stands for an ASCII sign of a number in other scripts and typographies.
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("−‐‑‒–﹣－", "-"), "＋": "+", "．": ".", "，": ",", "٫": ".", "٬": "'",
        "％": "%", "٪": "%", "（": "(", "）": ")", "＄": "$", "￡": "£", "￥": "¥", "＇": "'",
        # Marks of direction and of no width, which a copied text may hold.
        **dict.fromkeys("\u200b\u200e\u200f\u061c\u2066\u2067\u2068\u2069\ufeff", None),
    }
)  # fmt: skip
_MAGNITUDES = {
    "k": 3, "tsd": 3, "m": 6, "mn": 6, "mio": 6, "mln": 6, "b": 9, "bn": 9, "mrd": 9, "t": 12,
    "tn": 12,
}  # fmt: skip
_DOLLARS = frozenset({"USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD"})
# The currencies that a sign beside a number can mean, by the sign in capitals.
CODES_BY_SIGN = {
    "$": _DOLLARS, "US$": {"USD"}, "A$": {"AUD"}, "AU$": {"AUD"}, "C$": {"CAD"},
    "CA$": {"CAD"}, "HK$": {"HKD"}, "MX$": {"MXN"}, "NZ$": {"NZD"},
    "S$": {"SGD"}, "R$": {"BRL"}, "€": {"EUR"}, "£": {"GBP"}, "¥": {"JPY", "CNY"}, "₹": {"INR"},
    "₩": {"KRW"}, "₺": {"TRY"}, "₱": {"PHP"}, "₪": {"ILS"}, "₽": {"RUB"}, "₴": {"UAH"},
    "₦": {"NGN"}, "฿": {"THB"}, "₫": {"VND"}, "₿": {"BTC"}, "Ξ": {"ETH"}, "KR": {"SEK", "NOK",
    "DKK", "ISK"}, "ZŁ": {"PLN"}, "KČ": {"CZK"}, "FT": {"HUF"}, "FR": {"CHF"}, "LEI": {"RON"},
}  # fmt: skip
_UNIT = r"[A-Za-z]{0,3}[$€£¥₹₩₽₺₿₱₪₫₦₴฿Ξ]|[^\W\d_]{2,10}\.?"
_WRITTEN = re.compile(
    rf"""(?P<open>\()?\s*(?P<sign>[-+])?\s*(?:(?P<before>{_UNIT})\s*(?P<inner>[-+])?\s*)?
    (?P<body>[0-9.,](?:[0-9.,{SPACES}]*[0-9.,])?(?:[eE][+-]?[0-9]+)?)
    (?:\s*(?P<size>(?i:{"|".join(sorted(_MAGNITUDES, key=len, reverse=True))}))\.?(?![^\W\d_]))?
    \s*(?P<after>{_UNIT})?\s*(?P<percent>%)?\s*(?P<last>-)?\s*(?P<close>\))?""",
    re.VERBOSE,
)


class NotANumber(ValueError):
    """The text is no number in any reading."""


class Ambiguous(ValueError):
    """The text is two numbers, by the decimal mark that is meant; `choices` has both."""

    def __init__(self, choices: tuple[Decimal, ...]) -> None:
        super().__init__(*map(plain, choices))
        self.choices = choices


@dataclass(frozen=True, slots=True)
class Written:
    """A number as it was written: its value by decimal mark, its unit (a sign or code) if any."""

    values: dict[str, Decimal]
    unit: str = ""
    is_percent: bool = False

    def value(self, *, mark: str) -> Decimal:
        """The value for someone whose locale has this decimal mark.

        These pages write a point. So to those who do too, a point and a comma mean one thing
        each; to others both may mean either. Raises `Ambiguous`.
        """
        found = tuple(dict.fromkeys(self.values.values()))
        if len(found) == 1:
            return found[0]
        if mark == ".":
            return self.values[mark]
        raise Ambiguous(found)


def readings(body: str) -> dict[str, Decimal]:
    """What ASCII digits with marks and gaps mean, by the decimal mark; empty for no number."""
    found = {}
    for mark, grammar in _GRAMMARS.items():
        if grammar.fullmatch(body):
            bare = body.translate(_WITHOUT_GAPS).replace(_other(mark), "").replace(mark, ".")
            found[mark] = Decimal(bare)
    return found


def read_written(text: str) -> Written:
    """A number with its sign, unit, magnitude (`k`, `m`, `bn`, `t`) or percent sign.

    Digits of any script are taken. Raises `NotANumber`.
    """
    if len(text) > LONGEST_TEXT:
        raise NotANumber(_("The text is too long for a number."))
    found = _WRITTEN.fullmatch(_in_ascii(text).strip())
    if found is None:
        raise NotANumber(_("“{text}” is not a number.").format(text=text.strip()))
    part = found.groupdict()
    values = readings(part["body"])
    signs = [part[name] for name in ("sign", "inner", "last") if part[name]]
    is_whole = bool(part["open"]) == bool(part["close"])
    if not values or not is_whole or len(signs) + bool(part["open"]) > 1:
        raise NotANumber(_("“{text}” is not a number.").format(text=text.strip()))
    if part["before"] and part["after"]:
        raise NotANumber(_("“{text}” has two units.").format(text=text.strip()))
    power = _MAGNITUDES[part["size"].lower()] if part["size"] else 0
    is_negative = "-" in signs or bool(part["open"])
    return Written(
        {mark: _signed(value, power=power, minus=is_negative) for mark, value in values.items()},
        unit=part["before"] or part["after"] or "",
        is_percent=bool(part["percent"]),
    )


def unambiguous(number: Decimal, *, mark: str) -> str:
    """The plain text of a number that `Written.value` reads back as the same one.

    Where a single group of three decimals could be thousands, a zero after it says that it is not.
    """
    text = plain(number)
    return (
        f"{text}0" if mark != "." and len(readings(text.lstrip("-"))) > 1 and "." in text else text
    )


def _in_ascii(text: str) -> str:
    signs = text.translate(_SIGNS)
    if signs.isascii():
        return signs
    return "".join(one if (n := digit_of(one, None)) is None else str(n) for one in signs)


def _signed(value: Decimal, *, power: int, minus: bool) -> Decimal:
    scaled = UNROUNDED.scaleb(value, power) if power else value
    return scaled.copy_negate() if minus and scaled else scaled
