"""Targets beside what is held: how far each is off, and what would bring it back."""

from dataclasses import dataclass
from decimal import Decimal

from portfolios.models import Portfolio, Target
from portfolios.selectors.books.holdings import ZERO, Holdings


@dataclass(frozen=True, slots=True)
class TargetRow:
    """`now` and `off` (now − target) are fractions of the portfolio's value, None without one.

    `difference` is the money that would have to come in (above 0) or go out.
    """

    target: Target
    value: Decimal
    now: Decimal | None
    off: Decimal | None
    difference: Decimal | None

    @property
    def amount(self) -> Decimal | None:
        """The same without its sign."""
        return None if self.difference is None else abs(self.difference)

    @property
    def is_outside(self) -> bool:
        return self.off is not None and abs(self.off) > self.target.band


@dataclass(frozen=True, slots=True)
class Targets:
    """All targets of a portfolio, and the share that has none."""

    rows: list[TargetRow]
    share: Decimal
    rest: Decimal | None

    @property
    def unassigned(self) -> Decimal:
        return 1 - self.share

    @property
    def outside(self) -> list[TargetRow]:
        return [row for row in self.rows if row.is_outside]


def targets_of(portfolio: Portfolio, *, holdings: Holdings) -> Targets:
    """One query. Shares are of the priced, positive holdings, as those of the allocation."""
    values = {
        row.asset.pk: row.value for row in holdings.open if row.value is not None and row.value > 0
    }
    whole = sum(values.values(), ZERO)
    rows = []
    for target in portfolio.targets.select_related("asset"):
        value = values.get(target.asset_id, ZERO)
        now = value / whole if whole else None
        rows.append(
            TargetRow(
                target=target,
                value=value,
                now=now,
                off=None if now is None else now - target.share,
                difference=None if now is None else target.share * whole - value,
            )
        )
    covered = sum((row.value for row in rows), ZERO)
    return Targets(
        rows=rows,
        share=sum((row.target.share for row in rows), ZERO),
        rest=(whole - covered) / whole if whole else None,
    )
