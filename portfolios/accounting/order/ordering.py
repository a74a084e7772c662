"""The order in which the rows of one instant are booked: no coin is taken before it came."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from portfolios.accounting.core.entries import Entry
from portfolios.accounting.core.types import TransactionType
from portfolios.accounting.order.effects import Effect, effect_of
from portfolios.accounting.order.stock import Stock
from portfolios.accounting.order.waiting import Turns
from portfolios.accounting.state.bookkeeper import Bookkeeper

# So many rows have 4,096 subsets; none is looked at twice.
MOST_SEARCHED = 12

# The rows that only bring in, those that exchange or carry, and those that only take out.
Phases = tuple[list[Effect], list[Effect], list[Effect]]


class Standing(NamedTuple):
    """The orders in which rows stand booked: `orders` are those of the books made before.

    They hold before the instant `until`, and later where a coin that a row takes is passed over.
    """

    orders: Mapping[datetime, Sequence[Hashable]]
    until: datetime


def in_booking_order(
    keeper: Bookkeeper, rows: Sequence[Entry], *, standing: Standing | None
) -> list[Entry]:
    """The rows of the instant that comes next, given in entry order, in booking order.

    First come those that only bring in, last those that only take out; see `order_exchanges` for
    those between.
    """
    first, between, last = split_phases(rows, is_fiat=keeper.is_fiat)
    if len(between) > 1:
        entered = [effect.entry.id for effect in between]
        if standing is not None and _stands(keeper, between, until=standing.until):
            places = {key: place for place, key in enumerate(standing.orders.get(rows[0].at, ()))}
            between.sort(key=lambda effect: places.get(effect.entry.id, 0))
        else:
            between = order_exchanges(between, stock=_stock_of(keeper, first))
        booked = tuple(effect.entry.id for effect in between)
        if list(booked) != entered:
            keeper.orders[rows[0].at] = booked
    return [effect.entry for effect in (*first, *between, *last)]


def split_phases(rows: Sequence[Entry], *, is_fiat: Callable[[Hashable], bool]) -> Phases:
    """Rows by what they do with coins; money counts only for those that have none."""
    phases: Phases = ([], [], [])
    for entry in rows:
        effect = effect_of(entry, is_fiat=is_fiat)
        if effect.needs:
            phase = 1 if effect.brings else 2
        else:
            phase = 0 if effect.brings or not _only_pays(entry) else 2
        phases[phase].append(effect)
    return phases


def order_exchanges(effects: list[Effect], *, stock: Stock) -> list[Effect]:
    """Exchanges, transfers and splits of one instant, given in entry order, in booking order.

    Again and again the first whose outgoing coins its account covers; if that leaves a gap, the
    same in reverse entry order; if that does too and they are few, the first order without a gap
    that there is. Where none is whole, the one of the two with fewer gaps.
    """
    forward, gaps = _in_turn(effects, stock.fork())
    if not gaps:
        return forward
    backward, more = _in_turn(effects[::-1], stock.fork())
    if more and len(effects) <= MOST_SEARCHED:
        whole = _search(effects, stock)
        if whole is not None:
            return whole
    return backward if more < gaps else forward


def _stands(keeper: Bookkeeper, effects: list[Effect], *, until: datetime) -> bool:
    if effects[0].entry.at < until:
        return True
    return any(keeper.passes_over(asset) for effect in effects for _, asset in effect.needs)


def _only_pays(entry: Entry) -> bool:
    return entry.received is None and entry.type is not TransactionType.TRANSFER


def _stock_of(keeper: Bookkeeper, before: list[Effect]) -> Stock:
    """What there is once the rows that only bring in are booked."""
    stock = Stock(keeper.holdings.held, pooled=None if keeper.by_account else keeper.pooled)
    for effect in before:
        stock.shift(effect)
    return stock


def _in_turn(effects: list[Effect], stock: Stock) -> tuple[list[Effect], int]:
    """The rows in the order of their turns, and how many gaps that leaves."""
    for place, effect in enumerate(effects):
        if not stock.covers(effect):
            turns = Turns(effects[place:], units=stock.units)
            return [*effects[:place], *turns.take(stock.book)], stock.gaps
        stock.book(effect)
    return effects, stock.gaps


def _search(effects: list[Effect], stock: Stock) -> list[Effect] | None:
    """The first order, place by place, for which nothing is missing; None where there is none.

    What is there after some rows does not depend on their order, so a set of rows that cannot be
    completed is known from then on.
    """
    if not stock.ends_whole(effects):
        return None
    order: list[Effect] = []
    hopeless: set[int] = set()
    everything = (1 << len(effects)) - 1

    def complete(booked: int) -> bool:
        if booked == everything:
            return True
        for place, effect in enumerate(effects):
            then = booked | 1 << place
            if then == booked or then in hopeless or not stock.is_whole(effect):
                continue
            stock.shift(effect)
            order.append(effect)
            if complete(then):
                return True
            order.pop()
            stock.shift(effect, back=True)
        hopeless.add(booked)
        return False

    return order if complete(0) else None
