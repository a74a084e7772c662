"""What is wrong with a ledger and its prices, as its page lists it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.accounting.core.types import ProblemCode
from portfolios.models import Account, LedgerProblem, Position, ProblemDismissal
from portfolios.selectors.books import health
from portfolios.selectors.books.health import (
    Finding,
    findings_of,
    problem_count,
    problem_titles,
)
from portfolios.selectors.books.health_texts import TEXTS
from tests.factories import buy, finish_refresh, make_asset, set_price
from tests.portfolios.books import record


def doubt(portfolio, code, *, row=None, **columns):
    return LedgerProblem.objects.create(
        portfolio=portfolio, code=code, message=code, transaction_id=row and row.pk, **columns
    )


def hold(portfolio, slug, quantity="1", **columns):
    asset = make_asset(slug, **columns)
    Position.objects.create(
        portfolio=portfolio, account=portfolio.accounts.first(), asset=asset, cost=1, realised=0,
        quantity=Decimal(quantity), income=0, fees=0,
    )  # fmt: skip
    return asset


def groups(portfolio, *, dismissals=()):
    found = findings_of(portfolio, dismissals=list(dismissals), is_simulated=False)
    return {one.code: one for one in found}


def test_every_problem_of_a_ledger_has_a_title_and_a_meaning():
    assert set(ProblemCode) <= set(TEXTS)
    titles = [str(title) for title, _ in TEXTS.values()]
    assert len(set(titles)) == len(titles)
    assert all(str(meaning).endswith(".") for _, meaning in TEXTS.values())


def test_problems_stand_by_code_the_worst_first(portfolio):
    row = buy(portfolio, "bitcoin", "1", dollars="5")
    for code in ("suspected_duplicate", "missing_acquisition", "invalid_entry",
                 "suspected_duplicate"):  # fmt: skip
        doubt(portfolio, code, row=row)
    doubt(portfolio, "does_not_add_up")
    worst_first = ["does_not_add_up", "invalid_entry", "missing_acquisition", "suspected_duplicate"]
    found = groups(portfolio)
    assert list(found) == worst_first
    assert [found[code].count for code in worst_first] == [1, 1, 1, 2]
    assert problem_titles(portfolio) == [(TEXTS[code][0], found[code].count) for code in found]
    assert problem_count(portfolio) == 5


def test_a_day_without_a_price_is_another_problem_than_a_row_without_a_value(portfolio):
    """The accounting gives both one code; only of a row is it known how much has no value."""
    row = buy(portfolio, "bitcoin", "1", dollars="5")
    asset = make_asset("bitcoin")
    doubt(portfolio, "missing_price", row=row, asset=asset, quantity=2)
    doubt(portfolio, "missing_price", row=row, asset=asset)
    doubt(portfolio, "missing_price", row=row, asset=make_asset("solana"))
    found = groups(portfolio)
    assert {code: one.count for code, one in found.items()} == {
        "missing_price": 1, "missing_days": 2,
    }  # fmt: skip
    assert found["missing_price"].title == TEXTS["missing_price"][0]
    assert dict(problem_titles(portfolio))[TEXTS["missing_days"][0]] == 2


def test_a_group_counts_all_and_shows_the_first(portfolio, monkeypatch):
    monkeypatch.setattr(health, "SHOWN", 3)
    row = buy(portfolio, "bitcoin", "1", dollars="5")
    for number in range(5):
        LedgerProblem.objects.create(
            portfolio=portfolio, code="invalid_entry", message=str(number),
            transaction_id=row.pk + number,
        )  # fmt: skip
    (group,) = groups(portfolio).values()
    assert group.count == 5
    assert [one.message for one in group.findings] == ["0", "1", "2"]
    # Rows that are gone since leave the problem standing without one.
    assert [one.row for one in group.findings] == [row, None, None]


def test_what_is_dismissed_is_neither_listed_nor_counted(portfolio):
    row = buy(portfolio, "bitcoin", "1", dollars="5")
    doubt(portfolio, "invalid_entry", row=row)
    doubt(portfolio, "suspected_duplicate", row=row)
    ProblemDismissal.objects.create(
        portfolio=portfolio, code="invalid_entry", transaction_id=row.pk
    )
    assert list(groups(portfolio)) == ["suspected_duplicate"]
    assert problem_count(portfolio) == 1
    assert [count for _, count in problem_titles(portfolio)] == [1]


def test_holders_are_listed_with_what_a_transfer_can_bring(portfolio):
    """5 units lack: of 8 held a transfer brings 5, of 3 held 3; an account that is gone none."""
    row = buy(portfolio, "bitcoin", "1", dollars="5")
    big, small = (Account.objects.create(portfolio=portfolio, name=name) for name in "ab")
    doubt(
        portfolio, "account_overdrawn", row=row, quantity=5, asset=make_asset("bitcoin"),
        account=portfolio.accounts.get(name="Main"),
        holder_ids=[big.pk, small.pk, 10**9], holder_units=[8, 3, 2],
    )  # fmt: skip
    (finding,) = groups(portfolio)["account_overdrawn"].findings
    assert [(one.account, one.held, one.units) for one in finding.holders] == [
        (big, 8, 5), (small, 3, 3),
    ]  # fmt: skip
    assert finding.account.name == "Main"


def test_held_assets_without_a_price_or_with_an_old_one_are_found(portfolio):
    finish_refresh()
    now = timezone.now()
    hold(portfolio, "bitcoin", price=5.0)
    hold(portfolio, "usd")
    hold(portfolio, "unpriced")
    set_price(hold(portfolio, "ancient"), 5.0, at=now - timedelta(days=9))
    hold(portfolio, "delisted", price=5.0, is_active=False)
    hold(portfolio, "worthless", is_active=False, is_worthless=True)
    hold(portfolio, "sold", "0")
    set_price(hold(portfolio, "shed", kind="own"), 5.0, at=now - timedelta(days=900))
    hold(portfolio, "unsaid", kind="own")
    hold(portfolio, "owed", "-1")
    found = groups(portfolio)
    assert {code: [one.asset.slug for one in group.findings] for code, group in found.items()} == {
        "unknown_asset": ["delisted", "owed", "unpriced", "unsaid"], "stale_price": ["ancient"],
    }  # fmt: skip
    known = ProblemDismissal(portfolio=portfolio, code="stale_price", asset=make_asset("ancient"))
    assert "stale_price" not in groups(portfolio, dismissals=[known])
    # Of prices nothing is stored, so the ledger's own count has none of it.
    assert problem_count(portfolio) == 0


@pytest.mark.parametrize(
    ("kind", "legs", "asset", "takes"),
    [("buy", {"sent": "5 usd", "received": "1 bitcoin", "fee": "1 solana"}, "bitcoin", True),
     ("buy", {"sent": "5 usd", "received": "1 bitcoin", "fee": "1 solana"}, "solana", False),
     ("swap", {"sent": "5 solana", "received": "1 bitcoin"}, "solana", True),
     ("fee", {"fee": "1 solana"}, "solana", True)],
)  # fmt: skip
def test_a_value_helps_where_it_would_count(portfolio, kind, legs, asset, takes):
    row = record(portfolio, "2024-01-01T12:00Z", kind, **legs)
    assert Finding("missing_price", make_asset(asset), row=row).takes_a_value is takes
    assert not Finding("missing_price", make_asset(asset)).takes_a_value


def test_a_ledger_without_a_fault_has_no_group_and_few_queries(
    portfolio, django_assert_num_queries
):
    row = buy(portfolio, "bitcoin", "1", dollars="5")
    portfolio.ledgerproblems.all().delete()
    with django_assert_num_queries(1):
        assert problem_titles(portfolio) == []
    for number in range(3):
        doubt(portfolio, "invalid_entry", row=row, account=portfolio.accounts.first())
        doubt(portfolio, "suspected_duplicate", row=row, holder_ids=[number], holder_units=[1])
    with django_assert_num_queries(5):
        findings_of(portfolio, dismissals=[], is_simulated=True)
