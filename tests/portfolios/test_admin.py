"""Administration: every page opens, the books are looked at only, and few see amounts."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portfolios.models import (
    AllocationSnapshot,
    Balance,
    DailyValue,
    Disposal,
    ImportBatch,
    InstantOrder,
    LedgerChange,
    LedgerProblem,
    Lot,
    MarketAlert,
    PortfolioShare,
    Position,
    User,
)
from portfolios.services.allocation.targets import set_target
from portfolios.services.assets.merging import merge_assets
from portfolios.services.exits.triggers import arm_trigger, claim_triggers
from portfolios.services.sharing.links import create_share_link
from portfolios.services.sharing.tokens import create_token
from tests.factories import buy, make_asset, make_market, make_portfolio, set_price

# Amounts that stand nowhere else on a page.
SECRET = Decimal("7654321.125")
MODELS = sorted(
    (model for model in admin.site._registry if model._meta.app_label == "portfolios"),
    key=lambda model: model.__name__,
)
BOOKS = [Position, Balance, Lot, Disposal, DailyValue, LedgerProblem, AllocationSnapshot]
SEARCHED = [model for model in MODELS if admin.site._registry[model].search_fields]


def add_what_people_make(portfolio, asset, number):
    """A file, a level on a position that fires, a token."""
    ImportBatch.objects.create(
        portfolio=portfolio, filename="f.csv", format="koinly", digest=f"{number}"
    )
    arm_trigger(
        portfolio, user=portfolio.owner, asset=asset, kind="take_profit", level=SECRET + number,
        note=f"at {SECRET}",
    )  # fmt: skip
    arm_trigger(
        portfolio, user=portfolio.owner, asset=asset, kind="trailing_stop",
        trail_amount=SECRET, group=f"group {number}",
    )  # fmt: skip
    merge_assets(make_asset(f"twin-{number}"), asset, user=portfolio.owner)
    set_target(portfolio, asset=asset, share=Decimal("0.01"))
    MarketAlert.objects.create(
        user=portfolio.owner,
        subject="asset",
        asset=asset,
        measure="price",
        rule="above",
        level=7,
        armed_at=timezone.now(),
    )
    set_price(asset, 9e6)
    claim_triggers()
    create_token(portfolio.owner, name=f"bot {number}", scope="read", days=30)
    create_share_link(portfolio, name=f"link {number}", detail="amounts")


def add_to_the_books(portfolio, number):
    """One row of every cached book, of an asset that the ledger doesn't know."""
    account, asset = portfolio.accounts.first(), make_asset(f"booked-{number}", price=2.0)
    book, day, now = {"portfolio": portfolio}, date(2020, 1, 1 + number), timezone.now()
    where = {**book, "account": account, "asset": asset, "quantity": SECRET}
    Position.objects.create(
        **where, cost=SECRET, realised=SECRET, income=SECRET, fees=SECRET
    )  # fmt: skip
    Balance.objects.create(**where)
    Lot.objects.create(**where, remaining=SECRET, cost=SECRET, acquired_at=now)
    Disposal.objects.create(
        **where, type="sell", transaction_id=1, disposed_at=now, cost=SECRET, proceeds=SECRET,
        gain=SECRET, term="short",
    )  # fmt: skip
    DailyValue.objects.create(**book, day=day, value=SECRET, inflow=SECRET, outflow=SECRET)
    LedgerProblem.objects.create(
        **book, code="missing_price", transaction_id=1, message=f"{SECRET} are missing"
    )
    shares = {"1": float(SECRET)}
    AllocationSnapshot.objects.create(**book, day=day, value=float(SECRET), by_asset=shares)
    LedgerChange.objects.create(**book, version=1000 + number, assets=[asset.pk])
    InstantOrder.objects.create(**book, executed_at=now, transactions=[1, 2])


def add_rows(portfolio, number):
    """One row of every kind that the admin shows, once the books are made."""
    asset = make_asset(f"coin-{number}", price=2.0)
    with TestCase.captureOnCommitCallbacks(execute=True):
        buy(portfolio, asset.slug, str(SECRET), dollars=str(SECRET), note=f"paid {SECRET}")
    with TestCase.captureOnCommitCallbacks(execute=True):
        add_what_people_make(portfolio, asset, number)
    add_to_the_books(portfolio, number)


@pytest.fixture(scope="module")
def rows(module_db):
    """Alice's portfolio, which Bob may look at: made once, since most tests only look."""
    alice, bob = (
        User.objects.create_user(f"{name}@example.org", "has-coins") for name in ("alice", "bob")
    )
    make_market()
    portfolio = make_portfolio(alice)
    PortfolioShare.objects.create(portfolio=portfolio, user=bob, role="viewer")
    add_rows(portfolio, 1)
    return portfolio


