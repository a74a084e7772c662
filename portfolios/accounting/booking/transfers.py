"""Transfers and splits: lots that go on with their dates and costs."""

from collections.abc import Hashable
from decimal import Decimal

from markets.numbers import QUOTIENT_PLACES, ZERO
from portfolios.accounting.booking.fees import charge_apart
from portfolios.accounting.booking.row_values import exchange_value, market_value, net_worth_value
from portfolios.accounting.booking.taking import cover
from portfolios.accounting.core.entries import Exchange, Leg
from portfolios.accounting.state.bookkeeper import Bookkeeper
from portfolios.accounting.state.open_lots import LotPart, OpenLot

# Finer units than any asset has; sums of them stay exact.
_UNIT_STEP = Decimal(1).scaleb(-QUOTIENT_PLACES)


def carry_lots(keeper: Bookkeeper, leg: Leg) -> None:
    """Move units of the row's account to its other account, with their lots."""
    entry = keeper.entry
    keeper.move(leg.asset, leg.quantity)
    if not keeper.by_account:
        return
    target = keeper.pool(entry.to_account, leg.asset)
    for part in keeper.pool(entry.account, leg.asset).take(leg.quantity, at=entry.at):
        target.put(_moved(keeper, part))


def _moved(keeper: Bookkeeper, part: LotPart) -> OpenLot:
    """The lot that goes on in the row's other account: a new one only where some stay behind.

    Coins that go round and round would leave an empty lot behind at every step.
    """
    lot, quantity, cost = part
    key = keeper.entry.to_account
    if quantity == lot.quantity and not lot.on_loan:
        lot.reopen(key=key, cost=cost)
        if keeper.averages:
            lot.unit_cost = cost / quantity
        return lot
    moved = lot.carried(part, quantity=quantity, asset=lot.asset, key=key)
    if not keeper.averages:
        moved.unit_cost = lot.unit_cost
    lot.quantity -= quantity
    keeper.lots.append(moved)
    return moved


def book_split(keeper: Bookkeeper, entry: Exchange) -> None:
    """The account's old units become its new ones: same dates, same cost, other quantity."""
    sent, received = entry.sent, entry.received
    if keeper.is_fiat(sent.asset):
        value = exchange_value(keeper, entry)
        keeper.move_money(sent, value=value, sign=-1)
        keeper.move_money(received, value=value, sign=1)
    else:
        _split_lots(keeper, entry)
    worth = net_worth_value(keeper) or market_value(keeper, received) or market_value(keeper, sent)
    charge_apart(keeper, entry, worth=worth)


def _split_lots(keeper: Bookkeeper, entry: Exchange) -> None:
    sent, received = entry.sent, entry.received
    cover(keeper, sent)
    parts = _parts_to_split(keeper, entry)
    keeper.change(sent.asset, -sent.quantity)
    keeper.change(received.asset, received.quantity)
    if sent.asset != received.asset:
        value = market_value(keeper, received) or market_value(keeper, sent) or ZERO
        keeper.put_in(sent.asset, -value)
        keeper.put_in(received.asset, value)
    era = keeper.splits.era(entry.account, received.asset)
    target = keeper.pool(entry.account, received.asset)
    for part, quantity in _shares(parts, old=sent.quantity, new=received.quantity):
        lot = _converted(keeper, part, quantity=quantity, asset=received.asset)
        lot.era = era
        target.put(lot)


def _converted(keeper: Bookkeeper, part: LotPart, *, quantity: Decimal, asset: Hashable) -> OpenLot:
    """The lot that goes on in new units: a new one only where some of it was taken before.

    Coins that are wrapped and unwrapped would leave an empty lot behind at every step.
    """
    lot = part.lot
    if part.quantity == lot.quantity and not lot.on_loan:
        lot.convert(asset, quantity=quantity, cost=part.cost)
        return lot
    converted = lot.carried(part, quantity=quantity, asset=asset, key=lot.key)
    lot.quantity -= part.quantity
    keeper.lots.append(converted)
    return converted


def _parts_to_split(keeper: Bookkeeper, entry: Exchange) -> list[LotPart]:
    """The units to convert.

    Where the scope is the portfolio each account has its own split row; lots that
    another account's row already converted must not be taken in place of those still old.
    """
    asset = entry.sent.asset
    pool = keeper.pool(entry.account, asset)
    if keeper.by_account or entry.received.asset != asset:
        return pool.take(entry.sent.quantity, at=entry.at)
    era = keeper.splits.era_of(entry, holdings=keeper.holdings)
    return pool.take_era(entry.sent.quantity, era=era, at=entry.at)


def _shares(parts: list[LotPart], *, old: Decimal, new: Decimal) -> list[tuple[LotPart, Decimal]]:
    """New quantity of each part; they add up to `new` exactly.

    The largest part takes what rounding leaves, and the cost of parts that round to nothing.
    """
    if old == new:
        return [(part, part.quantity) for part in parts]
    largest = max(range(len(parts)), key=lambda place: parts[place].quantity)
    left, stray, shares = new, ZERO, []
    for place, part in enumerate(parts):
        if place == largest:
            continue
        quantity = (part.quantity * new / old).quantize(_UNIT_STEP)
        left -= quantity
        if quantity:
            shares.append((part, quantity))
        else:
            stray += part.cost
            part.lot.quantity -= part.quantity
    main = parts[largest]
    return [*shares, (main._replace(cost=main.cost + stray), left)]
