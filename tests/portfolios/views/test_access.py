"""Who may see and do what, over every address of a portfolio."""

from django.urls import reverse

from portfolios.models import Portfolio, PortfolioShare, Transaction, Trigger


def test_the_owner_sees_every_page(as_alice, addresses):
    for path in addresses["reads"] + addresses["pages"]:
        assert as_alice.get(path).status_code == 200, path


def test_whom_it_was_shared_with_looks_and_changes_nothing(as_bob, addresses):
    for path in addresses["reads"]:
        assert as_bob.get(path).status_code == 200, path
    for path in addresses["pages"] + addresses["fragments"]:
        assert as_bob.get(path).status_code == 403, path
    for path in addresses["posts"] + addresses["pages"] + [addresses["reads"][-1]]:
        assert as_bob.post(path).status_code == 403, path


def test_for_an_outsider_there_is_nothing(as_charlie, addresses, full):
    before = Transaction.objects.count(), Trigger.objects.armed().count()
    for path in addresses["reads"] + addresses["pages"] + addresses["fragments"]:
        assert as_charlie.get(path).status_code == 404, path
    for path in addresses["pages"] + addresses["posts"]:
        assert as_charlie.post(path).status_code == 404, path
    assert (Transaction.objects.count(), Trigger.objects.armed().count()) == before
    assert Portfolio.objects.filter(pk=full.pk).exists()


def test_a_visitor_is_asked_to_sign_in(client, addresses):
    for path in addresses["reads"] + addresses["pages"] + addresses["fragments"]:
        answer = client.get(path)
        assert answer.status_code == 302, path
        assert reverse("account_login") in answer["Location"]


def test_objects_of_another_portfolio_are_not_found_through_ones_own(as_charlie, charlie, full):
    own = Portfolio.objects.create(owner=charlie, name="Own", currency=full.currency)
    row = full.transactions.first()
    for name, key in (("edit", row.pk), ("delete_transaction", row.pk)):
        path = reverse(f"portfolios:{name}", args=[own.pk, key])
        assert as_charlie.post(path).status_code == 404
    assert Transaction.objects.filter(pk=row.pk).exists()


def test_who_was_given_to_edit_may_edit_but_not_delete(as_bob, full):
    PortfolioShare.objects.update(role="editor")
    assert as_bob.get(reverse("portfolios:add", args=[full.pk])).status_code == 200
    assert as_bob.post(reverse("portfolios:delete", args=[full.pk])).status_code == 403


def test_lists_show_nothing_of_others(as_charlie, full):
    for name in ("portfolios:list", "portfolios:alerts"):
        assert full.name not in as_charlie.get(reverse(name)).content.decode()


def test_an_asset_page_shows_only_ones_own_positions(as_charlie, full):
    page = as_charlie.get(reverse("markets:asset", args=["bitcoin"]))
    assert full.name not in page.content.decode()
