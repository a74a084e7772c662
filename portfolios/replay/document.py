"""The replay's JSON, written piece by piece so that a long ledger needs no second copy."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from markets.numbers import plain_figure, plain_quotient
from portfolios.accounting.core.records import (
    Balance,
    Disposal,
    Fee,
    Income,
    Lot,
    Position,
    Problem,
)
from portfolios.accounting.prices.valuation import DailyValue
from portfolios.accounting.returns.performance import DailyReturn
from portfolios.replay.report import Report
from portfolios.replay.texts import (
    Instants,
    Names,
    array,
    chunks,
    encode,
    form,
    members,
    quoted,
)


def write_document(
    report: Report, *, lots: Iterable[str], disposals: Iterable[str], fees: Iterable[str]
) -> Iterator[str]:
    """The text of one JSON object, in chunks; docs/replay.md describes the fields.

    `lots`, `disposals` and `fees` are the chunks that the functions below make of them: they are
    most of a long document, and may come from elsewhere.
    """
    books = report.books
    head = {
        "currency": books.currency,
        "method": books.method.value,
        "scope": books.scope.value,
        "as_of": books.as_of.isoformat() if books.as_of else None,
        "rows": books.rows,
    }
    yield "{" + ",\n".join(members(head))
    yield from array("positions", chunks(books.positions, _position))
    yield from array("lots", lots)
    yield from array("disposals", disposals)
    yield from array("income", chunks(books.income, _income))
    yield from array("fees", fees)
    yield from array("balances", chunks(books.balances, _balance))
    tail = {
        "cash": {asset: plain_figure(quantity) for asset, quantity in books.cash.items()},
        "totals": _totals(report),
        "returns": _returns(report),
    }
    yield ",\n" + ",\n".join(members(tail))
    days = zip(report.days, report.returns, strict=True)
    yield from array("daily", chunks(days, _day))
    yield from array("problems", chunks(report.problems, _problem))
    yield "}\n"


def write_lots(lots: Iterable[Lot]) -> Iterator[str]:
    """Chunks of the array of lots, which `write_document` puts in its place."""
    return chunks(lots, _lot)


def write_disposals(disposals: Iterable[Disposal]) -> Iterator[str]:
    """Chunks of the array of disposals, which `write_document` puts in its place."""
    return chunks(disposals, _disposal)


def write_fees(fees: Iterable[Fee]) -> Iterator[str]:
    """Chunks of the array of fees, which `write_document` puts in its place."""
    return chunks(fees, _fee)


_POSITION = form(
    "asset?", "account?", "quantity", "cost", "average_cost", "price?", "value?", "unrealised?"
)
_LOT = form(
    "asset?", "account?", "acquired_at", "quantity", "remaining", "unit_cost", "cost",
    "transaction?",
)  # fmt: skip
_DISPOSAL = form(
    "asset?", "account?", "type", "acquired_at?", "disposed_at", "quantity", "cost", "proceeds",
    "gain", "term?", "transaction?", "acquired_by?",
)  # fmt: skip
_INCOME = form("date", "type", "asset?", "account?", "quantity", "value", "transaction?")
_FEE = form("date", "asset?", "quantity", "value", "in_cost?", "transaction?")
_BALANCE = form("account?", "asset?", "quantity")
_DAY = form("date", "value", "inflow", "outflow", "return", "twr")


_names, _instants = Names(), Instants()


def _position(held: Position) -> str:
    return _POSITION % (
        _names[held.asset],
        _names[held.account],
        plain_figure(held.quantity),
        plain_figure(held.cost),
        plain_quotient(held.average_cost),
        _optional(held.price),
        _optional(held.value),
        _optional(held.unrealised),
    )


def _lot(lot: Lot) -> str:
    asset, account, acquired_at, quantity, remaining, unit_cost, cost, transaction, _ = lot
    return _LOT % (
        _names[asset],
        _names[account],
        _instants[acquired_at],
        plain_figure(quantity),
        plain_figure(remaining) if remaining else "0",
        plain_quotient(unit_cost),
        plain_figure(cost) if cost else "0",
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
        plain_figure(quantity),
        plain_figure(cost),
        plain_figure(proceeds),
        plain_figure(gain),
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
        plain_figure(quantity),
        plain_figure(value),
        quoted(transaction),
    )


def _fee(fee: Fee) -> str:
    _, day, asset, _, quantity, value, in_cost, transaction = fee
    return _FEE % (
        day,
        _names[asset],
        plain_figure(quantity),
        plain_figure(value),
        "true" if in_cost else "false",
        quoted(transaction),
    )


def _balance(balance: Balance) -> str:
    return _BALANCE % (
        _names[balance.account],
        _names[balance.asset],
        plain_figure(balance.quantity),
    )


def _totals(report: Report) -> dict[str, str]:
    totals = report.books.totals
    names = ("value", "cost", "realised", "unrealised", "income", "fees", "net_flow")
    figures = {name: plain_figure(getattr(totals, name)) for name in names}
    return {**figures, "fees_not_in_cost": plain_figure(totals.fees_not_in_cost)}


def _returns(report: Report) -> dict[str, str | None]:
    risk = report.risk
    return {
        "twr": _fraction(report.twr),
        "xirr": _fraction(report.rates.nearest),
        "max_drawdown": _fraction(risk.drawdown.depth if risk else None),
        "volatility": _fraction(risk.volatility if risk else None),
    }


def _day(pair: tuple[DailyValue, DailyReturn]) -> str:
    day, result = pair
    return _DAY % (
        day.day,
        plain_figure(day.value),
        plain_figure(day.inflow),
        plain_figure(day.outflow),
        _fraction(float(result.simple)),
        _fraction(float(result.chained)),
    )


def _problem(problem: Problem) -> str:
    return encode(
        {
            "code": problem.code.value,
            "line": problem.line,
            "id": problem.transaction,
            "message": problem.message,
        }
    )


def _optional(figure: Decimal | None) -> str:
    return "null" if figure is None else f'"{plain_figure(figure)}"'


def _fraction(figure: float | None) -> str | None:
    return None if figure is None else repr(figure + 0.0)
