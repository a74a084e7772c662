"""Holdings as the parts that accounts or categories have of them; the parts add up."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from markets.numbers import ZERO
from portfolios.models import Portfolio
from portfolios.selectors.books.categories import categories_of
from portfolios.selectors.books.holdings import Amounts, Holding
from portfolios.selectors.positions.query import ACCOUNT, CATEGORY


class GroupName(NamedTuple):
    """A group by its key; the only group of an ungrouped table has neither."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """What a group has of a holding. `account` is set in groups by account.

    `sharers` is how many groups have an equal part of it.
    """

    holding: Holding
    amounts: Amounts
    account: int | None = None
    sharers: int = 1


def parts_of(
    portfolio: Portfolio, holdings: Sequence[Holding], *, group: str
) -> Iterator[tuple[GroupName, Part]]:
    """Each holding whole, or what each account or category has of it; one query at most.

    An asset of several categories counts in equal parts, as in the allocation.
    """
    if group == ACCOUNT:
        return _by_account(portfolio, holdings)
    if group == CATEGORY:
        return _by_category(holdings)
    return ((GroupName("", ""), Part(one, _equal_part(one))) for one in holdings)


def _equal_part(holding: Holding, *, sharers: int = 1) -> Amounts:
    return Amounts(*(getattr(holding, name) / sharers for name in Amounts._fields))


def _by_category(holdings: Iterable[Holding]) -> Iterator[tuple[GroupName, Part]]:
    holdings = list(holdings)
    categories = categories_of(one.asset.pk for one in holdings)
    for holding in holdings:
        names = categories[holding.asset.pk]
        for name in names:
            amounts = _equal_part(holding, sharers=len(names))
            yield GroupName(*name), Part(holding, amounts, sharers=len(names))


def _by_account(
    portfolio: Portfolio, holdings: Iterable[Holding]
) -> Iterator[tuple[GroupName, Part]]:
    """By the balances, which know where units lie under any scope of the lots."""
    balances = defaultdict(list)
    rows = portfolio.balances.exclude(quantity=0).order_by("account__name", "account_id")
    for account, name, asset, quantity in rows.values_list(
        "account_id", "account__name", "asset_id", "quantity"
    ):
        balances[asset].append((account, name, quantity))
    for holding in holdings:
        for account, name, quantity in balances[holding.asset.pk]:
            amounts = _amounts_in(holding, account, quantity=quantity)
            yield GroupName(str(account), name), Part(holding, amounts, account=account)


def _amounts_in(holding: Holding, account: int, *, quantity: Decimal) -> Amounts:
    """What an account has by its own lots; of common ones, its units at their average cost."""
    own = holding.by_account.get(account)
    if own is not None:
        return own
    common = holding.by_account.get(None)
    cost = common.cost * quantity / common.quantity if common and common.quantity else ZERO
    return Amounts(quantity, cost)
