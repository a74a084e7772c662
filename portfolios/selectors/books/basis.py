"""What another cost-basis method does to the figures: before and after, side by side."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from markets.models import Asset
from markets.numbers import ZERO, plain
from portfolios.models import BasisChange, Portfolio

FIGURES = ("cost", "realised", "short", "long")
# Sums are rounded at the eighteenth place: what differs less than this does not differ.
LEAST = Decimal("1e-12")

# Asset id → figure → exact decimal as text, as JSON keeps it.
Basis = dict[str, dict[str, str | None]]


@dataclass(frozen=True, slots=True)
class BasisFigures:
    """In the portfolio's currency; `unrealised` is None where the asset has no price."""

    realised: Decimal
    short: Decimal
    long: Decimal
    unrealised: Decimal | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One asset's figures, or all (asset None), by the old and by the new method."""

    asset: Asset | None
    before: BasisFigures
    after: BasisFigures

    @property
    def differs(self) -> bool:
        return any(
            abs((getattr(self.after, name) or ZERO) - (getattr(self.before, name) or ZERO)) > LEAST
            for name in BasisFigures.__slots__
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """The totals, and the assets whose figures differ."""

    old: str
    new: str
    total: Compared
    assets: list[Compared]


def stored_basis(portfolio: Portfolio) -> Basis:
    """The figures of the books as they stand, by asset; two queries."""
    costs = portfolio.positions.order_by().values_list("asset", "cost", "realised")
    gains = portfolio.disposals.order_by().values("asset", "term").annotate(total=Sum("gain"))
    return basis_of(costs, gains.values_list("asset", "term", "total"))


def basis_of(costs: Iterable[tuple], gains: Iterable[tuple]) -> Basis:
    """Sums of (asset, cost, realised) and of (asset, term, gain)."""
    sums: dict[int, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(FIGURES, ZERO))
    for asset, cost, realised in costs:
        sums[asset]["cost"] += cost
        sums[asset]["realised"] += realised
    for asset, term, gain in gains:
        if term:
            sums[asset][str(term)] += gain
    return {
        # A key may be one that is written as its asset's symbol.
        str(int(asset)): {name: plain(figure) for name, figure in figures.items()}
        for asset, figures in sorted(sums.items())
    }


def last_comparison(portfolio: Portfolio) -> Comparison | None:
    """What the last change of method or scope did; None before one, or until it is booked."""
    change = BasisChange.objects.filter(portfolio=portfolio, after__isnull=False).first()
    if change is None:
        return None
    old = f"{change.get_old_method_display()}, {change.get_old_scope_display()}"
    new = f"{change.get_new_method_display()}, {change.get_new_scope_display()}"
    return compared(change.before, change.after, old=old, new=new)


def compared(before: Basis, after: Basis, *, old: str, new: str) -> Comparison:
    """Both sides at the value that `before` keeps: quantities do not depend on the method."""
    assets = Asset.objects.in_bulk([int(key) for key in before.keys() | after.keys()])
    rows = [
        Compared(asset, *_sides(before.get(str(pk), {}), after.get(str(pk), {})))
        for pk, asset in sorted(assets.items(), key=lambda item: item[1].symbol)
    ]
    total = Compared(None, _sum(row.before for row in rows), _sum(row.after for row in rows))
    return Comparison(old, new, total, [row for row in rows if row.differs])


def _sides(before: dict, after: dict) -> tuple[BasisFigures, BasisFigures]:
    value = before.get("value")
    return _figures(before, value), _figures(after, value)


def _figures(side: dict, value: str | None) -> BasisFigures:
    realised, short, long, cost = (
        Decimal(side.get(name) or 0) for name in ("realised", "short", "long", "cost")
    )
    return BasisFigures(realised, short, long, None if value is None else Decimal(value) - cost)


def _sum(sides: Iterable[BasisFigures]) -> BasisFigures:
    """Unrealised over what has a price, as everywhere."""
    sides = list(sides)
    return BasisFigures(
        *(
            sum((getattr(side, name) or ZERO for side in sides), ZERO)
            for name in BasisFigures.__slots__
        )
    )
