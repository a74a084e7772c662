"""The database's books and a replay of their exported ledger: equal to the last digit kept."""

import csv
import json
from decimal import Decimal
from io import StringIO
from random import Random

import pytest
from django.core.management import call_command

from markets.models import Candle
from markets.numbers import quantised
from portfolios.models import Portfolio
from portfolios.selectors.ledger.exports import transactions_csv
from portfolios.services.books.books import rebuild_books
from portfolios.services.books.inputs import local_today
from portfolios.services.ledger.accounts import create_account
from portfolios.services.ledger.transactions import record_transaction
from portfolios.services.sharing.portfolios import change_portfolio
from tests.portfolios.services.books.test_upkeep import DAYS, closes, columns_of  # noqa: F401

# Key of the JSON → the portfolio's rows, and each field with the column that stores it.
TABLES = {
    "lots": ("lots", {
        "asset": "asset__symbol", "account": "account__name", "acquired_at": "acquired_at",
        "quantity": "quantity", "remaining": "remaining", "cost": "cost",
    }),
    "disposals": ("disposals", {
        "asset": "asset__symbol", "account": "account__name", "type": "type",
        "acquired_at": "acquired_at", "disposed_at": "disposed_at", "quantity": "quantity",
        "cost": "cost", "proceeds": "proceeds", "gain": "gain", "term": "term",
    }),
    "income": ("incomes", {
        "date": "day", "type": "type", "asset": "asset__symbol", "account": "account__name",
        "quantity": "quantity", "value": "value",
    }),
    "fees": ("fees", {
        "date": "day", "asset": "asset__symbol", "quantity": "quantity", "value": "value",
        "in_cost": "in_cost",
    }),
    "balances": ("balances", {
        "account": "account__name", "asset": "asset__symbol", "quantity": "quantity",
    }),
    "daily": ("dailyvalues", {
        "date": "day", "value": "value", "inflow": "inflow", "outflow": "outflow",
    }),
}  # fmt: skip
FIGURES = {"quantity", "remaining", "cost", "proceeds", "gain", "value", "inflow", "outflow"}


def replayed(portfolio: Portfolio, folder) -> dict:
    """The JSON of a replay of the portfolio's export, at the stored closes."""
    (folder / "ledger.csv").write_text("".join(transactions_csv(portfolio)), encoding="utf-8")
    with (folder / "prices.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["date", "asset", "price", "currency"])
        for candle in Candle.objects.select_related("asset"):
            writer.writerow([candle.day, candle.asset.symbol, repr(candle.close), "USD"])
    out = StringIO()
    call_command(
        "replay", str(folder / "ledger.csv"), "--prices", str(folder / "prices.csv"), "--json",
        "--method", portfolio.method, "--scope", portfolio.scope, "--tz", portfolio.time_zone,
        "--as-of", local_today(portfolio).isoformat(),
        *([] if portfolio.tracks_cash else ["--no-cash"]), stdout=out,
    )  # fmt: skip
    return json.loads(out.getvalue())


def written(value) -> str:
    """A stored value as one text, whoever wrote it."""
    if isinstance(value, Decimal):
        return f"{quantised(value):f}"
    if hasattr(value, "tzinfo"):
        return value.isoformat().replace("+00:00", "Z")
    return "" if value is None else str(value)


def told(record: dict, names) -> tuple[str, ...]:
    """A record of the JSON, with figures at the places that the database keeps."""
    return tuple(
        written(Decimal(record[name]) if name in FIGURES else record[name]) for name in names
    )


@pytest.mark.parametrize("seed", range(6))
def test_a_replay_of_the_export_is_the_databases_books(portfolio, closes, tmp_path, seed):  # noqa: F811
    random = Random(100 + seed)
    change_portfolio(
        portfolio, method=("fifo", "lifo", "hifo", "average")[seed % 4],
        scope=random.choice(("account", "portfolio")), tracks_cash=seed % 2 == 0,
        time_zone=random.choice(("UTC", "America/New_York", "Asia/Tokyo")),
    )  # fmt: skip
    for name in ("Wallet", "Vault"):
        create_account(portfolio, name=name)
    for _ in range(40):
        columns = columns_of(random, portfolio, oldest=DAYS - 5)
        record_transaction(portfolio, user=portfolio.owner, tags=["old"] * (seed % 2), **columns)
    rebuild_books(portfolio.pk)
    portfolio = Portfolio.objects.get(pk=portfolio.pk)
    found = replayed(portfolio, tmp_path)
    for name, (related, columns) in TABLES.items():
        rows = getattr(portfolio, related).order_by().values_list(*columns.values())
        stored = sorted(tuple(map(written, row)) for row in rows)
        assert stored == sorted(told(record, columns) for record in found[name]), name
    codes = [problem["code"] for problem in found["problems"]]
    codes = sorted(code for code in codes if code != "several_rates")
    # A replay takes the prices of its rows for given.
    problems = portfolio.ledgerproblems.exclude(code="price_far_from_market")
    assert sorted(problems.values_list("code", flat=True)) == codes
