"""JSON as text, put together from pieces that were shaped before."""

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from json.encoder import encode_basestring
from typing import Any, TypeVar, cast

_BATCH = 1000
_MOST_INSTANTS = 100_000
_UTC_SUFFIX = "+00:00"
encode = json.JSONEncoder(ensure_ascii=False).encode
# Keys of books are texts where a file made them.
quoted = cast(Callable[[Hashable], str], encode_basestring)
T = TypeVar("T")


def members(fields: Mapping[str, Any]) -> Iterator[str]:
    """Each field with its value, as JSON."""
    return (f"{encode(name)}: {encode(value)}" for name, value in fields.items())


def chunks(items: Iterable[T], shape: Callable[[T], str]) -> Iterator[str]:
    """The items in batches, each shaped as text: that is most of the time of a long replay.

    Every item comes after a comma, so that it need not be known whether any came before.
    """
    waiting = iter(items)
    while batch := [shape(item) for item in islice(waiting, _BATCH)]:
        yield ",\n" + ",\n".join(batch)


def array(name: str, texts: Iterable[str]) -> Iterator[str]:
    """An array after other members, of what `chunks` gave."""
    waiting = iter(texts)
    yield f",\n{encode(name)}: [" + next(waiting, "").removeprefix(",")
    yield from waiting
    yield "]"


def form(*fields: str) -> str:
    """An object's text to fill: of a field ending in `?` the value comes as JSON, else as text."""
    parts = (
        f'"{field[:-1]}": %s' if field.endswith("?") else f'"{field}": "%s"' for field in fields
    )
    return "{" + ", ".join(parts) + "}"


class Names(dict[Any, str]):
    """Text → the same as JSON; a ledger has few assets and accounts, and names them often."""

    def __missing__(self, key: Any) -> str:
        text = self[key] = "null" if key is None else quoted(key)
        return text


class Instants(dict[datetime, str]):
    """Instant → its text in UTC; a row's instant stands in all that came of the row.

    Only so many are cached: those of a long ledger would take as much memory as its lots.
    """

    def __missing__(self, at: datetime) -> str:
        if len(self) >= _MOST_INSTANTS:
            self.clear()
        text = at.isoformat()
        if not text.endswith(_UTC_SUFFIX):
            text = at.astimezone(UTC).isoformat()
        text = self[at] = text[: -len(_UTC_SUFFIX)] + "Z"
        return text
