"""How figures are written on a page. Rounding happens here and nowhere before."""

from contextvars import ContextVar
from decimal import Decimal, InvalidOperation
from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext

from markets.number_writing import Style, style, written
from markets.numbers import CONTEXT, exact_decimal, plain

register = template.Library()

ABSENT = "–"
MINUS = "−"
# Whether amounts of money and units are hidden from the page that is being rendered. Prices,
# percentages and figures of the market are not: these say nothing of what somebody owns.
AMOUNTS_HIDDEN: ContextVar[bool] = ContextVar("amounts_hidden", default=False)
HIDDEN = "•••"
# Signs go before the figure; every other currency is written by its code after it.
SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "BTC": "₿", "ETH": "Ξ"}
NO_CENTS = {"JPY", "KRW", "HUF", "IDR", "ISK"}
# Of the digits of a figure, those by which it is not nothing.
_COUNTING = frozenset("123456789")
# A return from which on a cell has the next shade, up or down.
SHADES = tuple(map(Decimal, ("0.005", "0.02", "0.05", "0.1", "0.2")))


def _decimal(value) -> Decimal | None:
    if value is None or value == "":
        return None
    number = exact_decimal(value) if isinstance(value, float) else Decimal(value)
    return number if number.is_finite() else None


@cache
def _step(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def _grouped(number: Decimal, places: int, ours: Style) -> tuple[str, bool]:
    # Asking for the language takes as long as all else here: each figure does it once.
    try:
        rounded = number.quantize(_step(places), context=CONTEXT)
    except InvalidOperation:  # so many digits stand before the point that none is that fine
        rounded = number
    return ours.written(f"{rounded.copy_abs():,f}"), rounded < 0


def _amount(number: Decimal, places: int, ours: Style, *, code: str, suffix: str = "") -> str:
    text, negative = _grouped(number, places, ours)
    minus = MINUS if negative else ""
    if code in SIGNS:
        return f"{minus}{ours.with_sign(text + suffix, SIGNS[code])}"
    return f"{minus}{text}{suffix} {code}".rstrip()


def _places_of_price(number: Decimal) -> int:
    """Enough digits to tell a small price: four that count, never fewer than two places."""
    if number == 0 or abs(number) >= 1:
        return 2
    return min(18, 3 - number.adjusted())


@register.filter
def money(value, code="USD"):
    """1234.5 → $1,234.50; in a coin, eight places."""
    if AMOUNTS_HIDDEN.get():
        return HIDDEN
    number = _decimal(value)
    if number is None:
        return ABSENT
    places = 8 if code in {"BTC", "ETH"} else 0 if code in NO_CENTS else 2
    return _amount(number, places, style(), code=code)


@register.filter
def price(value, code="USD"):
    """A price of any size: $64,120.55, $0.00001234."""
    number = _decimal(value)
    if number is None:
        return ABSENT
    return _amount(number, _places_of_price(number), style(), code=code)


@register.filter
def large_money(value, code="USD"):
    """1.25e9 → $1.25B: for capitalisations and volumes."""
    number = _decimal(value)
    if number is None:
        return ABSENT
    ours = style()
    for size, suffix in ours.sizes.items():
        if number and number.adjusted() >= size:
            return _amount(CONTEXT.scaleb(number, -size), 2, ours, code=code, suffix=suffix)
    return _amount(number, 0, ours, code=code)


@register.filter
def quantity(value):
    """A quantity with the digits it has: eight places at most, unless it is very small."""
    if AMOUNTS_HIDDEN.get():
        return HIDDEN
    number = _decimal(value)
    if number is None:
        return ABSENT
    places = 8 if number == 0 or abs(number) >= Decimal("0.0001") else 18
    if abs(number) >= 1000:
        places = 4
    ours = style()
    text, negative = _grouped(number, places, ours)
    mark = ours.written(".")
    if mark in text:
        text = text.rstrip("0").rstrip(mark)
    return (MINUS if negative else "") + text


@register.filter
def quantity_of(value, asset):
    """A quantity as its asset is counted: money in cents, anything else with its own digits."""
    number = _decimal(value)
    if number is None or AMOUNTS_HIDDEN.get() or not asset.is_fiat:
        return quantity(value)
    places = 0 if asset.symbol in NO_CENTS else 2
    if 0 < abs(number) < Decimal(1).scaleb(-places):
        return quantity(value)
    text, negative = _grouped(number, places, style())
    return (MINUS if negative else "") + text


@register.filter
def rate(value):
    """A rate of exchange in dollars: five digits that count, as such rates are quoted."""
    number = _decimal(value)
    if number is None:
        return ABSENT
    places = min(18, max(2, 4 - number.adjusted())) if number else 2
    return _amount(number, places, style(), code="USD")


@register.filter
def exact(value):
    """Every digit of an amount and no noise, for scripts and tool tips; nothing of a hidden one."""
    return "" if AMOUNTS_HIDDEN.get() else exact_price(value)


@register.filter
def exact_price(value):
    """Every digit of a stored price or percentage and no noise, for forms and scripts."""
    number = _decimal(value)
    return "" if number is None else plain(number)


@register.filter
def in_full(value):
    """Every digit of a number that is no amount, as the reader's language writes it."""
    return written(exact_price(value))


@register.filter
def percent(value, places=2):
    """A fraction as a percentage: 0.0123 → 1.23%."""
    number = _decimal(value)
    if number is None:
        return ABSENT
    ours = style()
    text, negative = _grouped(CONTEXT.multiply(number, 100), int(places), ours)
    return f"{MINUS if negative else ''}{text}{ours.per_cent}"


@register.filter
def change(value, places=2):
    """A signed, coloured percentage; the sign says what the colour says."""
    number = _decimal(value)
    hundredfold = None if number is None else CONTEXT.multiply(number, 100)
    ours = style()
    return _toned(hundredfold, int(places), ours, suffix=ours.per_cent)


@register.filter
def shade(value) -> str:
    """The class of a cell: up-1 … up-5, down-1 … down-5; nothing for next to none and unknown."""
    if value is None:
        return ""
    steps = sum(1 for limit in SHADES if abs(value) >= limit)
    if not steps:
        return ""
    return f"{'up' if value > 0 else 'down'}-{steps}"


@register.filter
def signed(value, places=2):
    """A fraction as a percentage with its sign, uncoloured: the cell has a shade."""
    text = percent(value, places)
    return text if text == ABSENT or value <= 0 or _COUNTING.isdisjoint(text) else f"+{text}"


@register.filter
def size(value: float | None) -> float | None:
    """A figure without its sign, for words that say which way it goes."""
    return None if value is None else abs(value)


@register.filter
def side(value: float | None, places: int = 2) -> int:
    """1, −1 or 0: above nothing, under it, or neither once it is shown as a percentage."""
    shown = round(100 * (value or 0.0), int(places))
    return (shown > 0) - (shown < 0)


@register.filter
def gain(value, code="USD"):
    """A signed, coloured amount of money; neither sign nor colour of a hidden one."""
    if AMOUNTS_HIDDEN.get():
        return HIDDEN
    number = _decimal(value)
    if number is None:
        return format_html('<span class="flat">{}</span>', ABSENT)
    text = money(number, code)
    return _coloured(text.removeprefix(MINUS), negative=text.startswith(MINUS))


@register.filter
def code_name(code):
    """staking_reward → Staking reward."""
    return gettext(str(code).replace("_", " ").capitalize())


@register.simple_tag(takes_context=True)
def page_query(context, key, number):
    """The page's own query with another page of one of its lists."""
    query = context["request"].GET.copy()
    query[key] = number
    return f"?{query.urlencode()}"


@register.filter
def ratio_of(value, whole):
    """value ÷ whole, or nothing where there is no whole."""
    part, total = _decimal(value), _decimal(whole)
    if part is None or not total:
        return None
    return part / total


def toned(value, *, places: int, suffix: str):
    """A signed, coloured number with its unit; unknown is a dash."""
    return _toned(_decimal(value), int(places), style(), suffix=suffix)


def _toned(number: Decimal | None, places: int, ours: Style, *, suffix: str):
    if number is None:
        return format_html('<span class="flat">{}</span>', ABSENT)
    text, negative = _grouped(number, places, ours)
    return _coloured(text + suffix, negative=negative)


def _coloured(text: str, *, negative: bool):
    """A sign and a colour; what rounds to nothing has neither."""
    if _COUNTING.isdisjoint(text):
        return format_html('<span class="flat">{}</span>', text)
    if negative:
        return format_html('<span class="down">−{}</span>', text)
    return format_html('<span class="up">+{}</span>', text)


COLOURS = 8


@register.inclusion_tag("includes/donut.html")
def donut(slices, label):
    """A ring of named weights: the first seven, and what is left as one.

    What counts less than nothing has its weight beside the ring and no part of it.
    """
    shown = [(part.name, float(part.weight)) for part in slices[: COLOURS - 1]]
    rest = sum(float(part.weight) for part in slices[COLOURS - 1 :])
    if rest:
        shown.append((gettext("Other"), rest))
    whole = sum(weight for _, weight in shown if weight > 0)
    arcs, start = [], 0.0
    for number, (name, weight) in enumerate(shown, 1):
        length = 100 * weight / whole if weight > 0 else 0.0
        arcs.append(
            {
                "name": name, "weight": weight,
                "colour": number,
                # The ring's circumference is 100; the first part begins at twelve o'clock.
                "length": f"{length:.3f}", "gap": f"{100 - length:.3f}",
                "offset": f"{25 - start:.3f}",
            }
        )  # fmt: skip
        start += length
    return {"arcs": arcs, "label": label}
