"""Tokens and links: made within limits, ended once, of others nothing is touched."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portfolios.models import ApiToken, Portfolio, ShareLink
from portfolios.selectors.sharing.links import opened_link
from portfolios.services.errors import Refused
from portfolios.services.locks import Gone
from portfolios.services.sharing import links
from portfolios.services.sharing.keys import revoke_key
from portfolios.services.sharing.portfolios import delete_portfolio
from portfolios.services.sharing.tokens import create_token, revoke_all_tokens
from tests.factories import make_portfolio


def token(user, name="script", *, scope="read", days=30):
    return create_token(user, name=name, scope=scope, days=days)


@pytest.fixture
def savings(alice):
    return make_portfolio(alice)


def link(portfolio, name="family", **columns):
    return links.create_share_link(portfolio, name=name, **{"detail": "weights", **columns})


def ago(**span):
    return timezone.now() - timedelta(**span)


def test_of_a_token_only_a_digest_and_its_first_letters_are_stored(alice):
    made, key = token(alice)
    row = ApiToken.objects.filter(pk=made.pk).values().get()
    assert key.startswith("tm_")
    assert not any(key in str(value) for value in row.values())
    assert (row["hint"], row["digest"]) == (key[:8], ApiToken.digest_of(key))
    assert made.matches(key)
    assert not made.matches(key + "x")


@pytest.mark.parametrize("days", [1, 90])
def test_a_token_works_for_the_days_that_were_chosen(alice, days):
    made, _ = token(alice, days=days)
    assert abs(made.expires_at - timezone.now() - timedelta(days=days)) < timedelta(minutes=1)


def test_a_token_without_an_end_has_none(alice):
    assert token(alice, days=None)[0].expires_at is None


def test_a_name_is_one_token_of_a_person_until_it_is_revoked(alice, bob):
    first, _ = token(alice)
    token(bob)
    with pytest.raises(Refused) as refused:
        token(alice)
    assert refused.value.errors.keys() == {"name"}
    # What ran out stands in the list, and has its name, until it is revoked.
    ApiToken.objects.filter(pk=first.pk).update(expires_at=ago(days=1))
    with pytest.raises(Refused):
        token(alice)
    revoke_key(first)
    second, _ = token(alice)
    assert list(alice.api_tokens.values_list("pk", flat=True)) == [second.pk]
    assert bob.api_tokens.count() == 1


def test_the_most_of_tokens_counts_those_that_work(alice, bob, settings):
    settings.API_TOKENS_A_USER = 2
    first, _ = token(alice, "one")
    second, _ = token(alice, "two")
    token(bob, "three")
    with pytest.raises(Refused, match="2 tokens"):
        token(alice, "three")
    revoke_key(first)
    token(alice, "three")
    ApiToken.objects.filter(pk=second.pk).update(expires_at=ago(seconds=1))
    token(alice, "four")
    with pytest.raises(Refused):
        token(alice, "five")


def test_revoking_all_tells_how_many_worked_and_leaves_the_others_as_they_were(alice, bob):
    gone, _ = token(alice, "gone")
    revoke_key(gone)
    late, _ = token(alice, "late")
    ApiToken.objects.filter(pk=late.pk).update(expires_at=ago(days=1))
    for name in ("one", "two"):
        token(alice, name)
    of_bob, _ = token(bob)
    before = gone.revoked_at
    assert revoke_all_tokens(alice) == 2
    assert revoke_all_tokens(alice) == 0
    for one in (gone, late, of_bob):
        one.refresh_from_db()
    assert (gone.revoked_at, late.revoked_at, of_bob.revoked_at) == (before, None, None)


def test_a_key_that_is_revoked_again_keeps_the_instant_of_the_first_time(alice):
    made, _ = token(alice)
    ApiToken.objects.filter(pk=made.pk).update(revoked_at=ago(days=3))
    first = ApiToken.objects.get(pk=made.pk).revoked_at
    revoke_key(made)  # the object that another tab had read before
    assert made.revoked_at == first
    assert ApiToken.objects.get(pk=made.pk).revoked_at == first
    assert not made.is_usable


def test_a_link_opens_its_portfolio_and_nothing_else_does(savings):
    made, key = link(savings)
    assert opened_link(key) == made
    token_key = token(savings.owner)[1]
    for other in (key[:-1], key.upper(), made.digest, made.hint, token_key, "", "\x00", "ü" * 500):
        assert opened_link(other) is None, other


def test_a_link_ends_at_its_instant_when_revoked_and_with_its_owner(savings, alice):
    _, key = link(savings, expires_at=timezone.now() + timedelta(days=1))
    ShareLink.objects.update(expires_at=ago(seconds=1))
    assert opened_link(key) is None
    ShareLink.objects.update(expires_at=None)
    found = opened_link(key)
    revoke_key(found)
    assert opened_link(key) is None
    _, key = link(savings)
    alice.is_active = False
    alice.save()
    assert opened_link(key) is None


def test_a_link_is_opened_with_one_query_all_that_its_page_needs_first(
    savings, django_assert_num_queries
):
    _, key = link(savings)
    with django_assert_num_queries(1):
        found = opened_link(key)
        assert found.portfolio.figures_currency.symbol == "USD"


def test_a_link_that_would_never_open_is_refused_at_its_field(savings):
    for instant in (ago(seconds=1), ago(days=3000)):
        with pytest.raises(Refused) as refused:
            link(savings, expires_at=instant)
        assert refused.value.errors.keys() == {"expires_at"}
    assert not savings.share_links.exists()


def test_the_most_of_links_counts_those_of_the_portfolio_that_work(savings, alice, monkeypatch):
    monkeypatch.setattr(links, "MOST_LINKS", 2)
    other = make_portfolio(alice, name="Other")
    first, _ = link(savings)
    second, _ = link(savings)
    link(other)
    with pytest.raises(Refused, match="2 links"):
        link(savings)
    revoke_key(first)
    link(savings)
    ShareLink.objects.filter(pk=second.pk).update(expires_at=ago(seconds=1))
    link(savings)
    with pytest.raises(Refused):
        link(savings)


def test_a_deleted_portfolio_gets_no_link(savings):
    delete_portfolio(Portfolio.objects.get(pk=savings.pk))
    with pytest.raises(Gone):
        link(savings)


def test_visits_are_counted_on_the_link_that_was_opened(savings):
    first, _ = link(savings)
    second, _ = link(savings)
    for _ in range(3):
        links.note_visit(first)  # each with the count that was read before
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.visits, second.visits, second.last_used_at) == (3, 0, None)
    assert ago(minutes=1) < first.last_used_at <= timezone.now()
