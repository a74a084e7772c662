"""Portfolios made, changed and removed; how a person sees tables; views of the screener."""

from decimal import Decimal

import pytest

from markets.models import Asset
from portfolios.models import (
    BasisChange,
    Portfolio,
    PortfolioShare,
    SavedScreen,
    Transaction,
    User,
)
from portfolios.services.errors import Refused
from portfolios.services.locks import Gone
from portfolios.services.sharing import screens
from portfolios.services.sharing.invitations import (
    accept_invitation,
    invite_to_portfolio,
    unshare_portfolio,
)
from portfolios.services.sharing.portfolios import (
    change_portfolio,
    create_portfolio,
    delete_portfolio,
)
from portfolios.services.sharing.table_views import save_table_view
from tests.factories import make_asset, make_portfolio


def test_a_new_portfolio_is_empty_with_one_account(alice):
    made = create_portfolio(alice, name="Coins", currency=make_asset("eur"), method="lifo")
    stored = Portfolio.objects.get(pk=made.pk)
    assert (stored.name, stored.currency.slug, stored.method) == ("Coins", "eur", "lifo")
    assert [one.name for one in stored.accounts.all()] == ["Main"]
    assert not stored.transactions.exists()


def gain(portfolio):
    return sum(portfolio.disposals.values_list("gain", flat=True), Decimal(0))


def test_another_method_rebuilds_the_books_and_keeps_what_it_did(booked, alice, at_commit):
    before, old = gain(booked), booked.method
    with at_commit():
        change_portfolio(booked, user=alice, method="hifo")
    # The books hold a bitcoin for 10,050 and 0.02 for 1,500: the dearest go first.
    stored = Portfolio.objects.get(pk=booked.pk)
    change = BasisChange.objects.get(portfolio=booked)
    assert (stored.method, change.user) == ("hifo", alice)
    assert (change.old_method, change.new_method) == (old, "hifo")
    with at_commit():
        change_portfolio(stored, user=alice, method=old)
    assert gain(Portfolio.objects.get(pk=booked.pk)) == before


def test_a_new_name_leaves_books_and_their_version_alone(booked, alice, at_commit):
    before = Portfolio.objects.filter(pk=booked.pk).values("ledger_version").get()
    lots = list(booked.lots.values())
    with at_commit():
        change_portfolio(booked, user=alice, name="Renamed")
    stored = Portfolio.objects.filter(pk=booked.pk)
    assert stored.values("ledger_version").get() == before
    assert (stored.get().name, list(booked.lots.values())) == ("Renamed", lots)
    assert not BasisChange.objects.exists()


def test_only_what_was_changed_is_written(booked, alice, at_commit):
    """Of two who change another thing each at once, both are right."""
    first, second = (Portfolio.objects.get(pk=booked.pk) for _ in range(2))
    with at_commit():
        change_portfolio(first, user=alice, name="Renamed")
        change_portfolio(second, user=alice, time_zone="Europe/Berlin")
    stored = Portfolio.objects.get(pk=booked.pk)
    assert (stored.name, stored.time_zone) == ("Renamed", "Europe/Berlin")


def test_a_deleted_portfolio_takes_all_of_its_own_and_nothing_else(booked, alice, at_commit):
    other = make_portfolio(alice, name="Other")
    with at_commit():
        delete_portfolio(booked)
    assert list(Portfolio.objects.values_list("pk", flat=True)) == [other.pk]
    assert not Transaction.objects.exists()
    assert not PortfolioShare.objects.exists()
    assert Asset.objects.filter(slug__in=["bitcoin", "ethereum", "usd"]).count() == 3


def test_what_was_deleted_is_neither_deleted_again_nor_changed(booked, alice, at_commit):
    first, second = (Portfolio.objects.get(pk=booked.pk) for _ in range(2))
    with at_commit():
        delete_portfolio(first)
    with pytest.raises(Gone):
        delete_portfolio(second)
    with pytest.raises(Gone):
        change_portfolio(second, user=alice, name="Ghost")
    assert not Portfolio.objects.exists()


