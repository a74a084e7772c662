"""The replay's JSON, written piece by piece so that a long ledger needs no second copy."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice

from portfolios.accounting.numbers import plain, plain_quotient
from portfolios.accounting.records import (
    Balance,
    Disposal,
    Fee,
    Income,
    Lot,
    Position,
    Problem,
)
from portfolios.accounting.replay.report import Report

_BATCH = 1000
_encode = json.JSONEncoder(ensure_ascii=False).encode


def write_document(report: Report) -> Iterator[str]:
    """The text of one JSON object, in chunks; the fields are told in docs/replay.md."""
    books = report.books
    head = {
        "currency": books.currency,
        "method": books.method.value,
        "scope": books.scope.value,
        "as_of": books.as_of.isoformat() if books.as_of else None,
    }
    yield "{" + ",\n".join(_members(head))
    yield from _array("positions", books.positions, _position)
    yield from _array("lots", books.lots, _lot)
    yield from _array("disposals", books.disposals, _disposal)
    yield from _array("income", books.income, _income)
    yield from _array("fees", books.fees, _fee)
    yield from _array("balances", books.balances, _balance)
    tail = {
        "cash": {asset: plain(quantity) for asset, quantity in books.cash.items()},
        "totals": _totals(report),
        "returns": _returns(report),
    }
    yield ",\n" + ",\n".join(_members(tail))
    days = zip(report.days, report.returns, strict=True)
    yield from _array("daily", days, _day)
    yield from _array("problems", report.problems, _problem)
    yield "}\n"


def _members(fields: dict) -> Iterator[str]:
    return (f"{_encode(name)}: {_encode(value)}" for name, value in fields.items())


def _array(name: str, items: Iterable, shape: Callable[..., dict]) -> Iterator[str]:
    """The items in batches: one call of the encoder for each would be most of the time."""
    separator = f",\n{_encode(name)}: ["
    waiting = iter(items)
    while batch := [shape(item) for item in islice(waiting, _BATCH)]:
        yield separator + "\n" + _encode(batch)[1:-1]
        separator = ","
    yield "]" if separator == "," else separator + "]"


def _position(held: Position) -> dict:
    return {
        "asset": held.asset,
        "account": held.account,
        "quantity": plain(held.quantity),
        "cost": plain(held.cost),
        "average_cost": plain_quotient(held.average_cost),
        "price": _optional(held.price),
        "value": _optional(held.value),
        "unrealised": _optional(held.unrealised),
    }


def _lot(lot: Lot) -> dict:
    return {
        "asset": lot.asset,
        "account": lot.account,
        "acquired_at": _instant(lot.acquired_at),
        "quantity": plain(lot.quantity),
        "remaining": plain(lot.remaining),
        "unit_cost": plain_quotient(lot.unit_cost),
        "cost": plain(lot.cost),
        "transaction": lot.transaction,
    }


def _disposal(disposal: Disposal) -> dict:
    return {
        "asset": disposal.asset,
        "account": disposal.account,
        "type": disposal.type.value,
        "acquired_at": _instant(disposal.acquired_at),
        "disposed_at": _instant(disposal.disposed_at),
        "quantity": plain(disposal.quantity),
        "cost": plain(disposal.cost),
        "proceeds": plain(disposal.proceeds),
        "gain": plain(disposal.gain),
        "term": disposal.term.value if disposal.term else None,
        "transaction": disposal.transaction,
        "acquired_by": disposal.acquired_by,
    }


def _income(income: Income) -> dict:
    return {
        "date": income.day.isoformat(),
        "type": income.type.value,
        "asset": income.asset,
        "account": income.account,
        "quantity": plain(income.quantity),
        "value": plain(income.value),
        "transaction": income.transaction,
    }


def _fee(fee: Fee) -> dict:
    return {
        "date": fee.day.isoformat(),
        "asset": fee.asset,
        "quantity": plain(fee.quantity),
        "value": plain(fee.value),
        "in_cost": fee.in_cost,
        "transaction": fee.transaction,
    }


def _balance(balance: Balance) -> dict:
    return {
        "account": balance.account,
        "asset": balance.asset,
        "quantity": plain(balance.quantity),
    }


def _totals(report: Report) -> dict:
    totals = report.books.totals
    names = ("value", "cost", "realised", "unrealised", "income", "fees", "net_flow")
    figures = {name: plain(getattr(totals, name)) for name in names}
    return {**figures, "fees_not_in_cost": plain(totals.fees_not_in_cost)}


def _returns(report: Report) -> dict:
    risk = report.risk
    return {
        "twr": _fraction(report.twr),
        "xirr": _fraction(report.rates.nearest),
        "max_drawdown": _fraction(risk.drawdown.depth if risk else None),
        "volatility": _fraction(risk.volatility if risk else None),
    }


def _day(pair: tuple) -> dict:
    day, result = pair
    return {
        "date": day.day.isoformat(),
        "value": plain(day.value),
        "inflow": plain(day.inflow),
        "outflow": plain(day.outflow),
        "return": _fraction(float(result.simple)),
        "twr": _fraction(float(result.chained)),
    }


def _problem(problem: Problem) -> dict:
    return {
        "code": problem.code.value,
        "line": problem.line,
        "id": problem.transaction,
        "message": problem.message,
    }


def _optional(figure: Decimal | None) -> str | None:
    return None if figure is None else plain(figure)


def _fraction(figure: float | None) -> str | None:
    return None if figure is None else repr(figure + 0.0)


def _instant(at: datetime | None) -> str | None:
    if at is None:
        return None
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    return at.isoformat()[: -len("+00:00")] + "Z"
