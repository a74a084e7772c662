"""Sharing by invitation: nothing is shared before the invited person accepts."""

import pytest
from django.core import mail
from django.urls import reverse

from portfolios.models import Portfolio, PortfolioInvitation
from portfolios.services.errors import Refused
from portfolios.services.locks import Gone
from portfolios.services.sharing import invitations as sharing
from portfolios.services.sharing.invitations import (
    accept_invitation,
    invite_to_portfolio,
    send_invitation,
)
from portfolios.services.sharing.portfolios import delete_portfolio

LIST = "/portfolios/"


def address(name, *keys):
    return reverse(f"portfolios:{name}", args=keys)


def invite(client, portfolio, email="charlie@example.org", role="viewer"):
    return client.post(address("share", portfolio.pk), {"email": email, "role": role})


@pytest.fixture
def invitation(portfolio, charlie):
    invite_to_portfolio(portfolio, email=charlie.email, role="viewer")
    return portfolio.invitations.get()


def test_whom_it_is_offered_to_sees_nothing_before_accepting(as_alice, portfolio, charlie, client):
    invite(as_alice, portfolio)
    client.force_login(charlie)
    overview = address("overview", portfolio.pk)
    assert client.get(overview).status_code == 404
    page = client.get(LIST).content.decode()
    assert "offers you the portfolio <strong>Savings</strong>" in page
    answer = client.post(address("accept", portfolio.invitations.get().pk))
    assert answer["Location"] == overview
    assert client.get(overview).status_code == 200
    assert portfolio.shares.get(user=charlie).role == "viewer"
    assert not portfolio.invitations.exists()