@pytest.fixture(scope="module")
def queries_of_lists(rows):
    """How many queries each list takes, with one row of everything and with four."""
    client = Client()

    def queries(model):
        with CaptureQueriesContext(connection) as captured:
            client.get(list_of(model))
        return len(captured)

    with transaction.atomic():
        client.force_login(User.objects.create_superuser("root@example.org", "x"))
        for model in MODELS:
            queries(model)
        few = {model: queries(model) for model in MODELS}
        for number in (2, 3, 4):
            add_rows(rows, number)
        many = {model: queries(model) for model in MODELS}
        transaction.set_rollback(True)
    return few, many


@pytest.fixture
def as_staff(client, charlie):
    """Charlie, who may look at everything but not at amounts."""
    charlie.is_staff = True
    charlie.save()
    charlie.user_permissions.set(
        Permission.objects.filter(content_type__app_label="portfolios", codename__startswith="view")
        .exclude(codename="view_amounts")
    )  # fmt: skip
    client.force_login(charlie)
    return client


def list_of(model):
    return reverse(f"admin:portfolios_{model._meta.model_name}_changelist")


def page_of(model):
    row = model._default_manager.first()
    return reverse(f"admin:portfolios_{model._meta.model_name}_change", args=[row.pk])


def tells(answer) -> bool:
    """Whether a page has the amount, in whichever way it is written, without the marks in it."""
    return re.sub(r"[^0-9]", "", str(SECRET))[:7] in re.sub(r"[,\s]", "", answer.content.decode())


@pytest.mark.parametrize("model", MODELS)
def test_a_list_and_a_row_open(admin_client, rows, model):
    assert admin_client.get(list_of(model)).status_code == 200
    assert admin_client.get(page_of(model)).status_code == 200


@pytest.mark.parametrize("model", SEARCHED)
def test_a_search_finds_and_misses(admin_client, rows, model):
    for text in ("example.org", "7", "nothing-like-it"):
        assert admin_client.get(list_of(model), {"q": text}).status_code == 200
    missed = admin_client.get(list_of(model), {"q": "nothing-like-it"})
    assert missed.context["cl"].result_list.count() == 0


@pytest.mark.parametrize("model", MODELS)
def test_a_list_takes_as_many_queries_for_many_rows(queries_of_lists, model):
    few, many = queries_of_lists
    assert many[model] == few[model] > 0


@pytest.mark.parametrize("model", [Position, Lot, Disposal, DailyValue])
def test_who_may_see_amounts_sees_them(admin_client, rows, model):
    assert tells(admin_client.get(list_of(model)))
    assert tells(admin_client.get(page_of(model)))


@pytest.mark.parametrize("model", MODELS)
def test_staff_without_the_permission_see_no_amount_anywhere(as_staff, rows, model):
    for path in (list_of(model), page_of(model)):
        answer = as_staff.get(path)
        assert answer.status_code == 200, path
        assert not tells(answer), path


@pytest.mark.parametrize("lookup", ["quantity__gt", "cost__lt", "realised"])
def test_staff_without_the_permission_can_not_ask_for_amounts_by_the_address(
    as_staff, rows, lookup
):
    assert as_staff.get(list_of(Position), {lookup: "1"}).status_code == 400


def test_staff_without_the_permission_see_no_amount_in_a_rows_history(as_staff, rows):
    lot = Lot.objects.first()
    path = reverse("admin:portfolios_lot_history", args=[lot.pk])
    assert as_staff.get(path).status_code == 403


def test_amounts_are_listed_without_the_zeros_of_the_database(admin_client, rows):
    page = admin_client.get(list_of(Position)).content.decode()
    assert "7654321.125<" in page


@pytest.mark.parametrize("model", BOOKS)
def test_cached_books_are_looked_at_only(admin_client, rows, model):
    name, row = model._meta.model_name, model.objects.first()
    before = list(model.objects.values())
    assert admin_client.get(reverse(f"admin:portfolios_{name}_add")).status_code == 403
    assert admin_client.post(page_of(model), {"quantity": "1", "value": "1"}).status_code == 403
    delete = reverse(f"admin:portfolios_{name}_delete", args=[row.pk])
    assert admin_client.post(delete, {"post": "yes"}).status_code == 403
    assert list(model.objects.values()) == before


def test_a_revoked_token_stops_working(admin_client, rows):
    token = rows.owner.api_tokens.get()
    admin_client.post(
        reverse("admin:portfolios_apitoken_changelist"),
        {"action": "revoke", "_selected_action": [token.pk]},
    )
    token.refresh_from_db()
    assert not token.is_usable


def test_the_admin_is_for_staff(as_staff, rows):
    as_staff.force_login(rows.owner)
    assert as_staff.get(reverse("admin:index")).status_code == 302


def test_the_admin_wears_the_products_name_and_its_strict_policy(admin_client, db):
    answer = admin_client.get(reverse("admin:index"))
    assert "Tidemark administration" in answer.content.decode()
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert " style=" not in answer.content.decode()
