"""The price ladder of a position, drawn on the server."""

from django import template

from markets.templatetags.figures import percent, price
from portfolios.exits.ladder import Mark, Placed, label, place
from portfolios.exits.types import FALLING_KINDS
from portfolios.models.trigger import EXITS

register = template.Library()

# Units a picture of this layout is at least wide: a phone's card, a tablet's, a desktop's.
LAYOUTS = (("narrow", 300.0), ("wide", 640.0), ("full", 1080.0))
SHORT = {
    "stop_loss": "Stop", "trailing_stop": "Trail", "break_even": "Even", "take_profit": "Target",
    "price_above": "Alert", "price_below": "Alert", "price_move": "Move",
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


def _price_of(entry):
    """In the currency of the portfolio's figures, also of what is only watched."""
    if entry.holding is not None:
        return entry.holding.price
    known = next((one for one in entry.levels if one.amount and one.distance is not None), None)
    return None if known is None else known.amount / (1 + known.distance)


def _level(one, now, currency) -> Mark:
    trigger = one.trigger
    lines = (SHORT[trigger.kind], _compact(one.amount, currency))
    far = abs(float(one.distance or 0))
    # Where labels have no room, those of exits stay longest, and of them the nearest.
    rank = far if trigger.is_exit else 1000 + far
    return Mark(_DRAWN.get(trigger.kind, "alert"), float(one.amount), lines, rank)


def _figures(entry, now, currency) -> list[Mark]:
    if now is None:
        return []
    marks = [Mark("now", float(now), ("Now", _compact(now, currency)), 0.0)]
    cost = entry.holding.average_cost if entry.holding is not None else None
    if cost is not None and cost > 0:
        marks.append(Mark("cost", float(cost), ("Avg. cost", _compact(cost, currency)), 1.0))
    return marks


def _compact(amount, currency) -> str:
    """A price without the cents that nobody reads on an axis."""
    text = price(amount, currency)
    return price(round(amount), currency).replace(".00", "") if abs(amount) >= 1000 else text


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
    said = ", ".join(f"{mark.lines[0].lower()} {mark.lines[1]}" for mark in marks)
    return f"{entry.asset.symbol} from low to high: {said}"


@register.simple_tag
def away(level):
    """How far a level is, in words: 12.3% under, or nothing where it is not known."""
    if level.distance is None:
        return ""
    side = "under" if level.distance < 0 else "over"
    return f"{percent(abs(level.distance), 1)} {side}"


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
