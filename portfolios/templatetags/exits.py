"""The price ladder of a position, drawn on the server."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from markets.number_writing import written
from markets.templatetags.figures import percent, price
from markets.wording import within_sentence
from portfolios.exits.ladder import Mark, Placed, label, place
from portfolios.exits.types import FALLING_KINDS
from portfolios.models.trigger import EXITS

register = template.Library()

# Units a picture of this layout is at least wide: a phone's card, a tablet's, a desktop's.
ROOM = 1.15
LAYOUTS = (("narrow", 300.0), ("wide", 640.0), ("full", 1080.0))
_TRAIL = pgettext_lazy("short name of a trailing stop", "Trail")
SHORT = {
    "stop_loss": gettext_lazy("Stop"), "trailing_stop": _TRAIL,
    "break_even": gettext_lazy("Even"), "take_profit": gettext_lazy("Target"),
    "price_above": gettext_lazy("Alert"), "price_below": gettext_lazy("Alert"),
    "price_move": pgettext_lazy("of the price", "Move"),
}  # fmt: skip
_TYPED = {
    "stop": gettext_lazy("Stop"), "trail": _TRAIL,
    "target": gettext_lazy("Target"), "alert": gettext_lazy("Alert"),
}  # fmt: skip
_DRAWN = {
    "stop_loss": "stop", "break_even": "stop", "trailing_stop": "trail", "take_profit": "target",
}  # fmt: skip


@register.inclusion_tag("includes/ladder.html")
def price_ladder(entry, currency):
    """An asset's levels on one axis with its price and cost, once for phones and once for more."""
    now = _price_of(entry)
    over = [_level(one, now, currency) for one in entry.levels if one.amount and one.amount > 0]
    under = _figures(entry, now, currency)
    placed = place([*over, *under])
    if not over or now is None:
        return {"layouts": []}
    above, below = placed[: len(over)], placed[len(over) :]
    return {
        "layouts": [
            {"name": name, "above": _drawn(label(above, width=width)),
             "below": _drawn(label(below, width=width))}
            for name, width in LAYOUTS
        ],
        "bands": _bands(above, below[0]),
        "label": _text(entry, over, under),
    }  # fmt: skip


@register.inclusion_tag("includes/typed_ladder.html")
def typed_ladder(facts, currency, decimal_mark="."):
    """The levels of a form on one axis with the price and the cost, each a mark to be moved."""
    marks = [_typed(one, currency) for one in facts.levels]
    under = [Mark("now", float(facts.price), (_("Now"), _compact(facts.price, currency)))]
    if facts.cost:
        under.append(
            Mark("cost", float(facts.cost), (_("Avg. cost"), _compact(facts.cost, currency)), 1)
        )
    prices = [mark.price for mark in (*marks, *under)]
    # Room to move the outermost marks on.
    ends = [Mark("", min(prices) / ROOM, ()), Mark("", max(prices) * ROOM, ())]
    placed = place([*marks, *under, *ends])
    above = label(placed[: len(marks)], width=LAYOUTS[0][1])
    below = label(placed[len(marks) : -len(ends)], width=LAYOUTS[0][1])
    drawn = [
        {**one, "meaning": meaning}
        for one, meaning in zip(_drawn(above), facts.levels, strict=True)
    ]
    return {
        "above": drawn, "below": _drawn(below), "bands": _bands(above, below[0]), "facts": facts,
        "low": ends[0].price, "high": ends[1].price, "decimal_mark": decimal_mark,
    }  # fmt: skip


def _typed(meaning, currency) -> Mark:
    level = meaning.level
    lines = (str(_TYPED[level.kind]), _compact(level.price, currency))
    return Mark(level.kind, float(level.price), lines, abs(float(meaning.from_price)), level.field)


def _price_of(entry):
    """In the currency of the portfolio's figures, also of what is only watched."""
    if entry.holding is not None:
        return entry.holding.price
    known = next((one for one in entry.levels if one.amount and one.distance is not None), None)
    return None if known is None else known.amount / (1 + known.distance)


