"""A short readable account of a replay."""

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal

from markets.numbers import CONTEXT, plain_figure
from portfolios.replay.report import Report

_CENT = Decimal("0.01")


def write_table(report: Report) -> Iterator[str]:
    """Lines for a person; amounts are rounded to cents, the JSON has them exactly."""
    books = report.books
    rows = books.disposals
    yield f"Books in {books.currency}, {books.method}, lots by {books.scope}, as of {books.as_of}"
    yield ""
    yield f"{'asset':<12}{'quantity':>28}{'cost':>18}{'value':>18}{'unrealised':>18}"
    for held in books.positions:
        name = f"{held.asset}" if held.account is None else f"{held.asset} {held.account}"
        yield (
            f"{name:<12}{plain_figure(held.quantity):>28}{_money(held.cost):>18}"
            f"{_money(held.value):>18}{_money(held.unrealised):>18}"
        )
    for asset, quantity in books.cash.items():
        yield f"{f'{asset} cash':<12}{plain_figure(quantity):>28}"
    for debt in books.debts:
        yield f"{f'{debt.asset} owed':<12}{plain_figure(-debt.quantity):>28}"
    yield ""
    names = ("value", "cost", "realised", "unrealised", "income", "fees", "net_flow")
    for name in names:
        yield f"{name.replace('_', ' '):<24}{_money(getattr(books.totals, name)):>18}"
    yield f"{'profit':<24}{_money(books.totals.profit):>18}"
    yield f"{'time-weighted return':<24}{_percent(report.twr):>18}"
    yield f"{'yearly rate (XIRR)':<24}{_percent(report.rates.nearest):>18}"
    risk = report.risk
    yield f"{'maximum drawdown':<24}{_percent(risk.drawdown.depth if risk else None):>18}"
    yield f"{'volatility':<24}{_percent(risk.volatility if risk else None):>18}"
    yield ""
    yield f"{len(books.lots)} lots, {len(rows)} disposals, {len(report.problems)} problems"
    for problem in report.problems:
        where = f"line {problem.line}: " if problem.line else ""
        yield f"{where}{problem.code}: {problem.message}"


def _money(figure: Decimal | None) -> str:
    if figure is None:
        return "no price"
    cents = figure.quantize(_CENT, rounding=ROUND_HALF_EVEN, context=CONTEXT)
    return f"{cents:,f}"


def _percent(figure: float | None) -> str:
    return "none" if figure is None else f"{figure:.2%}"
