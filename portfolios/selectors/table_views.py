"""How a reader sees a table: the view of an address over the one that they stored."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

DENSITIES = {"": _("Comfortable"), "compact": _("Compact")}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """Columns in the order of the table; `sort` is one of them, `-column` where it falls."""

    columns: tuple[str, ...]
    sort: str
    density: str = ""


def asked_texts(
    asked: QueryDict, *, stored: QueryDict, parameters: Iterable[str]
) -> dict[str, str]:
    """The parts of a view as text: an address that has a part, even an empty one, decides it."""
    return {name: (asked if name in asked else stored).get(name, "") for name in parameters}


def read_columns(
    text: str, *, among: Collection[str], at_first: tuple[str, ...]
) -> tuple[str, ...]:
    """The known ones of columns between commas, each once; where there is none, the first view."""
    return tuple(dict.fromkeys(one for one in text.split(",") if one in among)) or at_first


def read_sort(text: str, *, among: Collection[str], at_first: str) -> str:
    """A column, `-column` where it falls; of any other text the order of the first view."""
    return text if text.removeprefix("-") in among else at_first


def read_choice(text: str, *, among: Collection[str], at_first: str = "") -> str:
    """One of some codes; of any other text the first view's."""
    return text if text in among else at_first


def view_address(parts: Mapping[str, str], *, at_first: Mapping[str, str]) -> str:
    """The query that asks for a view, without what the first view has too."""
    said = {name: text for name, text in parts.items() if text and text != at_first.get(name)}
    return urlencode(said, safe=",")
