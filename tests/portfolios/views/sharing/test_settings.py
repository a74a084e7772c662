import re

from django.urls import reverse

from portfolios.models import Account, BasisChange, Portfolio
from tests.factories import make_asset
from tests.portfolios.books import record


def address(name, portfolio, *args):
    return reverse(f"portfolios:{name}", args=[portfolio.pk, *args])


def text_of(answer):
    return answer.content.decode()


def settings_of(portfolio, **changes):
    return {
        "name": portfolio.name, "currency": portfolio.currency_id, "time_zone": "UTC",
        "method": "fifo", "scope": "account",
    } | changes  # fmt: skip


def test_a_method_is_tried_without_saving_it(as_alice, booked):
    path = address("settings", booked)
    page = text_of(as_alice.post(path, settings_of(booked, method="average", preview="1")))
    assert "What it would change" in page
    assert "Average cost, per account" in page
    assert '<option value="average" selected>' in page
    assert Portfolio.objects.get().method == "fifo"
    page = text_of(as_alice.post(path, settings_of(booked, preview="1")))
    assert "This is the method in force" in page


def test_a_saved_method_shows_what_it_changed(as_alice, booked, at_commit):
    with at_commit():
        record(booked, "2024-01-05T12:00Z", "buy", sent="40000 usd", received="1 bitcoin")
    with at_commit():
        as_alice.post(address("settings", booked), settings_of(booked, method="lifo"))
    page = text_of(as_alice.get(address("settings", booked)))
    assert "What the last change of method did" in page
    assert "2 assets differ" in page
    assert address("position", booked, "bitcoin") in page


def test_a_long_ledger_is_told_to_save_first(as_alice, booked, settings):
    settings.BOOKS_INLINE_ROWS = 1
    data = settings_of(booked, method="lifo", preview="1")
    assert "too long to try" in text_of(as_alice.post(address("settings", booked), data))


def test_who_may_only_look_tries_nothing(as_bob, booked):
    data = settings_of(booked, method="lifo", preview="1")
    assert as_bob.post(address("settings", booked), data).status_code == 403
    assert not BasisChange.objects.exists()


def test_an_account_gets_another_name_and_kind(as_alice, portfolio):
    account = portfolio.accounts.get()
    path = address("account_change", portfolio, account.pk)
    as_alice.post(path, {"name": " Cold ", "kind": "wallet"})
    account.refresh_from_db()
    assert (account.name, account.kind) == ("Cold", "wallet")


def test_a_name_that_is_taken_is_refused_where_it_was_written(as_alice, portfolio):
    Account.objects.create(portfolio=portfolio, name="Cold")
    account = portfolio.accounts.get(name="Main")
    path = address("account_change", portfolio, account.pk)
    page = text_of(as_alice.post(path, {"name": "Cold", "kind": "wallet"}))
    field = f"account-{account.pk}-name"
    assert (
        f'<div class="errors" id="{field}_error"><p>There is an account named Cold already.' in page
    )
    assert (
        f'value="Cold" maxlength="80" required aria-invalid="true" aria-describedby="{field}_error"'
        in page
    )
    account.refresh_from_db()
    assert account.name == "Main"


def test_an_account_of_another_portfolio_is_not_found(as_charlie, charlie, portfolio):
    own = Portfolio.objects.create(owner=charlie, name="Own", currency=make_asset("usd"))
    path = address("account_change", own, portfolio.accounts.get().pk)
    assert as_charlie.post(path, {"name": "X", "kind": "bank"}).status_code == 404


def test_the_second_tab_to_rename_an_account_is_shown_both_names(as_alice, portfolio):
    account = portfolio.accounts.get()
    page = reverse("portfolios:settings", args=[portfolio.pk])
    path = reverse("portfolios:account_change", args=[portfolio.pk, account.pk])

    def version(answer):
        form = answer.content.decode().partition(f'"{path}"')[2].partition("</form>")[0]
        return re.search(r'name="version" value="(\w+)"', form)[1]

    seen = version(as_alice.get(page))
    sent = {"kind": account.kind, "version": seen}
    assert as_alice.post(path, sent | {"name": "First"}).status_code == 302
    answer = as_alice.post(path, sent | {"name": "Second"})
    assert answer.status_code == 409
    assert "<td>First</td><td>Second</td>" in answer.content.decode()
    assert f'<a href="{page}">keep what is stored' in answer.content.decode()
    assert portfolio.accounts.get().name == "First"
    again = {"kind": account.kind, "version": version(answer), "name": "Second"}
    assert as_alice.post(path, again).status_code == 302
    assert portfolio.accounts.get().name == "Second"
