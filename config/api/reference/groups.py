"""Groups of operations, each with the shapes that it needs to be understood by itself."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from config.api.reference.operations import Operation, Shape, operations_of, shape
from config.api.reference.types import Schema, refs_of


@dataclass(frozen=True, slots=True)
class Group:
    """What belongs together, on one page."""

    name: str
    operations: list[Operation]
    shapes: list[Shape]

    @property
    def slug(self) -> str:
        """Its part of the page's address."""
        return slugify(self.name)


def groups_of(document: dict[str, Any]) -> list[Group]:
    """All groups by name; of an OpenAPI 3.1 document."""
    found: dict[str, list[Operation]] = {}
    for name, operation in operations_of(document):
        found.setdefault(name, []).append(operation)
    schemas = document["components"]["schemas"]
    return [
        Group(name, operations, _shapes(operations, schemas))
        for name, operations in sorted(found.items())
    ]


def _shapes(operations: list[Operation], schemas: dict[str, Schema]) -> list[Shape]:
    """What the operations name, and what that names in turn, by name."""
    waiting = [ref for one in operations for schema in one.schemas for ref in refs_of(schema)]
    names: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in names:
            names.add(name)
            waiting += refs_of(schemas[name])
    return [shape(name, schemas[name]) for name in sorted(names - {"NullEnum"})]
