"""The levels that a form of the exit plan says so far, also where it is not whole."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from portfolios.forms.ladder import NUMBERS, LadderForm
from portfolios.forms.trigger import TriggerForm
from portfolios.models import TriggerKind
from portfolios.models.trigger import EXITS
from portfolios.selectors.exits.typed_levels import Ground, TypedLevel

_SIGNS = {
    TriggerKind.STOP_LOSS: "stop", TriggerKind.BREAK_EVEN: "stop",
    TriggerKind.TRAILING_STOP: "trail", TriggerKind.TAKE_PROFIT: "target",
}  # fmt: skip
_ALL = Decimal(1)


def typed_levels(form: TriggerForm | LadderForm, *, ground: Ground) -> list[TypedLevel]:
    """What a bound form says, in the order of its fields."""
    form.is_valid()
    data = form.cleaned_data
    found = _of_ladder(data, ground) if isinstance(form, LadderForm) else _of_rule(data, ground)
    return list(found)


def _of_ladder(data: Mapping[str, Any], ground: Ground) -> Iterator[TypedLevel]:
    if data.get("stop_level") is not None:
        yield TypedLevel("stop", data["stop_level"], _ALL, "stop_level")
    elif data.get("trail_percent") is not None:
        level = ground.price * (1 - data["trail_percent"])
        yield TypedLevel("trail", level, _ALL, "trail_percent", is_percent=True)
    shares = [data.get(f"share_{number}") for number in NUMBERS]
    rest = max(_ALL - sum(share for share in shares if share is not None), Decimal(0))
    for number, share in zip(NUMBERS, shares, strict=True):
        level = data.get(f"target_{number}")
        if level is not None:
            yield TypedLevel("target", level, rest if share is None else share, f"target_{number}")


def _of_rule(data: Mapping[str, Any], ground: Ground) -> Iterator[TypedLevel]:
    kind = data.get("kind", "")
    share = data.get("share") or _ALL if kind in EXITS else None
    sign = _SIGNS.get(kind, "alert")
    level, percent = data.get("level"), data.get("percent")
    base = _base(data, ground)
    if kind == TriggerKind.TRAILING_STOP:
        if data.get("trail_percent") is not None:
            trailed = ground.price * (1 - data["trail_percent"])
            yield TypedLevel(sign, trailed, share, "trail_percent", is_percent=True)
        elif data.get("trail_amount") is not None:
            yield TypedLevel(sign, ground.price - data["trail_amount"], share)
    elif kind == TriggerKind.BREAK_EVEN and base is not None:
        yield TypedLevel(sign, base, share)
    elif level is not None:
        yield TypedLevel(sign, level, share, "level")
    elif percent is not None and base is not None:
        yield TypedLevel(sign, base * (1 + percent), share)


def _base(data: Mapping[str, Any], ground: Ground) -> Decimal | None:
    """What a level in per cent is counted from."""
    if data.get("kind") == TriggerKind.PRICE_MOVE:
        return ground.price
    return data.get("entry_price") or ground.cost
