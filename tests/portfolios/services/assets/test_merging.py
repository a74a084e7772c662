"""Two listings of one thing become one in every ledger, with revisions, or in none."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from markets.models import Asset, AssetEvent
from portfolios.models import Notice, Portfolio, Target
from portfolios.services.allocation.targets import set_target
from portfolios.services.assets.merging import merge_assets
from portfolios.services.errors import Refused
from portfolios.services.exits.triggers import arm_trigger
from portfolios.services.ledger.dismissals import dismiss_problem
from tests.factories import buy, days_ago, make_asset, make_portfolio
from tests.portfolios.books import record


@pytest.fixture
def staff(django_user_model):
    user = django_user_model.objects.create_user("staff@example.org", "merges-assets")
    user.is_staff = True
    user.save()
    return user


@pytest.fixture
def pair(market):
    return make_asset("wif-old", price=2.0), make_asset("wif", price=2.0, rank=30)


@pytest.fixture
def held(portfolio, pair, at_commit):
    with at_commit():
        buy(portfolio, "wif-old", "10", dollars="15", ago=9)
        buy(portfolio, "wif", "5", dollars="10", ago=8)
    return portfolio


def positions(portfolio):
    return {one.asset.slug: (one.quantity, one.cost) for one in portfolio.positions.all()}


def test_ledgers_name_the_target_with_revisions_and_rebuilt_books(held, pair, staff, at_commit):
    with at_commit():
        merged = merge_assets(*pair, user=staff)
    assert (merged.rows, merged.portfolios) == (1, 1)
    assert positions(held) == {"wif": (15, 25)}
    revision = held.revisions.get(action="changed")
    assert revision.user == staff
    assert revision.before["received_asset_id"] == pair[0].pk
    assert revision.after["received_asset_id"] == pair[1].pk
    assert Portfolio.objects.get(pk=held.pk).books_are_current


def test_every_portfolio_is_reached_and_its_owner_notified(held, pair, staff, charlie, at_commit):
    other = make_portfolio(charlie, name="Other")
    with at_commit():
        buy(other, "wif-old", "1", dollars="2")
        merged = merge_assets(*pair, user=staff)
    assert merged.portfolios == 2
    assert positions(other)["wif"] == (1, 2)
    assert set(Notice.objects.values_list("user__email", flat=True)) == {
        "alice@example.org", "charlie@example.org",
    }  # fmt: skip


def test_a_trade_of_the_one_for_the_other_becomes_a_split(held, pair, staff, at_commit):
    with at_commit():
        at = days_ago(5).isoformat()
        row = record(held, at, "swap", sent="10 wif-old", received="10 wif")
        merge_assets(*pair, user=staff)
    row.refresh_from_db()
    assert row.type == "split"
    assert positions(held) == {"wif": (15, 25)}
    assert not held.disposals.exists()


def test_targets_are_added_up_and_known_problems_stay_known(held, pair, staff):
    source, target = pair
    set_target(held, asset=source, share=Decimal("0.2"))
    set_target(held, asset=target, share=Decimal("0.3"))
    dismiss_problem(held, code="stale_price", user=held.owner, asset=source)
    merge_assets(source, target, user=staff)
    assert [(one.asset, one.share) for one in Target.objects.all()] == [(target, Decimal("0.5"))]
    assert held.dismissals.get().asset == target


def test_armed_levels_are_disarmed_and_that_is_said(held, pair, staff):
    trigger = arm_trigger(held, user=held.owner, asset=pair[0], kind="stop_loss", level=Decimal(1))
    assert merge_assets(*pair, user=staff).disarmed == 1
    trigger.refresh_from_db()
    assert trigger.status == "cancelled"
    assert Notice.objects.filter(title__contains="disarmed", user=held.owner).exists()


def test_what_cannot_be_one_changes_nothing(held, pair, staff):
    with pytest.raises(Refused, match="currency"):
        merge_assets(make_asset("usd"), pair[1], user=staff)
    with pytest.raises(Refused, match="same asset"):
        merge_assets(pair[0], pair[0], user=staff)
    assert not AssetEvent.objects.exists()
    assert not held.revisions.filter(action="changed").exists()


class TestTheAdmin:
    ADD = "admin:portfolios_assetmerge_add"

    @pytest.fixture
    def client(self, client, staff):
        staff.user_permissions.set(
            Permission.objects.filter(codename__in=["add_assetmerge", "view_assetmerge"])
        )
        client.force_login(staff)
        return client

    def test_merges_with_who_and_when(self, client, held, pair, staff, at_commit):
        source, target = pair
        form = {"asset": source.pk, "successor": target.pk, "note": "Listed twice"}
        with at_commit():
            answer = client.post(reverse(self.ADD), form, follow=True)
        assert "Rows of ledgers changed: 1, portfolios: 1," in answer.content.decode()
        event = AssetEvent.objects.get()
        assert (event.kind, event.recorded_by, event.note) == ("merge", staff, "Listed twice")
        assert positions(held) == {"wif": (15, 25)}

    def test_says_what_stands_in_the_way(self, client, held, pair):
        same = {"asset": pair[0].pk, "successor": pair[0].pk}
        assert "same asset" in client.post(reverse(self.ADD), same).content.decode()
        own = make_asset("own-1", kind="own")
        answer = client.post(reverse(self.ADD), {"asset": own.pk, "successor": pair[1].pk})
        assert answer.status_code == 200
        assert Asset.objects.filter(merged_into=None).count() == Asset.objects.count()
