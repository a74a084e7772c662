from datetime import date
from decimal import Decimal

import pytest
from django.test import TestCase
from django.urls import reverse

from markets.models import AssetEvent, Market
from portfolios.models import ImportBatch, Portfolio, ProblemDismissal, User
from portfolios.services.assets.own import create_own_asset, set_own_price
from portfolios.services.exits.triggers import arm_trigger
from portfolios.services.sharing.links import create_share_link
from tests.factories import buy, make_asset, make_market, make_person, make_shared_portfolio
from tests.worlds import World

READS = [
    "overview", "values", "positions_csv", "positions_view",
    "performance", "performance_data", "performance_parts", "transactions", "ledger_view",
    "history", "export", "gains", "gains_csv", "income", "income_csv", "health", "plan", "import",
    "outlook",
    "suggested_levels",
    "followed", "own_assets", "settings",
]  # fmt: skip
WRITES = ["add", "arm", "ladder", "links"]


def _make_full() -> None:
    make_market()
    portfolio = make_shared_portfolio(make_person("alice"), make_person("bob"))
    for slug, price in (("bitcoin", 60000.0), ("ethereum", 2000.0)):
        make_asset(slug, price=price, circulating_supply=1e6)
    with TestCase.captureOnCommitCallbacks(execute=True):
        buy(portfolio, "bitcoin", "0.5", dollars="20000", ago=20)
        buy(portfolio, "ethereum", "2", dollars="3000", ago=10)


FULL = World(_make_full)


@pytest.fixture
def is_full(request, db) -> bool:
    """Whether the test begins with Alice's portfolio in use; the people below are then its own."""
    if "full" not in request.fixturenames:
        return False
    FULL.enter()
    return True


@pytest.fixture
def alice(is_full):
    """The owner."""
    return User.objects.get(email="alice@example.org") if is_full else make_person("alice")


@pytest.fixture
def bob(is_full):
    """Whom the portfolio was shared with."""
    return User.objects.get(email="bob@example.org") if is_full else make_person("bob")


@pytest.fixture
def market(is_full):
    return Market.objects.get() if is_full else make_market()


@pytest.fixture
def portfolio(is_full, alice, bob, market):
    """Alice's, in dollars, which Bob may look at."""
    return Portfolio.objects.get() if is_full else make_shared_portfolio(alice, bob)


@pytest.fixture
def full(portfolio):
    """Alice's portfolio with two positions and current books."""
    return Portfolio.objects.get(pk=portfolio.pk)


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def as_bob(client, bob):
    client.force_login(bob)
    return client


@pytest.fixture
def as_charlie(client, charlie):
    client.force_login(charlie)
    return client


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
    link, _ = create_share_link(full, name="Friends", detail="amounts")
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
        reverse("portfolios:bulk", args=[pk]),
        reverse("portfolios:bulk_undo", args=[pk]),
        reverse("portfolios:level_preview", args=[pk]),
        reverse("portfolios:undo", args=[pk, revision.pk]),
        reverse("portfolios:delete_transaction", args=[pk, row.pk]),
        reverse("portfolios:import_undo", args=[pk, batch.pk]),
        reverse("portfolios:disarm", args=[pk, trigger.pk]),
        reverse("portfolios:undo_disarming", args=[pk, trigger.pk]),
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
        reverse("portfolios:link_revoke", args=[pk, link.pk]),
        reverse("portfolios:delete", args=[pk]),
    ]
    return {"reads": reads, "pages": writing_pages, "posts": posts, "fragments": fragments}
