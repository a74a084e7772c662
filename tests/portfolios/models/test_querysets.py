"""Who finds which rows: the owner, whom it was shared with to look or to change, and outsiders."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portfolios.models import (
    ApiToken,
    LedgerProblem,
    MarketAlert,
    Portfolio,
    PortfolioInvitation,
    ProblemDismissal,
    ShareLink,
    Transaction,
)
from portfolios.querysets import OwnedQuerySet, PersonalQuerySet
from tests.portfolios.models.rows import AT, make_world, row_of

pytestmark = pytest.mark.django_db
MODELS = list(apps.get_app_config("portfolios").get_models())
OWNED = [one for one in MODELS if isinstance(one._default_manager.all(), OwnedQuerySet)]
PERSONAL = [one for one in MODELS if isinstance(one._default_manager.all(), PersonalQuerySet)]


@pytest.fixture(scope="module")
def world(module_db):
    return make_world()


def readers(world, queryset, *, of="for_user"):
    """The names of those who find some row of a query set."""
    people = {name: getattr(world, name) for name in ("alice", "bob", "charlie", "dave")}
    people["nobody"] = AnonymousUser()
    return {name for name, user in people.items() if getattr(queryset, of)(user).exists()}


def saved(world, table, /, **changes):
    row = row_of(world, table, **changes)
    row.save()
    return type(row)._default_manager.filter(pk=row.pk)


def test_a_portfolio_is_its_owners_and_theirs_whom_it_was_shared_with(world):
    rows = Portfolio.objects.filter(pk=world.portfolio.pk)
    assert readers(world, rows) == {"alice", "bob", "dave"}
    assert readers(world, rows, of="editable_by") == {"alice", "dave"}
    rights = {
        name: rows.with_rights(getattr(world, name)).get().can_edit
        for name in ("alice", "bob", "charlie", "dave")
    }
    assert rights == {"alice": True, "bob": False, "charlie": False, "dave": True}


def test_a_share_of_one_portfolio_opens_no_other_of_its_owner(world):
    second = saved(world, "Portfolio")
    assert readers(world, second) == {"alice"}
    assert not second.with_rights(world.dave).get().can_edit
    assert set(Portfolio.objects.for_user(world.charlie)) == {world.other}


def test_rows_of_a_portfolio_are_found_with_it(world):
    """Of each table that belongs to one: nobody sees a row whose portfolio they do not see."""
    assert len(OWNED) > 20
    for model in OWNED:
        rows = saved(world, model.__name__)
        assert readers(world, rows) == {"alice", "bob", "dave"}, model
        assert readers(world, rows, of="editable_by") == {"alice", "dave"}, model


def test_rows_of_a_person_are_found_by_nobody_else(world):
    assert {one.__name__ for one in PERSONAL} == {"MarketAlert", "SavedScreen", "Watchlist"}
    for model in PERSONAL:
        changes = {} if model is MarketAlert else {"name": "Another"}
        assert readers(world, saved(world, model.__name__, **changes)) == {"alice"}, model
    assert readers(world, saved(world, "WatchedAsset")) == {"alice"}


def test_prices_of_an_own_asset_are_found_with_its_portfolio(world):
    typed = saved(world, "OwnPrice")
    assert readers(world, typed) == {"alice", "bob", "dave"}
    typed.update(source="imported")
    assert typed.said().exists()
    typed.update(source="trade")
    assert not typed.said().exists()


def test_an_invitation_is_found_by_its_address_in_any_case(world):
    rows = saved(world, "PortfolioInvitation", email="charlie@example.org")
    assert readers(world, rows) == {"charlie"}
    world.charlie.email = "Charlie@Example.org"
    assert PortfolioInvitation.objects.for_user(world.charlie).exists()


def test_a_problem_stands_until_it_is_dismissed_itself(world):
    """A dismissal means code, row and asset together, of one portfolio."""
    problem = saved(world, "LedgerProblem")
    for other in ({"code": "stale_price"}, {"transaction_id": 8}, {"asset": None},
                  {"asset": world.ethereum}, {"portfolio": world.other}):  # fmt: skip
        saved(world, "ProblemDismissal", **other)
    assert problem.standing().exists()
    assert not problem.with_known().get().is_known
    saved(world, "ProblemDismissal")
    assert not problem.standing().exists()
    assert problem.with_known().get().is_known


def test_a_problem_without_an_asset_is_dismissed_by_a_dismissal_without_one(world):
    problem = saved(world, "LedgerProblem", asset=None, code="invalid_entry")
    saved(world, "ProblemDismissal", code="invalid_entry", asset=world.bitcoin)
    assert problem.standing().exists()
    saved(world, "ProblemDismissal", code="invalid_entry", asset=None)
    assert not problem.standing().exists()


def test_what_no_row_shows_cannot_be_dismissed(world):
    problem = saved(world, "LedgerProblem", transaction_id=None, code="does_not_add_up")
    saved(world, "ProblemDismissal", transaction_id=None, code="does_not_add_up")
    assert problem.standing().exists()


def test_a_problem_is_found_again_by_what_it_is_about(world):
    with_asset = saved(world, "LedgerProblem")
    without = saved(world, "LedgerProblem", asset=None, transaction_id=None)
    problems = LedgerProblem.objects.filter(portfolio=world.portfolio)
    about = ("missing_price", 7, world.bitcoin.pk)
    assert list(problems.about(*about)) == [with_asset.get()]
    assert list(problems.about("missing_price", None, None)) == [without.get()]
    assert not problems.about("missing_price", 8, world.bitcoin.pk).exists()


def test_rows_of_the_ledger_by_what_they_move(world):
    bitcoin, ethereum, usd = world.bitcoin, world.ethereum, world.portfolio.currency
    paid = saved(world, "Transaction", fee_asset=usd, fee_quantity=1).get()
    got = saved(
        world, "Transaction", type="buy", sent_asset=usd, received_asset=ethereum,
        received_quantity=2,
    ).get()  # fmt: skip
    worth = saved(world, "Transaction", net_worth_asset=ethereum, net_worth_amount=1).get()
    rows = Transaction.objects.filter(portfolio=world.portfolio).order_by("pk")
    assert list(rows.touching(usd.pk)) == [paid, got]
    assert list(rows.moving([usd.pk])) == [got]
    assert list(rows.moving([bitcoin.pk, ethereum.pk])) == [paid, got, worth]
    assert list(rows.touching(ethereum.pk)) == [got]


def test_rows_of_the_ledger_by_account_and_words(world):
    moved = saved(world, "Transaction", to_account=world.wallet, note="100% of it_").get()
    named = saved(world, "Transaction", external_id="TX_1", label="Airdrop").get()
    rows = Transaction.objects.filter(portfolio=world.portfolio).order_by("pk")
    assert list(rows.in_account(world.main)) == [moved, named]
    assert list(rows.in_account(world.wallet)) == [moved]
    for text, found in (
        ("100%", [moved]), ("of IT_", [moved]), ("i%f", []), ("air", [named]), ("tx_1", [named]),
        ("tx", []), ("TX%1", []),
    ):  # fmt: skip
        assert list(rows.mentioning(text)) == found, text


def test_carried_gifts_are_gifts_that_are_labelled_so(world):
    rows = [
        saved(world, "Transaction", type=kind, label=label).get()
        for kind, label in (("gift_given", "Carried"), ("gift_received", "carried"),
                            ("transfer", "carried"), ("gift_given", "carried over"))
    ]  # fmt: skip
    found = Transaction.objects.filter(portfolio=world.portfolio).carried_gifts()
    assert set(found) == set(rows[:2])


def test_a_key_works_until_the_instant_at_which_it_expires(world):
    now = timezone.now()
    hour = timedelta(hours=1)
    cases = [
        (ApiToken, {}, True), (ApiToken, {"expires_at": now + hour}, True),
        (ApiToken, {"expires_at": now - hour}, False), (ApiToken, {"revoked_at": now}, False),
        (ShareLink, {"expires_at": now + hour, "revoked_at": now}, False), (ShareLink, {}, True),
    ]  # fmt: skip
    for number, (model, columns, is_usable) in enumerate(cases):
        rows = saved(world, model.__name__, name=f"{number}", digest=f"{number}", **columns)
        assert rows.usable().exists() == is_usable, columns
        assert rows.get().is_in_force == is_usable, columns


def test_forgotten_states_of_alerts_are_those_of_alerts_never_evaluated(world):
    fresh = saved(world, "MarketAlert").get()
    state = {"met": [1], "unmet": [2], "unconfirmed": [3], "evaluated_at": AT,
             "unconfirmed_at": AT, "evaluated_day": AT.date()}  # fmt: skip
    rows = saved(world, "MarketAlert", **state)
    rows.forget_states()
    by_one = row_of(world, "MarketAlert", **state)
    by_one.forget_state()
    for forgotten in (rows.get(), by_one):
        assert forgotten.version == 1
        assert all(getattr(forgotten, name) == getattr(fresh, name) for name in state)


def test_armed_and_unseen_and_working_rows_are_told_by_their_state(world):
    trigger = saved(world, "Trigger")
    assert trigger.armed().exists()
    trigger.update(status="fired")
    assert not trigger.armed().exists()
    alert = saved(world, "Alert", arming=3)
    assert alert.unseen().exists()
    alert.update(seen_at=AT)
    assert not alert.unseen().exists()
    batch = saved(world, "ImportBatch", content=b"x" * 9)
    for status, is_working in (
        ("reading", True),
        ("importing", True),
        ("previewed", False),
        ("committed", False),
        ("undone", False),
        ("failed", False),
    ):
        batch.update(status=status)
        assert batch.working().exists() == is_working, status
    assert "content" in batch.listed().get().get_deferred_fields()


def test_dismissals_of_a_portfolio_end_with_it_and_not_with_who_made_them(world):
    dismissed = saved(world, "ProblemDismissal", user=world.bob).get()
    world.bob.delete()
    dismissed.refresh_from_db()
    assert dismissed.user is None
    world.portfolio.delete()
    assert not ProblemDismissal.objects.filter(pk=dismissed.pk).exists()
