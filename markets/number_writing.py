"""Numbers as the reader's language writes them, by the Unicode CLDR's data (Babel).

Rounding is done before. Figures are made as English writes them, and only their marks and the
places of signs differ, so that a page of a thousand figures costs no more in another language.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language

from markets.numbers import plain

# The exponents of ten that large figures are counted in, the largest first.
SIZES = (12, 9, 6)


@dataclass(frozen=True, slots=True)
class Style:
    """How one language writes numbers, in one region where that is named: de-ch."""

    marks: dict[int, str]
    per_cent: str
    is_sign_last: bool
    before_amount: str
    sizes: dict[int, str]

    def written(self, text: str) -> str:
        """An English number in this language: 20,000.5 is 20.000,5 in German."""
        return text.translate(self.marks)

    def with_sign(self, text: str, sign: str) -> str:
        """A written amount with the sign of its currency: $1,234.50, 1.234,50 $ or $ 1'234.50."""
        return f"{text}\xa0{sign}" if self.is_sign_last else f"{sign}{self.before_amount}{text}"


@cache
def _style(language: str) -> Style:
    locale = Locale.parse(language, sep="-")
    symbols = locale.number_symbols["latn"]
    compact = locale.compact_decimal_formats["short"]["other"]
    currency = locale.currency_formats["standard"]
    return Style(
        marks=str.maketrans({",": symbols["group"], ".": symbols["decimal"]}),
        per_cent=locale.percent_formats[None].suffix[0],
        is_sign_last="¤" in currency.suffix[0],
        before_amount=currency.prefix[0].replace("¤", ""),
        sizes={size: compact[str(10**size)].suffix[0].replace("'", "") for size in SIZES},
    )


def style() -> Style:
    """That of the language of now."""
    return _style(get_language() or settings.LANGUAGE_CODE)


def written(text: str) -> str:
    """An English number in the language of now."""
    return style().written(text)


def count_of(figure: float, places: int = 0) -> int:
    """For a plural: 1 where a figure with so many decimals is shown as one, of either sign."""
    return 1 if round(abs(figure), places) == 1 else 2


def grouped(figure: Decimal) -> str:
    """Every digit of a number, with marks between thousands."""
    return written(f"{Decimal(plain(figure)):,f}")
