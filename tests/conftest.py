"""The people of the tests."""

import pytest

from tests import servers


def pytest_unconfigure():
    servers.stop()


@pytest.fixture
def alice(db, django_user_model):
    """The owner."""
    return django_user_model.objects.create_user("alice@example.org", "alice-has-coins")


@pytest.fixture
def bob(db, django_user_model):
    """Whom the portfolio was shared with."""
    return django_user_model.objects.create_user("bob@example.org", "bob-may-look-in")


@pytest.fixture
def charlie(db, django_user_model):
    """The outsider."""
    return django_user_model.objects.create_user("charlie@example.org", "charlie-guesses")
