"""API tokens as their owner sees them once they have expired."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portfolios.services.sharing.tokens import create_token

PAGE = reverse("portfolios:tokens")


@pytest.fixture
def expired(alice):
    token, _ = create_token(alice, name="Old bot", scope="read", days=1)
    token.expires_at = timezone.now()
    token.save()
    return token


def test_an_expired_token_is_said_to_be_so_and_is_removed_without_a_question(as_alice, expired):
    text = as_alice.get(PAGE).content.decode()
    assert "Expired" in text
    assert "data-confirm" not in text
    remove = reverse("portfolios:token_revoke", args=[expired.pk])
    told = as_alice.post(remove, follow=True).content.decode()
    assert "Old bot is removed." in told
    assert "No tokens yet" in told


def test_a_changed_password_asks_about_no_token_that_has_expired(as_alice, expired):
    text = as_alice.get(PAGE, {"password": "changed"}).content.decode()
    assert "still work" not in text
