"""Operations, their fields and answers, as the reference's pages show them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.utils.safestring import SafeString

from config.api.reference.prose import described, paragraphs
from config.api.reference.types import Schema, Word, words_of

EMPTY = SafeString("")
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A parameter or a member of an object; `where` is "path", "query", "header" or ""."""

    name: str
    type: list[Word]
    text: SafeString = EMPTY
    is_required: bool = False
    where: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """A named schema: an object with its fields, or the values that it may have."""

    name: str
    text: SafeString
    type: list[Word]
    fields: list[Field]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a status code means, and what comes with it."""

    code: str
    text: SafeString
    type: list[Word]

    @property
    def phrase(self) -> str:
        """The code's standard name."""
        return HTTPStatus(int(self.code)).phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path. `schemas` are all that it names directly."""

    id: str
    method: str
    path: str
    text: list[SafeString]
    fields: list[Field]
    body: list[Word]
    answers: list[Answer]
    refusals: list[Answer]
    schemas: list[Schema] = field(repr=False)


def operations_of(document: dict[str, Any]) -> Iterator[tuple[str, Operation]]:
    """Every operation with the name of its group, in the description's order."""
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                row = methods[method]
                yield row["tags"][0], _operation(row, method=method, path=path)


def shape(name: str, schema: Schema) -> Shape:
    """A component of the description."""
    required = set(schema.get("required", ()))
    fields = [
        Field(
            name=key,
            type=words_of(inner),
            text=described(inner.get("description", "")),
            is_required=key in required,
        )
        for key, inner in schema.get("properties", {}).items()
    ]
    return Shape(name, described(schema.get("description", "")), words_of(schema), fields)


def _operation(row: dict[str, Any], *, method: str, path: str) -> Operation:
    body = row.get("requestBody", {}).get("content", {})
    answers = [_answer(code, answer) for code, answer in row["responses"].items()]
    contents = [body, *(answer.get("content", {}) for answer in row["responses"].values())]
    return Operation(
        id=row["operationId"],
        method=method.upper(),
        path=path,
        text=paragraphs(row.get("description", "")),
        fields=[_parameter(one) for one in row.get("parameters", ())],
        body=_words_of_content(body),
        answers=[one for one in answers if one.code < "400"],
        refusals=[one for one in answers if one.code >= "400"],
        schemas=[form["schema"] for content in contents for form in content.values()],
    )


def _parameter(row: dict[str, Any]) -> Field:
    return Field(
        name=row["name"],
        type=words_of(row["schema"]),
        text=described(row.get("description", "")),
        is_required=row.get("required", False),
        where=row["in"],
    )


def _answer(code: str, row: dict[str, Any]) -> Answer:
    return Answer(
        code, described(row.get("description", "")), _words_of_content(row.get("content", {}))
    )


def _words_of_content(content: dict[str, Any]) -> list[Word]:
    return next((words_of(form["schema"]) for form in content.values()), [])
