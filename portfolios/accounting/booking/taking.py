"""Taking coins out of an account, and what becomes of those that are not there."""

from collections.abc import Hashable
from decimal import Decimal
from operator import itemgetter

from markets.numbers import ZERO, plain_figure
from markets.wording import sentence
from portfolios.accounting.core.entries import Leg
from portfolios.accounting.core.types import ProblemCode
from portfolios.accounting.state.bookkeeper import Bookkeeper
from portfolios.accounting.state.open_lots import LotPart


def take(keeper: Bookkeeper, leg: Leg, *, worth: Decimal) -> list[LotPart]:
    """Take coins, and what they are worth, out of the row's account, by the method."""
    asset, quantity = leg
    entry, day = keeper.entry, keeper.day
    holding = keeper.holdings[entry.account, asset]
    if quantity > holding.pool.quantity:
        cover(keeper, leg)
    holding.held -= quantity
    if holding.held < 0:
        keeper.overdrafts.touch((entry.account, asset), entry, takes=True)
    holding.changes[day] -= quantity
    holding.capital[day] -= worth
    return holding.pool.take(quantity, at=entry.at)


def cover(keeper: Bookkeeper, leg: Leg, *, moves: bool = False) -> None:
    """Open a zero-cost lot for what is not held of coins that the row takes.

    What is held follows the scope. Where accounts share their lots, what the row's account lacks
    of its own comes into that; what others took before it, into theirs. Coins that the row only
    `moves` to another account are taken from no one.
    """
    account, asset = keeper.entry.account, leg.asset
    holding = keeper.holdings[account, asset]
    gap = leg.quantity - holding.pool.quantity
    if gap <= 0:
        return
    if keeper.by_account:
        _invent(keeper, account, Leg(asset, gap))
        return
    own = min(gap, max(leg.quantity - holding.held, ZERO))
    if own:
        _invent(keeper, account, Leg(asset, own))
    rest = ZERO if moves else gap - own
    for other, held in sorted(keeper.holdings.of(asset), key=itemgetter(1)) if rest else ():
        units = min(rest, -held) if other != account else ZERO
        if units > 0:
            _invent(keeper, other, Leg(asset, units))
            rest -= units


def _invent(keeper: Bookkeeper, account: Hashable, leg: Leg) -> None:
    """Open a lot of no cost, and tell that its acquisition is missing."""
    holders = keeper.holdings.holders(leg.asset) if keeper.by_account else ()
    keeper.open_lot(leg, cost=ZERO, account=account)
    told = {"units": plain_figure(leg.quantity), "asset": leg.asset, "account": account}
    if account == "":
        message = sentence("{units} {asset} taken out were never brought in.", **told)
    else:
        message = sentence("{units} {asset} taken out of {account} were never brought in.", **told)
    keeper.note(
        ProblemCode.MISSING_ACQUISITION, message, keeper.entry, asset=leg.asset,
        quantity=leg.quantity, account=account,
        holders=tuple(pair for pair in holders if pair[0] != account),
    )  # fmt: skip
