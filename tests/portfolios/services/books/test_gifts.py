"""Gifts that carry over in the database: within a portfolio, and between those of one owner."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from portfolios.models import GiftPart, Portfolio
from portfolios.selectors.books.holdings import holdings_of
from portfolios.selectors.books.reconciliation import stored_residuals
from portfolios.services.books.books import rebuild_books
from portfolios.services.ledger.accounts import create_account
from portfolios.services.ledger.transactions import change_transaction, delete_transaction
from portfolios.services.sharing.portfolios import change_portfolio, delete_portfolio
from tests.factories import make_asset, make_portfolio, set_closes
from tests.portfolios.books import record
from tests.portfolios.services.books.test_books import bytes_of_the_books

START = datetime(2024, 1, 1, tzinfo=UTC)
CARRIED = {"label": "carried"}


@pytest.fixture
def prices(market):
    days = [START.date() + timedelta(days=number) for number in range(1100)]
    set_closes(make_asset("bitcoin"), {day: 100.0 if day.year == 2024 else 300.0 for day in days})
    make_asset("bitcoin", price=300.0)
    # A euro is 2 dollars in 2024 and 1 from 2025 on.
    set_closes(make_asset("eur"), {day: 2.0 if day.year == 2024 else 1.0 for day in days})


@pytest.fixture
def mine(portfolio, prices):
    return portfolio


@pytest.fixture
def hers(alice, prices):
    return make_portfolio(alice, name="Hers")


def put(portfolio, at: str, kind: str, *, label: str = "", **legs):
    row = record(portfolio, at, kind, **legs)
    return change_transaction(row, user=portfolio.owner, label=label) if label else row


def give(at_commit, giver, taker, *, at="2025-03-01T12:00Z", came="2025-03-02T12:00Z", units="1"):
    with at_commit():
        gift = put(giver, at, "gift_given", sent=f"{units} bitcoin", **CARRIED)
        receipt = put(taker, came, "gift_received", received=f"{units} bitcoin", **CARRIED)
    return gift, receipt


def lots(portfolio) -> list[tuple]:
    found = portfolio.lots.filter(remaining__gt=0).order_by("acquired_at")
    return [(f"{lot.acquired_at:%Y-%m-%d}", lot.remaining, lot.cost) for lot in found]


def assert_whole(*portfolios: Portfolio) -> None:
    """Nothing is unexplained, and a rebuild gives the same bytes."""
    for portfolio in portfolios:
        portfolio = Portfolio.objects.get(pk=portfolio.pk)
        assert portfolio.books_are_current
        before = bytes_of_the_books(portfolio)
        assert stored_residuals(portfolio) == []
        rebuild_books(portfolio.pk)
        assert bytes_of_the_books(portfolio) == before


@pytest.fixture
def given(mine, hers, at_commit):
    with at_commit():
        put(mine, "2024-06-01T12:00Z", "buy", sent="100 usd", received="1 bitcoin")
    return give(at_commit, mine, hers)


def test_lots_go_from_one_portfolio_of_a_person_to_another(mine, hers, given, at_commit):
    gift, receipt = given
    closed = mine.disposals.get()
    assert (closed.type, closed.gain, closed.cost) == ("gift_given", 0, 100)
    assert lots(hers) == [("2024-06-01", 1, 100)]
    # No row of another portfolio is named: hers may be shared with people who may not see mine.
    assert hers.lots.get().transaction_id == receipt.pk
    assert mine.dailyvalues.get(day="2025-03-01").outflow == 300
    assert hers.dailyvalues.get(day="2025-03-02").inflow == 300
    assert (mine.positions.get().carried, hers.positions.get().carried) == (200, -200)
    assert holdings_of(mine).profit == 200
    assert holdings_of(hers).profit == 0
    with at_commit():
        put(hers, "2025-07-01T12:00Z", "sell", sent="1 bitcoin", received="350 usd")
    sold = hers.disposals.get()
    assert (sold.gain, sold.term, sold.acquired_at.year) == (250, "long", 2024)
    assert_whole(mine, hers)


def test_a_gift_within_one_portfolio(mine, at_commit):
    wallet = create_account(mine, name="Hers")
    with at_commit():
        put(mine, "2024-06-01T12:00Z", "buy", sent="100 usd", received="1 bitcoin")
        put(mine, "2025-03-01T12:00Z", "gift_given", sent="1 bitcoin", **CARRIED)
        put(
            mine, "2025-03-01T12:00Z", "gift_received", received="1 bitcoin", account=wallet,
            **CARRIED,
        )  # fmt: skip
    assert lots(mine) == [("2024-06-01", 1, 100)]
    assert (mine.disposals.get().gain, mine.ledgerproblems.count()) == (0, 0)
    assert mine.dailyvalues.get(day="2025-03-01").outflow == 0
    assert_whole(mine)


def test_a_change_of_the_giver_s_lots_reaches_the_receiver(mine, hers, given, at_commit):
    bought = mine.transactions.get(type="buy")
    with at_commit():
        change_transaction(bought, user=mine.owner, sent_quantity=Decimal(140))
    assert lots(hers) == [("2024-06-01", 1, 140)]
    with at_commit():
        put(mine, "2024-05-01T12:00Z", "buy", sent="90 usd", received="0.5 bitcoin")
    assert lots(hers) == [("2024-05-01", Decimal("0.5"), 90), ("2024-06-01", Decimal("0.5"), 70)]
    with at_commit():
        change_portfolio(mine, method="average")
    assert [cost for *_, cost in lots(hers)] == [
        Decimal("76.666666666666666667"), Decimal("76.666666666666666667"),
    ]  # fmt: skip
    assert_whole(mine, hers)


def test_a_gift_that_is_deleted_relabelled_or_moved_leaves_the_receipt_alone(
    mine, hers, given, at_commit
):
    gift, receipt = given
    codes = [problem.code for problem in hers.ledgerproblems.all()]
    assert codes == []
    changes = (
        {"label": ""}, {"executed_at": gift.executed_at - timedelta(days=20)},
        {"sent_quantity": Decimal("0.9")},
    )  # fmt: skip
    for change in changes:
        with at_commit():
            change_transaction(gift, user=mine.owner, **change)
        assert lots(hers) == [("2025-03-02", 1, 300)]
        assert hers.ledgerproblems.get().code == "unmatched_gift"
        assert mine.disposals.get().gain > 0
        assert_whole(mine, hers)
        with at_commit():
            change_transaction(
                gift, user=mine.owner, label="carried", sent_quantity=Decimal(1),
                executed_at=given[0].executed_at,
            )  # fmt: skip
        assert lots(hers) == [("2024-06-01", 1, 100)]
    with at_commit():
        delete_transaction(gift, user=mine.owner)
    assert lots(hers) == [("2025-03-02", 1, 300)]
    assert_whole(mine, hers)


def test_a_receipt_that_goes_makes_the_gift_one_like_any_other(mine, hers, given, at_commit):
    with at_commit():
        delete_transaction(given[1], user=hers.owner)
    assert mine.disposals.get().gain == 200
    assert mine.ledgerproblems.get().code == "unmatched_gift"
    assert_whole(mine, hers)


def test_a_portfolio_that_goes_takes_its_gifts_along(mine, hers, given, at_commit):
    with at_commit():
        delete_portfolio(mine)
    assert lots(hers) == [("2025-03-02", 1, 300)]
    assert GiftPart.objects.exclude(portfolio=hers).count() == 0
    assert_whole(hers)


def test_costs_are_converted_at_the_day_of_acquisition(mine, alice, at_commit):
    with at_commit():
        put(mine, "2024-06-01T12:00Z", "buy", sent="100 usd", received="1 bitcoin")
    euros = make_portfolio(alice, name="Euros", currency="eur")
    give(at_commit, mine, euros)
    assert lots(euros) == [("2024-06-01", 1, 50)]
    assert euros.dailyvalues.get(day="2025-03-02").inflow == 300
    assert_whole(mine, euros)


def test_the_portfolios_of_two_people_never_mix(mine, bob, at_commit):
    with at_commit():
        put(mine, "2024-06-01T12:00Z", "buy", sent="100 usd", received="1 bitcoin")
    his = make_portfolio(bob, name="Bob's")
    give(at_commit, mine, his)
    assert lots(his) == [("2025-03-02", 1, 300)]
    assert mine.disposals.get().gain == 200
    assert [one.ledgerproblems.get().code for one in (mine, his)] == ["unmatched_gift"] * 2


def test_a_receipt_that_an_editor_adds_reads_no_cost_of_another_portfolio(
    mine, hers, bob, given, at_commit
):
    _, receipt = given
    with at_commit():
        delete_transaction(receipt, user=hers.owner)
        bobs = record(hers, "2025-03-02T12:00Z", "gift_received", received="1 bitcoin")
        change_transaction(bobs, user=bob, label="carried")
    assert lots(hers) == [("2025-03-02", 1, 300)]
    with at_commit():
        put(hers, "2025-03-03T12:00Z", "gift_received", received="1 bitcoin", **CARRIED)
    assert lots(hers) == [("2024-06-01", 1, 100), ("2025-03-02", 1, 300)]
    assert_whole(mine, hers)


def test_a_gift_within_a_portfolio_pairs_whoever_added_it(mine, bob, at_commit):
    with at_commit():
        record(mine, "2024-06-01T12:00Z", "buy", sent="50 usd", received="1 bitcoin")
        create_account(mine, name="Other")
        gift = record(mine, "2025-03-01T12:00Z", "gift_given", sent="1 bitcoin")
        change_transaction(gift, user=bob, label="carried")
        put(mine, "2025-03-02T12:00Z", "gift_received", received="1 bitcoin", **CARRIED)
    assert [cost for _, _, cost in lots(mine)] == [50]


def test_gifts_go_on_and_come_back(mine, hers, alice, given, at_commit):
    third = make_portfolio(alice, name="Third")
    give(at_commit, hers, third, at="2025-03-05T12:00Z", came="2025-03-04T12:00Z")
    give(at_commit, third, mine, at="2025-03-20T12:00Z", came="2025-03-20T12:00Z")
    assert lots(mine) == [("2024-06-01", 1, 100)]
    assert [one.gain for one in (*mine.disposals.all(), *hers.disposals.all())] == [0, 0]
    with at_commit():
        change_transaction(mine.transactions.get(type="buy"), user=alice, sent_quantity=Decimal(60))
    assert lots(mine) == [("2024-06-01", 1, 60)]
    assert_whole(mine, hers, third)


def test_gifts_in_a_circle_come_to_rest(mine, hers, at_commit):
    noon = "2025-03-01T12:00Z"
    for giver, taker in ((mine, hers), (hers, mine)):
        give(at_commit, giver, taker, at=noon, came=noon)
    assert {one.code for one in mine.ledgerproblems.all()} >= {"unmatched_gift"}
    assert_whole(mine, hers)


@pytest.mark.parametrize("seed", range(3))
def test_books_that_follow_changes_are_those_of_a_rebuild(mine, hers, at_commit, seed):
    random = Random(seed)
    for portfolio in (mine, hers):
        create_account(portfolio, name="Second")
        with at_commit():
            change_portfolio(portfolio, method=random.choice(["fifo", "hifo", "average"]))
            # So many rows of another coin that a change of this one is worked in by itself.
            for day in range(1, 25):
                put(portfolio, f"2024-02-{day:02}T12:00Z", "buy", sent="5 usd", received="1 solana")
    user = mine.owner
    for _ in range(25):
        portfolio = random.choice((mine, hers))
        at = f"2025-03-{random.randrange(1, 13):02}T{random.choice(('00', '12'))}:00Z"
        account = random.choice(list(portfolio.accounts.all()))
        rows = list(portfolio.transactions.exclude(received_asset__slug="solana"))
        with at_commit():
            action = random.choice(("buy", "given", "given", "received", "received", "change"))
            if action == "buy":
                legs = {"sent": f"{random.randrange(50, 400)} usd", "received": "1 bitcoin"}
                put(portfolio, at, "buy", account=account, **legs)
            elif action == "given":
                put(portfolio, at, "gift_given", account=account, sent="1 bitcoin", **CARRIED)
            elif action == "received":
                put(
                    portfolio, at, "gift_received", account=account, received="1 bitcoin", **CARRIED
                )
            elif rows:
                row = random.choice(rows)
                if random.random() < 0.4:
                    delete_transaction(row, user=user)
                else:
                    change_transaction(row, user=user, executed_at=datetime.fromisoformat(at))
    assert_whole(mine, hers)
    assert_whole(mine, hers)


def test_costs_come_in_the_currency_of_the_givers_books_until_those_are_rebuilt(given, mine, hers):
    """One hundred dollars stay a hundred dollars while the giver's portfolio waits in euros."""
    change_portfolio(mine, currency=make_asset("eur"))
    rebuild_books(hers.pk)
    assert lots(hers) == [("2024-06-01", 1, 100)]
    rebuild_books(mine.pk)
    rebuild_books(hers.pk)
    # They were 50 euros on the day they were paid, which are 100 dollars of that day.
    assert lots(hers) == [("2024-06-01", 1, 100)]
