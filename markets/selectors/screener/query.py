"""What an address asks of the screener: it holds everything, so that a link shares a view."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from markets.analytics.formulas import Formula, FormulaError, parse_formula
from markets.analytics.tiers import TIERS
from markets.models import Asset
from markets.number_reading import Ambiguous, NotANumber, read_written, unambiguous
from markets.number_writing import grouped
from markets.selectors.screener.columns import COLUMNS, DEFAULT, LIVE_IDS, Column

MOST_RANGES, MOST_FORMULAS, MOST_COLUMNS = 8, 3, 30
KINDS = {
    kind.value: kind.label for kind in Asset.Kind if kind not in (Asset.Kind.FIAT, Asset.Kind.OWN)
}
# What the table is sorted by beside its columns.
NAME = "name"
ABOVE = {"50": "sma_gap_50", "200": "sma_gap_200"}


@dataclass(frozen=True, slots=True)
class Range:
    """A column from `least` to `most`, both included, as written and as stored."""

    column: str
    least: float | None
    most: float | None
    texts: tuple[str, str]


@dataclass(slots=True)
class ScreenerQuery:
    """`formulas` and `ranges` by the number in their field's name; `errors` by field."""

    text: str = ""
    category: str = ""
    kind: str = ""
    tier: str = ""
    above: str = ""
    columns: tuple[str, ...] = DEFAULT
    formulas: dict[int, Formula] = field(default_factory=dict)
    ranges: dict[int, Range] = field(default_factory=dict)
    sort: str = "rank"
    is_falling: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        """A chosen column, also one that is a formula. Raises KeyError."""
        formula = self.formulas.get(_number_of(name))
        if formula is None:
            return COLUMNS[name]
        return Column(name, formula.text, "formula", "", formula.text)

    @property
    def shown(self) -> list[Column]:
        """The columns of the table: those chosen, then the formulas."""
        names = [*self.columns, *(f"formula{number}" for number in self.formulas)]
        return [self.column(name) for name in names]

    @property
    def is_filtered(self) -> bool:
        return bool(
            self.text or self.category or self.kind or self.tier or self.above or self.ranges
        )

    @property
    def limits(self) -> set[str]:
        """The columns by which assets are in or out; of a formula those that it reads."""
        names = {one.column for one in self.ranges.values()}
        formulas = {name: self.formulas.get(_number_of(name)) for name in names}
        read = {one for found in formulas.values() if found for one in found.names}
        limits = read | {name for name, found in formulas.items() if found is None}
        limits |= {ABOVE[self.above]} if self.above else set()
        return limits | ({"market_cap"} if self.tier else set())

    @property
    def live_limits(self) -> set[str]:
        """Those of them that change with each quote."""
        return self.limits & set(LIVE_IDS)

    def address(self, **changed: str) -> str:
        """The query of an address that asks the same, without what is empty or usual."""
        parts = {
            "q": self.text, "category": self.category, "kind": self.kind, "tier": self.tier,
            "above": self.above,
            "columns": "" if self.columns == DEFAULT else ",".join(self.columns),
        }  # fmt: skip
        for number, formula in self.formulas.items():
            parts[f"formula{number}"] = formula.text
        for number, one in self.ranges.items():
            parts[f"range{number}"] = one.column
            parts[f"min{number}"], parts[f"max{number}"] = one.texts
        parts["sort"] = ("-" if self.is_falling else "") + self.sort
        parts |= changed
        return urlencode({name: text for name, text in parts.items() if text}, safe=",")


def read_query(asked: QueryDict) -> ScreenerQuery:
    """What can be read of an address; for each field that can't, why, in `errors`."""
    query = ScreenerQuery(written=asked.dict())
    query.text = asked.get("q", "").strip()[:100]
    query.category = asked.get("category", "")
    query.kind = _choice(query, "kind", KINDS)
    query.tier = _choice(query, "tier", TIERS)
    query.above = _choice(query, "above", ABOVE)
    _read_columns(query, asked)
    _read_formulas(query)
    _read_ranges(query)
    _read_sort(query)
    return query


