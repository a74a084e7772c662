"""What all portfolios together gained over several spans, and which assets it came from."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markets.numbers import ZERO, exact_decimal
from portfolios.accounting.returns.performance import daily_returns
from portfolios.models import Portfolio
from portfolios.selectors.home.holdings import HeldTogether, sum_of
from portfolios.selectors.performance.parts import PartReturn, assets_over
from portfolios.selectors.performance.series import Series
from portfolios.selectors.performance.spans import DAY, SPANS, chained_over, stretch_over

CONTRIBUTORS = 3


@dataclass(frozen=True, slots=True)
class Contributor:
    """An asset and what it gained or lost in a span."""

    slug: str
    name: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """A gain net of flows; `share` is a fraction, the time-weighted return for whole days.

    `contributors` are the assets that made the most of it, whichever way. `is_whole` says that
    the history reaches back over all of the span.
    """

    span: str
    amount: Decimal
    share: Decimal | None
    contributors: list[Contributor]
    is_whole: bool = True


def changes_of(
    portfolios: Sequence[Portfolio], *, held: Iterable[HeldTogether], series: Series
) -> list[Change]:
    """The last 24 hours at the latest quotes, then whole days; none without any history."""
    changes = [_last_day(held)]
    if not series.days:
        return changes
    stretches = {span: stretch_over(series, span) for span in SPANS}
    returns = daily_returns(series.days)
    parts = assets_over(portfolios, series, firsts=[one.first for one in stretches.values()])
    for (span, stretch), made_by in zip(stretches.items(), parts, strict=True):
        days = SPANS[span]
        changes.append(
            Change(
                span, stretch.profit, chained_over(returns, stretch),
                _largest(_contributors(made_by)), days is None or len(stretch.days) == days,
            )
        )  # fmt: skip
    return changes


def _last_day(held: Iterable[HeldTogether]) -> Change:
    amounts: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    known = [one for one in held if one.value is not None]
    for one in known:
        amounts[one.asset.slug, one.asset.name] += one.value - one.ago
    made_by = [Contributor(*asset, amount) for asset, amount in amounts.items()]
    amount, ago = sum(amounts.values(), ZERO), sum_of(one.ago for one in known)
    return Change(DAY, amount, amount / ago if ago > 0 else None, _largest(made_by))


def _contributors(parts: Iterable[PartReturn]) -> list[Contributor]:
    return [Contributor(part.key, part.name, exact_decimal(part.profit)) for part in parts]


def _largest(found: list[Contributor]) -> list[Contributor]:
    some = [one for one in found if one.amount]
    return sorted(some, key=lambda one: (-abs(one.amount), one.slug))[:CONTRIBUTORS]
