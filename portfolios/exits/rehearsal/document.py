"""A rehearsal's JSON, written step by step."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from markets.numbers import plain
from portfolios.exits.records import Watch
from portfolios.exits.rehearsal.run import Rehearsal, Step

_encode = json.JSONEncoder(ensure_ascii=False).encode


def write_document(rehearsal: Rehearsal) -> Iterator[str]:
    """The text of one JSON object, in chunks; docs/rehearse.md describes the fields."""
    yield '{"steps": ['
    separator = "\n"
    for step in rehearsal.steps():
        yield separator + _encode(_step(step))
        separator = ",\n"
    yield '],\n"triggers": ['
    separator = "\n"
    for watch in rehearsal.outcome():
        yield separator + _encode(_trigger(watch))
        separator = ",\n"
    yield "]}\n"


def _step(step: Step) -> dict[str, Any]:
    return {
        "at": step.price.source,
        "asset": step.price.asset,
        "price": plain(step.price.amount),
        "levels": {key: _optional(level) for key, level in step.levels.items()},
        "fired": [watch.rule.id for watch in step.fired],
    }


def _trigger(watch: Watch) -> dict[str, Any]:
    fired_by = watch.fired_by
    return {
        "id": watch.rule.id,
        "status": watch.status.value,
        "fired_at": None if fired_by is None else fired_by.source,
        "fired_price": None if fired_by is None else plain(fired_by.amount),
        "level": _optional(watch.level),
        "high_water": _optional(watch.high_water),
        "quantity": _optional(watch.sold),
    }


def _optional(figure: Decimal | None) -> str | None:
    return None if figure is None else plain(figure)
