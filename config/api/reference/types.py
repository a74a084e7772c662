"""Schemas of the description in words, each named one with a place to link to."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

Schema = Mapping[str, Any]
_PREFIX = "#/components/schemas/"
_FORMATS = {
    "date": "date", "date-time": "instant", "uuid": "UUID", "binary": "file", "uri": "URL",
    "email": "e-mail address", "decimal": "decimal",
}  # fmt: skip


class Word(NamedTuple):
    """A part of a type's text; `ref` names the schema that it is, "" where it is none."""

    text: str
    ref: str = ""


def words_of(schema: Schema) -> list[Word]:
    """What a value is: `array of Lot, or null`."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_PREFIX)
        return [Word("null") if name == "NullEnum" else Word(name, name)]
    for key in ("oneOf", "anyOf", "allOf"):
        if key in schema:
            return _joined([words_of(part) for part in schema[key]])
    if "enum" in schema:
        return [Word(" | ".join(map(_literal, schema["enum"])))]
    types = schema.get("type", [])
    names = [types] if isinstance(types, str) else list(types)
    return _joined([_words_of_type(name, schema) for name in names]) or [Word("anything")]


def refs_of(schema: Schema) -> Iterator[str]:
    """The names of the schemas that one mentions, itself not followed into."""
    for key, value in schema.items():
        if key == "$ref":
            yield value.removeprefix(_PREFIX)
        elif isinstance(value, Mapping):
            yield from refs_of(value)
        elif isinstance(value, list):
            for part in value:
                if isinstance(part, Mapping):
                    yield from refs_of(part)


def _words_of_type(name: str, schema: Schema) -> list[Word]:
    if name == "array":
        return [Word("array of "), *words_of(schema.get("items", {}))]
    inner = schema.get("additionalProperties")
    if name == "object" and isinstance(inner, Mapping):
        return [Word("object of "), *words_of(inner)]
    return [Word(_FORMATS.get(schema.get("format", ""), name) if name == "string" else name)]


def _joined(parts: list[list[Word]]) -> list[Word]:
    joined: list[Word] = []
    for part in parts:
        joined += [Word(" or "), *part] if joined else part
    return joined


def _literal(value: Any) -> str:
    return "null" if value is None else str(value) or '""'
