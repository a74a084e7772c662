"""Who may see and do what, over every address of a portfolio."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from markets.models import AssetEvent
from portfolios.models import (
    ImportBatch,
    Portfolio,
    PortfolioShare,
    ProblemDismissal,
    Transaction,
    Trigger,
)
from portfolios.services.assets.own import create_own_asset, set_own_price
from portfolios.services.exits.triggers import arm_trigger
from tests.factories import make_asset

READS = [
    "overview", "values", "performance", "performance_data", "performance_parts", "transactions",
    "history", "export", "gains", "gains_csv", "income", "income_csv", "health", "plan", "import",
    "outlook", "own_assets", "settings",
]  # fmt: skip
WRITES = ["add", "arm"]


@pytest.fixture
def addresses(full):
    """Every address below the portfolio: (path, method)."""
    trigger = arm_trigger(
        full, user=full.owner, asset=make_asset("bitcoin"), kind="stop_loss", level=Decimal(50000)
    )
    batch = ImportBatch.objects.create(portfolio=full, filename="f", format="koinly", digest="d")
    dismissal = ProblemDismissal.objects.create(portfolio=full, code="missing_price")
    event = AssetEvent.objects.create(
        asset=make_asset("bitcoin"), kind="redenomination", on="2020-01-01", units_before=1,
        units_after=2,
    )  # fmt: skip
    invitation = full.invitations.create(email="dora@example.org")
    own = create_own_asset(full, name="Shed", symbol="SHED", user=full.owner)
    said = set_own_price(own, day=date(2024, 1, 1), price=Decimal(3))
    owned = [full.pk, own.asset.slug]
    row, revision = full.transactions.first(), full.revisions.first()
    pk, account, share = full.pk, full.accounts.first(), full.shares.first()
    reads = [reverse("portfolios:position", args=[pk, "bitcoin"])]
    reads += [reverse("portfolios:own_asset", args=owned)]
    reads += [reverse("portfolios:import_left_out", args=[pk, batch.pk])]
    reads += [reverse(f"portfolios:{name}", args=[pk]) for name in READS]
    writing_pages = [reverse(f"portfolios:{name}", args=[pk]) for name in WRITES] + [
        reverse("portfolios:edit", args=[pk, row.pk]),
        reverse("portfolios:trigger", args=[pk, trigger.pk]),
        reverse("portfolios:import_preview", args=[pk, batch.pk]),
    ]
    fragments = [reverse("portfolios:import_progress", args=[pk, batch.pk])]
    posts = [
        reverse("portfolios:preview_entry", args=[pk]),
        reverse("portfolios:undo", args=[pk, revision.pk]),
        reverse("portfolios:delete_transaction", args=[pk, row.pk]),
        reverse("portfolios:import_undo", args=[pk, batch.pk]),
        reverse("portfolios:disarm", args=[pk, trigger.pk]),
        *(reverse(f"portfolios:{name}", args=[pk]) for name in ("repair", "join", "dismiss")),
        reverse("portfolios:restore", args=[pk, dismissal.pk]),
        reverse("portfolios:own_price_remove", args=[*owned, said.pk]),
        *(
            reverse(f"portfolios:{name}", args=owned)
            for name in (
                "own_price_set",
                "own_prices_import",
                "own_asset_merge",
                "own_asset_delete",
            )
        ),
        reverse("portfolios:convert", args=[pk, event.pk]),
        reverse("portfolios:account_create", args=[pk]),
        reverse("portfolios:account_change", args=[pk, account.pk]),
        reverse("portfolios:account_delete", args=[pk, account.pk]),
        reverse("portfolios:share", args=[pk]),
        reverse("portfolios:unshare", args=[pk, share.pk]),
        reverse("portfolios:withdraw", args=[pk, invitation.pk]),
        reverse("portfolios:delete", args=[pk]),
    ]
    return {"reads": reads, "pages": writing_pages, "posts": posts, "fragments": fragments}


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