def _choice(query: ScreenerQuery, name: str, choices) -> str:
    text = query.written.get(name, "")
    if text and text not in choices:
        query.errors[name] = _("“{text}” is none of {choices}.").format(
            text=text[:40], choices=", ".join(choices)
        )
        return ""
    return text


def _read_columns(query: ScreenerQuery, asked: QueryDict) -> None:
    names = [name for text in asked.getlist("columns") for name in text.split(",") if name]
    chosen = tuple(dict.fromkeys(name for name in names if name in COLUMNS))
    unknown = [name for name in names if name not in COLUMNS]
    if unknown:
        query.errors["columns"] = _no_column(unknown[0])
    if len(chosen) > MOST_COLUMNS:
        query.errors["columns"] = _("At most {count} columns are shown.").format(count=MOST_COLUMNS)
    query.columns = chosen[:MOST_COLUMNS] or DEFAULT


def _read_formulas(query: ScreenerQuery) -> None:
    for number in range(1, MOST_FORMULAS + 1):
        name = f"formula{number}"
        text = query.written.get(name, "").strip()
        try:
            if text:
                query.formulas[number] = parse_formula(text, names=COLUMNS)
        except FormulaError as error:
            query.errors[name] = str(error)


def _read_ranges(query: ScreenerQuery) -> None:
    for number in range(1, MOST_RANGES + 1):
        name = query.written.get(f"range{number}", "")
        texts = tuple(query.written.get(f"{end}{number}", "").strip() for end in ("min", "max"))
        if not name:
            if any(texts):
                query.errors[f"range{number}"] = _("Choose the column that these limits are for.")
            continue
        try:
            column = query.column(name)
        except KeyError:
            query.errors[f"range{number}"] = _no_column(name)
            continue
        limits = [
            _limit(query, f"{end}{number}", text, column)
            for end, text in zip(("min", "max"), texts, strict=True)
        ]
        if None not in limits and limits[0] > limits[1]:
            query.errors[f"max{number}"] = _("The range ends below its beginning.")
        elif any(texts) and not {f"min{number}", f"max{number}"} & query.errors.keys():
            query.ranges[number] = Range(name, *limits, tuple(map(_for_anyone, texts)))


def _limit(query: ScreenerQuery, name: str, text: str, column: Column) -> float | None:
    if not text:
        return None
    try:
        written = read_written(text)
        value = float(written.value(mark=get_format("DECIMAL_SEPARATOR")))
    except NotANumber as error:
        query.errors[name] = str(error)
        return None
    except Ambiguous as error:
        message = _("“{text}” is {first} or {second}: write it without marks between thousands.")
        first, second = map(grouped, error.choices)
        query.errors[name] = message.format(text=text[:40], first=first, second=second)
        return None
    if written.unit not in ("", "$", "USD") or (written.is_percent and not column.is_percent):
        message = _("{column} has no such unit: “{text}”.")
    elif written.unit and column.sign != "$":
        message = _("{column} is no amount of money.")
    elif not math.isfinite(value):
        message = _("“{text}” is too large.")
    else:
        return column.stored(value)
    query.errors[name] = message.format(column=column.label, text=text[:40])
    return None


def _for_anyone(text: str) -> str:
    """A limit as an address holds it: one number, whatever the language of who follows it."""
    if not text or len(set(read_written(text).values.values())) == 1:
        return text
    return unambiguous(read_written(text).value(mark="."), mark=",")


def _read_sort(query: ScreenerQuery) -> None:
    text = query.written.get("sort", "")
    if not text:
        return
    name = text.removeprefix("-")
    try:
        if name != NAME:
            query.column(name)
    except KeyError:
        query.errors["sort"] = _no_column(name)
    else:
        query.sort, query.is_falling = name, text.startswith("-")


def _no_column(name: str) -> str:
    return _("There is no column “{name}”.").format(name=name[:40])


def _number_of(name: str) -> int:
    digits = name.removeprefix("formula")
    return int(digits) if name != digits and digits in ("1", "2", "3") else 0
