"""Books both halves of a gift that carries over: lots leave and arrive with dates and costs.

The gift is a disposal at cost, so that it gains nothing, and a flow at market value, so that no
return shows it as a loss. What its lots were worth beyond their cost is profit that goes with them:
counted as carried, away from the giver and to the receiver.
"""

from bisect import bisect_right, insort
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from markets.numbers import ZERO
from markets.wording import sentence
from portfolios.accounting.booking.disposals import close_at_cost
from portfolios.accounting.booking.fees import charge_apart
from portfolios.accounting.booking.row_values import counts_as_nothing, unpriced
from portfolios.accounting.booking.taking import take
from portfolios.accounting.core.entries import (
    Entry,
    Receiving,
    Sending,
    first_leg,
    is_receiving,
    is_sending,
)
from portfolios.accounting.core.gifts import CarriedPart, row_key
from portfolios.accounting.core.types import ProblemCode
from portfolios.accounting.state.bookkeeper import Bookkeeper
from portfolios.accounting.state.lots import AveragePool
from portfolios.accounting.state.open_lots import LotPart, OpenLot, Rank


def book_carried(keeper: Bookkeeper, entry: Entry) -> None:
    """A half of a gift whose other half is known."""
    if is_sending(entry):
        _give(keeper, entry)
    elif is_receiving(entry):
        _receive(keeper, entry)


def note_unmatched(keeper: Bookkeeper, entry: Entry) -> None:
    """Say that a carried gift is valued like any other, unless the row gives its cost."""
    leg = first_leg(entry)
    if entry.net_worth is None and not keeper.passes_over(leg.asset):
        message = sentence(
            "No other half of this gift of {asset}: it counts at its market value.", asset=leg.asset
        )
        keeper.note(
            ProblemCode.UNMATCHED_GIFT, message, entry, asset=leg.asset, quantity=leg.quantity
        )


def _give(keeper: Bookkeeper, entry: Sending) -> None:
    leg = entry.sent
    worth = _worth(keeper, entry)
    _flow(keeper, -worth, entry)
    if not keeper.passes_over(leg.asset):
        parts = take(keeper, leg, worth=worth)
        if keeper.averages:
            parts = _as_received(keeper, entry, parts)
        cost = sum((part.cost for part in parts), ZERO)
        keeper.gifts.given[row_key(entry)] = tuple(
            CarriedPart(part.lot.acquired_at, part.quantity, part.cost) for part in parts
        )
        close_at_cost(keeper, parts, kind=entry.type)
        keeper.carried[entry.account, leg.asset] += worth - cost
    charge_apart(keeper, entry, worth=worth)


def _receive(keeper: Bookkeeper, entry: Receiving) -> None:
    """What went out of these books comes back at the value at which it went."""
    leg, gifts = entry.received, keeper.gifts
    worth = _worth(keeper, gifts.other_half(entry) or entry)
    _flow(keeper, worth, entry)
    if not keeper.passes_over(leg.asset):
        parts = gifts.find_parts(entry) or (CarriedPart(entry.at, leg.quantity, worth),)
        if keeper.averages:
            parts = _at_average(keeper, entry, parts)
        _open_lots(keeper, entry, parts, worth=worth)
        cost = sum((part.cost for part in parts), ZERO)
        keeper.carried[entry.account, leg.asset] += cost - worth
    charge_apart(keeper, entry, worth=worth)


def _at_average(
    keeper: Bookkeeper, entry: Receiving, parts: tuple[CarriedPart, ...]
) -> tuple[CarriedPart, ...]:
    """The parts of a gift that leaves the same pool later, at the pool's average.

    Any other cost would change the average at which the gift leaves, and so that cost.
    """
    other = keeper.gifts.other_half(entry)
    if other is None or row_key(other) in keeper.gifts.given:
        return parts
    asset = entry.received.asset
    pool = keeper.pool(entry.account, asset)
    is_same = pool is keeper.pool(other.account, asset)
    if not is_same or not isinstance(pool, AveragePool) or not pool.quantity:
        return parts
    unit_cost = pool.cost / pool.quantity
    found = tuple(part._replace(cost=part.quantity * unit_cost) for part in parts)
    keeper.gifts.used[row_key(entry)] = found
    return found


def _as_received(keeper: Bookkeeper, entry: Sending, parts: list[LotPart]) -> list[LotPart]:
    """The parts at the cost at which the same pool has received them already."""
    other = keeper.gifts.other_half(entry)
    if other is None:
        return parts
    asset = entry.sent.asset
    pool = keeper.pool(entry.account, asset)
    came = keeper.gifts.used.get(row_key(other))
    is_same = pool is keeper.pool(other.account, asset)
    if came is None or not is_same or not isinstance(pool, AveragePool):
        return parts
    unit_cost = sum((part.cost for part in came), ZERO) / entry.sent.quantity
    left = pool.cost + sum((part.cost - part.quantity * unit_cost for part in parts), ZERO)
    if left < 0 or not pool.quantity:
        return parts
    pool.cost = left
    return [part._replace(cost=part.quantity * unit_cost) for part in parts]


def _flow(keeper: Bookkeeper, value: Decimal, entry: Entry) -> None:
    """Out of these books, or into them; not where both halves lie here on one day."""
    other = keeper.gifts.other_half(entry)
    if other is None or keeper.local_day(other.at) != keeper.day:
        keeper.flow(value, asset=first_leg(entry).asset)


def _worth(keeper: Bookkeeper, gift: Entry) -> Decimal:
    """Market value on the gift's day; the row's own amount is its cost, and only stands in."""
    leg, day = first_leg(gift), keeper.local_day(gift.at)
    for one in (leg, gift.net_worth):
        if one is not None:
            price = keeper.prices.price(one.asset, day=day, currency=keeper.currency)
            if price is not None:
                return one.quantity * price
    message = counts_as_nothing(unpriced(keeper, leg.asset, day=day), day=day)
    keeper.note(
        ProblemCode.MISSING_PRICE, message, keeper.entry, asset=leg.asset, quantity=leg.quantity
    )
    return ZERO


def _open_lots(
    keeper: Bookkeeper, entry: Receiving, parts: tuple[CarriedPart, ...], *, worth: Decimal
) -> None:
    """Bring the parts in as lots that stand in line by the days on which they were acquired."""
    asset, quantity = entry.received
    key = entry.account if keeper.by_account else None
    holding = keeper.holdings[entry.account, asset]
    line = sorted((lot.acquired_at, lot.rank) for lot in keeper.lots if lot.asset == asset)
    for part in parts:
        rank = _rank_among(line, part, last=keeper.rank)
        lot = OpenLot(asset, key, part.acquired_at, rank, part.quantity, part.cost, entry.id)
        if keeper.splits.eras:
            lot.era = keeper.splits.era(entry.account, asset)
        keeper.lots.append(lot)
        holding.pool.put(lot)
    keeper.change(asset, quantity)
    keeper.put_in(asset, worth)


def _rank_among(line: list[tuple[datetime, Rank]], part: CarriedPart, *, last: int) -> Fraction:
    """A rank between those of lots acquired before and after; the line gets it too."""
    place = bisect_right(line, part.acquired_at, key=lambda item: item[0])
    before = line[place - 1][1] if place else -1
    after = line[place][1] if place < len(line) else last
    rank = (Fraction(before) + after) / 2
    insort(line, (part.acquired_at, rank))
    return rank