def test_who_accepts_twice_at_once_comes_to_the_portfolio_both_times(
    as_charlie, portfolio, invitation
):
    answers = [as_charlie.post(address("accept", invitation.pk)) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == [address("overview", portfolio.pk)] * 2
    assert portfolio.shares.count() == 2  # with bob's


def test_whoever_declines_is_never_listed(as_charlie, portfolio, invitation, charlie):
    as_charlie.post(address("decline", invitation.pk))
    assert not portfolio.shares.filter(user=charlie).exists()
    assert not portfolio.invitations.exists()


def test_the_answer_is_the_same_whether_or_not_anybody_has_signed_up(as_alice, portfolio, charlie):
    pages = []
    for email in (charlie.email, "nobody@example.org"):
        answer = as_alice.post(
            address("share", portfolio.pk), {"email": email, "role": "viewer"}, follow=True
        )
        pages.append(answer.content.decode().replace(email, "X"))
        portfolio.invitations.all().delete()
    without_keys = [page.partition("Shared with")[2].partition("</section>")[0] for page in pages]
    assert "has not accepted yet" in without_keys[0]
    assert [text.count("<li") for text in without_keys] == [2, 2]
    assert [page.count("is invited, and sees it once they accept") for page in pages] == [1, 1]


def test_an_invitation_waits_for_who_signs_up_later(portfolio, django_user_model, client):
    invite_to_portfolio(portfolio, email="Later@Example.org", role="editor")
    later = django_user_model.objects.create_user("later@example.org", "later-comes-in")
    client.force_login(later)
    client.post(address("accept", portfolio.invitations.get().pk))
    assert portfolio.shares.get(user=later).role == "editor"


def test_an_invitation_is_nobody_elses(as_bob, client, alice, invitation, portfolio):
    for name in ("accept", "decline"):
        assert as_bob.post(address(name, invitation.pk)).status_code == 404
    client.force_login(alice)
    assert client.post(address("accept", invitation.pk)).status_code == 404
    assert "offers you" not in client.get(LIST).content.decode()
    client.logout()
    assert client.post(address("accept", invitation.pk)).status_code == 302
    assert PortfolioInvitation.objects.filter(pk=invitation.pk).exists()


def test_the_owner_alone_withdraws_it(as_alice, client, bob, charlie, portfolio, invitation):
    path = address("withdraw", portfolio.pk, invitation.pk)
    for user, status in ((bob, 403), (charlie, 404)):
        client.force_login(user)
        assert client.post(path).status_code == status
    client.force_login(portfolio.owner)
    client.post(path)
    client.force_login(charlie)
    assert client.post(address("accept", invitation.pk)).status_code == 404


def test_who_has_it_already_gets_the_other_role_at_once(as_alice, portfolio, bob):
    invite(as_alice, portfolio, email="BOB@example.org", role="editor")
    assert portfolio.shares.get(user=bob).role == "editor"
    assert not portfolio.invitations.exists()


def test_it_is_not_offered_to_its_owner(as_alice, portfolio):
    page = invite(as_alice, portfolio, email="Alice@example.org").content.decode()
    assert "yours already" in page
    assert not portfolio.invitations.exists()


def test_a_second_invitation_changes_the_first_and_is_not_sent(portfolio, at_commit):
    with at_commit() as callbacks:
        for role in ("viewer", "editor"):
            invite_to_portfolio(portfolio, email="x@example.org", role=role)
    assert len(callbacks) == 1
    assert portfolio.invitations.get().role == "editor"


def test_open_invitations_have_a_most(portfolio, monkeypatch):
    monkeypatch.setattr(sharing, "MOST_OPEN", 1)
    invite_to_portfolio(portfolio, email="x@example.org", role="viewer")
    with pytest.raises(Refused, match="the most"):
        invite_to_portfolio(portfolio, email="y@example.org", role="viewer")


def test_the_letter_names_the_owner_and_what_accepting_does(invitation, alice, charlie):
    send_invitation(invitation.pk)
    (letter,) = mail.outbox
    assert letter.to == ["charlie@example.org"]
    assert alice.email in letter.body
    assert "to look at. Nothing is shared until you accept" in letter.body
    accept_invitation(invitation, user=charlie)
    send_invitation(invitation.pk or 0)
    assert len(mail.outbox) == 1


def test_an_invitation_is_in_the_language_of_whom_it_is_for(portfolio, alice, charlie, settings):
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    for user, language in ((alice, "en"), (charlie, "de")):
        type(user).objects.filter(pk=user.pk).update(language=language)
    for email in (charlie.email, "stranger@example.org"):
        invite_to_portfolio(portfolio, email=email, role="viewer")
        send_invitation(portfolio.invitations.get(email=email).pk)
    german, english = (letter.subject for letter in mail.outbox)
    assert german == "[Tidemark] Ein Portfolio wird dir angeboten"
    assert english == "[Tidemark] A portfolio is offered to you"


def test_the_owner_ends_a_share_and_whom_it_was_given_to_leaves(as_bob, client, portfolio, bob):
    as_bob.post(address("leave", portfolio.pk))
    assert not portfolio.shares.exists()
    assert as_bob.get(address("overview", portfolio.pk)).status_code == 404
    share = portfolio.shares.create(user=bob)
    client.force_login(portfolio.owner)
    client.post(address("unshare", portfolio.pk, share.pk))
    assert not portfolio.shares.exists()


def test_leaving_is_for_whom_it_was_shared_with(as_charlie, client, portfolio):
    assert as_charlie.post(address("leave", portfolio.pk)).status_code == 404
    client.force_login(portfolio.owner)
    client.post(address("leave", portfolio.pk))
    assert client.get(address("overview", portfolio.pk)).status_code == 200


def test_what_was_withdrawn_while_it_was_open_cannot_be_accepted(portfolio, invitation, charlie):
    """The page had read the invitation before its owner withdrew it."""
    sharing.end_invitation(portfolio.invitations.get())
    with pytest.raises(Gone):
        accept_invitation(invitation, user=charlie)
    assert not portfolio.shares.filter(user=charlie).exists()


def test_who_accepts_gets_the_role_that_is_offered_now(portfolio, invitation, charlie):
    invite_to_portfolio(portfolio, email=charlie.email, role="editor")
    assert accept_invitation(invitation, user=charlie).role == "editor"


def test_nothing_is_offered_of_a_portfolio_that_is_gone(portfolio, invitation, charlie):
    gone = Portfolio.objects.get(pk=portfolio.pk)
    delete_portfolio(portfolio)
    for write in (
        lambda: invite_to_portfolio(gone, email="dora@example.org", role="viewer"),
        lambda: accept_invitation(invitation, user=charlie),
    ):
        with pytest.raises(Gone):
            write()


def test_an_owner_who_comes_by_an_address_that_they_invited_accepts_nothing(
    as_alice, portfolio, alice, invitation, charlie
):
    charlie.delete()
    alice.email = invitation.email
    alice.save()
    assert "offers you" not in as_alice.get(LIST).content.decode()
    for name in ("accept", "decline"):
        assert as_alice.post(address(name, invitation.pk)).status_code == 404
    with pytest.raises(Refused, match="yours already"):
        accept_invitation(invitation, user=alice)
    assert not portfolio.shares.filter(user=alice).exists()
    withdraw = address("withdraw", portfolio.pk, invitation.pk)
    assert as_alice.post(withdraw).status_code == 302
    assert not portfolio.invitations.exists()


@pytest.mark.parametrize("verified", [True, False])
def test_an_owner_invites_none_of_their_own_addresses(as_alice, portfolio, alice, verified):
    """One that nobody confirmed may be somebody else's."""
    alice.emailaddress_set.create(email="Second@example.org", verified=verified)
    page = invite(as_alice, portfolio, "second@example.org")
    assert portfolio.invitations.exists() is not verified
    assert (page.status_code == 200) is verified