class TestInvitations:
    def test_an_address_is_one_person_s_whatever_its_letters(self, portfolio, alice, bob):
        invite_to_portfolio(portfolio, email="  BOB@Example.ORG ", role="editor")
        assert portfolio.shares.get().role == "editor"
        assert not portfolio.invitations.exists()
        with pytest.raises(Refused) as refused:
            invite_to_portfolio(portfolio, email="Alice@EXAMPLE.org", role="viewer")
        assert refused.value.errors.keys() == {"email"}
        for email in ("Charlie@example.org", "charlie@EXAMPLE.org "):
            invite_to_portfolio(portfolio, email=email, role="viewer")
        assert portfolio.invitations.get().email == "charlie@example.org"

    def test_accepting_gives_the_role_once_and_ends_the_invitation(self, portfolio, charlie):
        invite_to_portfolio(portfolio, email=charlie.email, role="editor")
        invitation = portfolio.invitations.get()
        share = accept_invitation(invitation, user=charlie)
        assert (share.user, share.role) == (charlie, "editor")
        with pytest.raises(Gone):
            accept_invitation(invitation, user=charlie)
        assert portfolio.shares.filter(user=charlie).count() == 1

    def test_ending_a_share_is_for_one_person_in_one_portfolio(self, portfolio, alice, bob):
        other = make_portfolio(alice, name="Other")
        PortfolioShare.objects.create(portfolio=other, user=bob, role="viewer")
        unshare_portfolio(portfolio, user=bob)
        unshare_portfolio(portfolio, user=bob)
        assert list(PortfolioShare.objects.values_list("portfolio", flat=True)) == [other.pk]


class TestTableViews:
    def test_each_table_has_its_own_and_an_empty_one_is_the_usual_view(self, alice, bob):
        stale = User.objects.get(pk=alice.pk)
        save_table_view(alice, table="holdings", query="sort=value")
        # A request that read the person before adds its own, and loses no other.
        save_table_view(stale, table="ledger", query="sort=-at")
        save_table_view(alice, table="holdings", query="sort=name")
        views = User.objects.get(pk=alice.pk).table_views
        assert views == {"holdings": "sort=name", "ledger": "sort=-at"}
        save_table_view(alice, table="holdings", query="")
        save_table_view(alice, table="never-kept", query="")
        assert User.objects.get(pk=alice.pk).table_views == {"ledger": "sort=-at"}
        assert User.objects.get(pk=bob.pk).table_views == {}


class TestScreens:
    def save(self, user, name="Cheap", query="sort=price"):
        return screens.save_screen(user, name=name, query=query)

    def names(self, user):
        return sorted(SavedScreen.objects.for_user(user).values_list("name", flat=True))

    def test_names_are_a_persons_own_without_needless_spaces(self, alice, bob):
        first = self.save(alice, "  Cheap \n coins ")
        assert first.name == "Cheap coins"
        assert self.save(alice, "Cheap coins").pk == first.pk
        self.save(bob, "Cheap coins")
        assert self.names(alice) == self.names(bob) == ["Cheap coins"]

    @pytest.mark.parametrize("name", ["", "   ", "x" * 500, "a\x00b", "a\u202eb", "a\u200bb"])
    def test_a_name_that_nobody_could_read_is_refused_at_its_field(self, alice, name):
        with pytest.raises(Refused) as refused:
            self.save(alice, name)
        assert refused.value.errors.keys() == {"name"}
        assert self.names(alice) == []

    def test_the_longest_name_is_taken_and_one_more_letter_is_not(self, alice):
        longest = SavedScreen._meta.get_field("name").max_length
        assert self.save(alice, "é" * longest).name == "é" * longest
        with pytest.raises(Refused):
            self.save(alice, "é" * (longest + 1))

    def test_at_the_most_one_is_replaced_and_none_added(self, alice, bob, monkeypatch):
        monkeypatch.setattr(screens, "MOST", 2)
        self.save(alice, "One")
        self.save(alice, "Two")
        self.save(bob, "Three")
        self.save(alice, "Two")
        with pytest.raises(Refused, match="2 saved views"):
            self.save(alice, "Three")
        assert self.names(alice) == ["One", "Two"]

    def test_a_change_keeps_to_names_that_are_free(self, alice):
        one, _ = self.save(alice, "One"), self.save(alice, "Two")
        with pytest.raises(Refused) as refused:
            screens.change_screen(one, name=" Two ", query="")
        assert refused.value.errors.keys() == {"name"}
        assert self.names(alice) == ["One", "Two"]
        changed = screens.change_screen(SavedScreen.objects.get(pk=one.pk), name="Uno", query="")
        assert (changed.pk, self.names(alice)) == (one.pk, ["Two", "Uno"])

    def test_a_change_with_errors_leaves_the_view_as_it_was(self, alice):
        one = self.save(alice, "One")
        with pytest.raises(Refused, match="errors"):
            screens.change_screen(one, name="Uno", query="sort=nonsense")
        stored = SavedScreen.objects.get()
        assert (stored.name, stored.query) == ("One", "sort=price")