def _level(one, now, currency) -> Mark:
    trigger = one.trigger
    lines = (str(SHORT[trigger.kind]), _compact(one.amount, currency))
    far = abs(float(one.distance or 0))
    # Where labels have no room, those of exits stay longest, and of them the nearest.
    rank = far if trigger.is_exit else 1000 + far
    return Mark(_DRAWN.get(trigger.kind, "alert"), float(one.amount), lines, rank)


def _figures(entry, now, currency) -> list[Mark]:
    if now is None:
        return []
    marks = [Mark("now", float(now), (_("Now"), _compact(now, currency)), 0.0)]
    cost = entry.holding.average_cost if entry.holding is not None else None
    if cost is not None and cost > 0:
        marks.append(Mark("cost", float(cost), (_("Avg. cost"), _compact(cost, currency)), 1.0))
    return marks


def _compact(amount, currency) -> str:
    """A price without the cents that nobody reads on an axis."""
    text = price(amount, currency)
    return (
        price(round(amount), currency).replace(written(".00"), "") if abs(amount) >= 1000 else text
    )


def _drawn(placed: list[Placed]) -> list[dict]:
    return [
        {
            "kind": one.mark.kind, "name": one.mark.lines[0], "price": one.mark.lines[1],
            "x": f"{100 * one.x:.2f}",
            "label_x": None if one.label_x is None else f"{100 * one.label_x:.2f}",
        }
        for one in placed
    ]  # fmt: skip


def _bands(above: list[Placed], now: Placed) -> list[dict]:
    """The stretches from the price to its nearest stop and its nearest target."""
    stops = [one.x for one in above if one.mark.kind in ("stop", "trail") and one.x <= now.x]
    targets = [one.x for one in above if one.mark.kind == "target" and one.x >= now.x]
    bands = []
    if stops:
        bands.append({"kind": "stop", "from": max(stops), "to": now.x})
    if targets:
        bands.append({"kind": "target", "from": now.x, "to": min(targets)})
    return [
        {**band, "from": f"{100 * band['from']:.2f}", "to": f"{100 * band['to']:.2f}"}
        for band in bands
    ]


def _text(entry, over: list[Mark], under: list[Mark]) -> str:
    """The picture in words, from the lowest price to the highest."""
    marks = sorted([*over, *under], key=lambda mark: mark.price)
    said = ", ".join(f"{within_sentence(mark.lines[0])} {mark.lines[1]}" for mark in marks)
    return _("{symbol} from low to high: {levels}").format(symbol=entry.asset.symbol, levels=said)


@register.simple_tag
def away(level):
    """How far a level is, in words: 12.3% under, or nothing where it is not known."""
    if level.distance is None:
        return ""
    text = _("{distance} under") if level.distance < 0 else _("{distance} over")
    return _beside(level.distance, text)


@register.filter
def meaning_in_words(one) -> str:
    """Where a typed level stands: 10.0% under the price, 35.0% over your average cost."""
    under, over = _("{distance} under the price"), _("{distance} over the price")
    said = [_beside(one.from_price, under if one.from_price < 0 else over)]
    if one.from_cost is not None:
        under = _("{distance} under your average cost")
        over = _("{distance} over your average cost")
        said.append(_beside(one.from_cost, under if one.from_cost < 0 else over))
    return ", ".join(said)


def _beside(fraction, text: str) -> str:
    return text.format(distance=percent(abs(fraction), 1))


@register.filter
def sign_of(trigger) -> str:
    """The sign of a trigger: stop, target or alert."""
    if not trigger.is_exit:
        return "alert"
    return "stop" if trigger.kind in FALLING_KINDS else "target"


@register.filter
def tells_to_sell(alert) -> bool:
    """By the kind that it fired as: its trigger may be another one by now."""
    return alert.kind in EXITS and alert.quantity > 0
