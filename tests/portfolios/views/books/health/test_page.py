"""What the page shows, to whom, and what can be known."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portfolios.models import (
    LedgerProblem,
    ProblemDismissal,
    Transaction,
)
from portfolios.services.books.books import update_books
from tests.factories import make_asset, set_price
from tests.portfolios.books import record
from tests.portfolios.views.books.health.conftest import address, codes, text_of


def test_held_assets_with_an_old_price_or_none_are_told_and_can_be_known(
    as_alice, portfolio, bitcoin, put, post
):
    set_price(bitcoin, 60000.0, at=timezone.now() - timedelta(days=2))
    put("2024-01-02T12:00Z", "buy", sent="100 usd", received="1 bitcoin")
    put("2024-01-02T13:00Z", "buy", sent="100 usd", received="1 solana")
    page = text_of(as_alice.get(address("health", portfolio)))
    assert "Held assets with an old price" in page
    assert "Held assets that nobody prices" in page
    assert "Held assets that nobody prices" not in post(
        "dismiss", code="unknown_asset", asset="solana"
    )
    make_asset("solana", price=1.0)
    set_price(bitcoin, 60000.0)
    page = text_of(as_alice.get(address("health", portfolio)))
    assert "Held assets" not in page


@pytest.mark.parametrize(
    "which",
    [
        {"code": "nonsense"},
        {"code": "missing_price", "transaction": "1"},
        {"code": "unknown_asset"},
        {"code": "unknown_asset", "asset": "bitcoin"},
        {"code": "suggested_transfer", "transaction": "1"},
        {"code": "suggested_transfer", "transaction": "x"},
        {"code": "missing_price", "asset": "no-such"},
        {},
    ],
)
def test_what_is_no_problem_cannot_be_dismissed_or_mended(portfolio, bitcoin, post, which):
    post("dismiss", **which)
    post("repair", **which)
    assert not ProblemDismissal.objects.exists()


def test_whom_it_was_shared_with_reads_and_mends_nothing(as_bob, portfolio, bitcoin, put):
    sold = put("2024-02-01T12:00Z", "sell", sent="1 bitcoin", received="90000 usd")
    page = text_of(as_bob.get(address("health", portfolio)))
    assert "Coins taken out that were never brought in" in page
    assert "Add an opening balance" not in page.replace("or add an opening balance", "")
    which = {"code": "missing_acquisition", "transaction": sold.pk, "asset": "bitcoin"}
    for name in ("repair", "dismiss", "join"):
        assert as_bob.post(address(name, portfolio), which).status_code == 403
    assert Transaction.objects.count() == 1


def test_what_is_wrong_comes_before_words_about_it(as_alice, portfolio, bitcoin, put):
    put("2024-02-01T12:00Z", "sell", sent="1 bitcoin", received="90000 usd")
    page = text_of(as_alice.get(address("health", portfolio)))
    assert page.index('<section class="card') < page.index("the most harmful first")


def test_the_tab_counts_what_stands(as_alice, portfolio, bitcoin, put, post):
    tab = '<span class="count">1<span class="visually-hidden"> open</span></span>'
    assert tab not in text_of(as_alice.get(address("overview", portfolio)))
    sold = put("2024-02-01T12:00Z", "sell", sent="1 bitcoin", received="90000 usd")
    page = text_of(as_alice.get(address("overview", portfolio)))
    assert tab in page
    assert "Coins taken out that were never brought in: 1" in page
    assert address("health", portfolio) in page
    post("dismiss", code="missing_acquisition", transaction=sold.pk, asset="bitcoin")
    assert tab not in text_of(as_alice.get(address("overview", portfolio)))


def test_an_empty_and_a_sound_portfolio_say_so(as_alice, portfolio, bitcoin, put):
    assert "Nothing to look at yet" in text_of(as_alice.get(address("health", portfolio)))
    put("2024-01-02T12:00Z", "buy", sent="100 usd", received="1 bitcoin")
    assert "No problem found" in text_of(as_alice.get(address("health", portfolio)))


def test_the_page_takes_as_many_queries_for_many_problems(as_alice, portfolio, bitcoin, put):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert as_alice.get(address("health", portfolio)).status_code == 200
        return len(captured)

    row = put("2024-02-01T12:00Z", "sell", sent="1 bitcoin", received="90000 usd")
    queries()
    few = queries()
    LedgerProblem.objects.bulk_create(
        LedgerProblem(
            portfolio=portfolio, code="missing_acquisition", transaction_id=row.pk + number,
            asset=bitcoin, account=row.account, quantity=1, message="m",
        )
        for number in range(60)
    )  # fmt: skip
    assert queries() == few
    assert few <= 20
    groups = as_alice.get(address("health", portfolio)).context["groups"]
    assert [(group.count, len(group.findings)) for group in groups] == [(61, 20)]


@pytest.fixture
def off_by_seven(booked):
    """Books whose stored sums differ."""
    booked.positions.filter(asset__symbol="BTC").update(realised=F("realised") + 7)
    update_books(booked.pk)
    return booked


def test_books_that_do_not_add_up_are_made_again_from_the_page(off_by_seven, as_alice, post):
    page = text_of(as_alice.get(address("health", off_by_seven)))
    assert "Figures that do not add up" in page
    assert "-7 of the cost in USD is not explained by the rows" in page
    assert "The books are rebuilt." in post("repair", code="does_not_add_up")
    assert "does_not_add_up" not in codes(off_by_seven)


def test_that_books_do_not_add_up_cannot_be_dismissed(off_by_seven, as_alice, post):
    page = text_of(as_alice.get(address("health", off_by_seven)))
    assert page.count('name="code" value="does_not_add_up"') == 1  # that of the mend
    assert "There is no such kind of problem." in post("dismiss", code="does_not_add_up")
    assert "does_not_add_up" in codes(off_by_seven)


def test_who_may_only_look_cannot_have_the_books_made_again(off_by_seven, as_bob):
    assert "Rebuild the books" not in text_of(as_bob.get(address("health", off_by_seven)))
    answer = as_bob.post(address("repair", off_by_seven), {"code": "does_not_add_up"})
    assert answer.status_code == 403
    assert "does_not_add_up" in codes(off_by_seven)


def test_a_value_that_lacks_only_a_currency_s_rate_is_said_to(as_alice, portfolio, bitcoin, put):
    put("2024-02-01T12:00Z", "buy", sent="100 eur", received="1 solana")
    page = text_of(as_alice.get(address("health", portfolio)))
    assert "No rate of EUR in USD on or before 2024-02-01" in page


def test_of_many_problems_the_first_of_each_code_are_shown(as_alice, portfolio, bitcoin):
    row = record(portfolio, "2024-01-02T10:00Z", "sell", sent="1 bitcoin", received="1 usd")
    portfolio.ledgerproblems.all().delete()
    kinds = (("missing_price", None), ("missing_price", 1), ("missing_acquisition", None))
    for place in range(25):
        for code, units in kinds:
            LedgerProblem.objects.create(
                portfolio=portfolio, asset=bitcoin, transaction_id=row.pk, code=code,
                quantity=units, message=f"{code} {units} {place}",
            )  # fmt: skip
    groups = as_alice.get(address("health", portfolio)).context["groups"]
    stored = [group for group in groups if group.count == 25]
    assert len(stored) == 3
    for group in stored:
        places = [int(one.message.split()[-1]) for one in group.findings]
        assert places == list(range(20))
        assert len({one.message.rsplit(" ", 1)[0] for one in group.findings}) == 1
