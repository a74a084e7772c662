"""Whether the books add up: figures that came about in different ways, held against each other.

That they do is tested; should a ledger be found for which they do not, it is reported.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from decimal import Decimal

from markets.numbers import ONE, ZERO, exact, plain_figure
from markets.wording import sentence
from portfolios.accounting.core.records import Books, Problem
from portfolios.accounting.core.types import ProblemCode
from portfolios.accounting.prices.valuation import DailyValue

# Of the largest figure: far more than quotients of 76 digits lose in a long ledger.
_ROUNDING = Decimal("1e-25")


def residuals_of(books: Books, *, last_day: DailyValue | None) -> list[Problem]:
    """A problem for each identity that does not hold, with what is left over.

    Cost = net flow + realised + income − fees not in cost + carried; with value = cost + unrealised
    this is the same as value − net flow = total profit. The last day's value is that of what is
    held. Of each asset, what open lots hold, what lies in the accounts, and what the days' changes
    add up to, debts apart, is the same.
    """
    totals = books.totals
    apart = (-totals.fees_not_in_cost, totals.carried)
    flows = (totals.net_flow, totals.realised, totals.income, *apart)
    with exact():
        of = sentence("of the cost in {currency}", currency=books.currency)
        found = [unexplained(totals.cost, sum(flows, ZERO), of, *flows)]
        if last_day is not None:
            of = sentence("of the last day's value in {currency}", currency=books.currency)
            found.append(unexplained(last_day.value, totals.value, of, totals.cost))
        found += _of_units(books)
    return [problem for problem in found if problem]


def unexplained(
    stated: Decimal, explained: Decimal, of: str, *among: Decimal, asset: Hashable | None = None
) -> Problem | None:
    """The problem that two figures differ by more than rounding, which goes by the largest.

    `among` are figures that went into them. Needs the exact context.
    """
    rest = stated - explained
    if abs(rest) <= _ROUNDING * max(map(abs, (stated, explained, ONE, *among))):
        return None
    message = sentence(
        "{rest} {of} is not explained by the rows: the books do not add up.",
        rest=plain_figure(rest), of=of,
    )  # fmt: skip
    return Problem(ProblemCode.DOES_NOT_ADD_UP, message, asset=asset, quantity=rest)


def _of_units(books: Books) -> Iterator[Problem | None]:
    lots = _by_asset((lot.asset, lot.remaining) for lot in books.lots)
    balances = _by_asset((held.asset, held.quantity) for held in books.balances)
    changes = _by_asset(
        (asset, units) for (_, asset), days in books.changes.items() for units in days.values()
    )
    for debt in books.debts:
        changes[debt.asset] += debt.quantity
    for asset in sorted({*lots, *balances, *changes}, key=str):
        of = sentence("of {asset}", asset=asset)
        yield unexplained(balances[asset], changes[asset], of, asset=asset)
        if asset not in books.cash:
            of = sentence("of {asset} in lots", asset=asset)
            yield unexplained(lots[asset], balances[asset], of, asset=asset)


def _by_asset(amounts: Iterable[tuple[Hashable, Decimal]]) -> defaultdict[Hashable, Decimal]:
    sums: defaultdict[Hashable, Decimal] = defaultdict(lambda: ZERO)
    for asset, units in amounts:
        sums[asset] += units
    return sums
