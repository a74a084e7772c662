"""The replay's JSON, written piece by piece so that a long ledger needs no second copy."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from json.encoder import encode_basestring as quoted

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
_UTC_SUFFIX = "+00:00"
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


def _array(name: str, items: Iterable, shape: Callable[..., str]) -> Iterator[str]:
    """The items in batches, each shaped as text: that is most of the time of a long replay."""
    separator = f",\n{_encode(name)}: ["
    waiting = iter(items)
    while batch := [shape(item) for item in islice(waiting, _BATCH)]:
        yield separator + "\n" + ",\n".join(batch)
        separator = ","
    yield "]" if separator == "," else separator + "]"


def _form(*fields: str) -> str:
    """An object's text to fill: of a field ending in `?` the value comes as JSON, else as text."""
    parts = (
        f'"{field[:-1]}": %s' if field.endswith("?") else f'"{field}": "%s"' for field in fields
    )
    return "{" + ", ".join(parts) + "}"


_POSITION = _form(
    "asset?", "account?", "quantity", "cost", "average_cost", "price?", "value?", "unrealised?"
)
_LOT = _form(
    "asset?", "account?", "acquired_at", "quantity", "remaining", "unit_cost", "cost",
    "transaction?",
)  # fmt: skip
_DISPOSAL = _form(
    "asset?", "account?", "type", "acquired_at?", "disposed_at", "quantity", "cost", "proceeds",
    "gain", "term?", "transaction?", "acquired_by?",
)  # fmt: skip
_INCOME = _form("date", "type", "asset?", "account?", "quantity", "value", "transaction?")
_FEE = _form("date", "asset?", "quantity", "value", "in_cost?", "transaction?")
_BALANCE = _form("account?", "asset?", "quantity")
_DAY = _form("date", "value", "inflow", "outflow", "return", "twr")


class _Names(dict):
    """Text → the same as JSON; a ledger has few assets and accounts, and names them often."""

    def __missing__(self, key: str | None) -> str:
        text = self[key] = "null" if key is None else quoted(key)
        return text


class _Instants(dict):
    """Instant → its text in UTC; a row's instant stands in all that came of the row."""

    def __missing__(self, at: datetime) -> str:
        text = at.isoformat()
        if not text.endswith(_UTC_SUFFIX):
            text = at.astimezone(UTC).isoformat()
        text = self[at] = text[: -len(_UTC_SUFFIX)] + "Z"
        return text


_names, _instants = _Names(), _Instants()


def _position(held: Position) -> str:
    return _POSITION % (
        _names[held.asset],
        _names[held.account],
        plain(held.quantity),
        plain(held.cost),
        plain_quotient(held.average_cost),
        _optional(held.price),
        _optional(held.value),
        _optional(held.unrealised),
    )


def _lot(lot: Lot) -> str:
    asset, account, acquired_at, quantity, remaining, unit_cost, cost, transaction, _, _ = lot
    return _LOT % (
        _names[asset],
        _names[account],
        _instants[acquired_at],
        plain(quantity),
        plain(remaining) if remaining else "0",
        plain_quotient(unit_cost),
        plain(cost) if cost else "0",
        quoted(transaction),
    )


def _disposal(disposal: Disposal) -> str:
    (
        asset, account, kind, acquired_at, disposed_at, quantity, cost, proceeds, gain, term,
        transaction, acquired_by,
    ) = disposal  # fmt: skip
    return _DISPOSAL % (
        _names[asset],
        _names[account],
        kind,
        "null" if acquired_at is None else f'"{_instants[acquired_at]}"',
        _instants[disposed_at],
        plain(quantity),
        plain(cost),
        plain(proceeds),
        plain(gain),
        _names[term],
        quoted(transaction),
        "null" if acquired_by is None else quoted(acquired_by),
    )


def _income(income: Income) -> str:
    _, day, kind, asset, account, quantity, value, transaction = income
    return _INCOME % (
        day,
        kind,
        _names[asset],
        _names[account],
        plain(quantity),
        plain(value),
        quoted(transaction),
    )


def _fee(fee: Fee) -> str:
    _, day, asset, _, quantity, value, in_cost, transaction = fee
    return _FEE % (
        day,
        _names[asset],
        plain(quantity),
        plain(value),
        "true" if in_cost else "false",
        quoted(transaction),
    )


def _balance(balance: Balance) -> str:
    return _BALANCE % (_names[balance.account], _names[balance.asset], plain(balance.quantity))


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


def _day(pair: tuple) -> str:
    day, result = pair
    return _DAY % (
        day.day,
        plain(day.value),
        plain(day.inflow),
        plain(day.outflow),
        _fraction(float(result.simple)),
        _fraction(float(result.chained)),
    )


def _problem(problem: Problem) -> str:
    return _encode(
        {
            "code": problem.code.value,
            "line": problem.line,
            "id": problem.transaction,
            "message": problem.message,
        }
    )


def _optional(figure: Decimal | None) -> str:
    return "null" if figure is None else f'"{plain(figure)}"'


def _fraction(figure: float | None) -> str | None:
    return None if figure is None else repr(figure + 0.0)
