"""The positions of a portfolio as a table: its groups and rows, what it leaves out, its sums."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from markets.numbers import ZERO
from portfolios.models import Portfolio
from portfolios.selectors.books.holdings import Holdings
from portfolios.selectors.positions.gains import gains_of
from portfolios.selectors.positions.parts import GroupName, parts_of
from portfolios.selectors.positions.query import ASSET, LARGEST_FIRST, PositionsQuery
from portfolios.selectors.positions.rows import SUMMED, PositionRow, Sums, row_of
from portfolios.selectors.positions.trends import trends_of

# What rows may lack of a whole, by rounding or by a price that came between: a part of the value.
_NOISE = Decimal("1e-6")


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one account or category, in order; without groups all rows, under no name."""

    name: str
    rows: list[PositionRow]
    sums: Sums


@dataclass(frozen=True, slots=True)
class PositionTable:
    """Rows by group; `total` = the groups' sums + `hidden_sums` + `rest`.

    `total` is what the portfolio's own figures say. `hidden` counts positions under the threshold.
    `rest` is what no row has: closed positions, above all; None where no column shows any of it.
    """

    groups: list[Group]
    hidden: int
    hidden_sums: Sums
    rest: Sums | None
    total: Sums

    @property
    def count(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    def first(self, count: int) -> list[Group]:
        """The groups with their first rows, so many in all; their sums are of all rows."""
        found = []
        for group in self.groups:
            if count <= 0:
                break
            found.append(Group(group.name, group.rows[:count], group.sums))
            count -= len(group.rows)
        return found


def position_table(
    portfolio: Portfolio, *, holdings: Holdings, query: PositionsQuery
) -> PositionTable:
    """The table that a query asks for; its queries do not grow with the rows."""
    shown = [one for one in holdings.open if not _is_small(one.value, query.small)]
    hidden = [one for one in holdings.open if _is_small(one.value, query.small)]
    gains = gains_of(portfolio, holdings, query=query)
    trends = trends_of(portfolio, shown) if _needs_trend(query) else {}
    grouped: dict[GroupName, list[PositionRow]] = {}
    for name, part in parts_of(portfolio, shown, group=query.group):
        row = row_of(part, gain=gains.of(part), trend=trends.get(part.holding.asset.pk, ()))
        grouped.setdefault(name, []).append(row)
    groups = [
        Group(name.text, sort_rows(rows, query.sort), Sums.of(rows))
        for name, rows in grouped.items()
    ]
    left_out = Sums.of(
        row_of(part, gain=gains.of(part)) for _, part in parts_of(portfolio, hidden, group="")
    )
    total = _total(holdings, gain=gains.total, gain_share=gains.total_share)
    rest = total.less([*(group.sums for group in groups), left_out])
    has_rest = rest.is_over(abs(holdings.value) * _NOISE, among=query.columns)
    return PositionTable(
        groups=_sorted_groups(groups, query.sort),
        hidden=len(hidden), hidden_sums=left_out,
        rest=rest if has_rest else None, total=total,
    )  # fmt: skip


def _is_small(value: Decimal | None, limit: Decimal | None) -> bool:
    """What has no price is not known to be small."""
    return limit is not None and value is not None and abs(value) < limit


def _needs_trend(query: PositionsQuery) -> bool:
    return "trend" in query.columns or query.sort.removeprefix("-") == "trend"


def _total(holdings: Holdings, *, gain: Decimal | None, gain_share: Decimal | None) -> Sums:
    return Sums(
        value=holdings.value, weight=Decimal(1) if holdings.value > 0 else None,
        cost=holdings.cost, unrealised=holdings.unrealised, gain=gain, gain_share=gain_share,
        realised=holdings.realised, income=holdings.income, fees=holdings.fees,
    )  # fmt: skip


def sort_rows(rows: Iterable[PositionRow], sort: str) -> list[PositionRow]:
    """Rows by a column, `-column` falling; those without its figure come last, ties by name."""
    name, falls = sort.removeprefix("-"), sort.startswith("-")
    by_name = sorted(rows, key=lambda row: (row.asset.name.casefold(), row.asset.slug))
    if name == ASSET:
        return by_name[::-1] if falls else by_name
    figure = attrgetter("trend_change" if name == "trend" else name)
    known = [row for row in by_name if figure(row) is not None]
    unknown = [row for row in by_name if figure(row) is None]
    return sorted(known, key=figure, reverse=falls) + unknown


def _sorted_groups(groups: list[Group], sort: str) -> list[Group]:
    """By name, or by their sums of the column that rows are sorted by; else the largest first."""
    name = sort.removeprefix("-")
    by_name = sorted(groups, key=lambda group: group.name.casefold())
    if name == ASSET:
        return by_name[::-1] if sort.startswith("-") else by_name
    if name not in SUMMED:
        name, sort = LARGEST_FIRST.removeprefix("-"), LARGEST_FIRST
    return sorted(
        by_name, key=lambda group: getattr(group.sums, name) or ZERO, reverse=sort.startswith("-")
    )
