"""The people of the tests."""

import gc

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings

from tests import servers

# A slow machine is no fault of the example.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_unconfigure():
    servers.stop()


def pytest_collection_modifyitems(items):
    """Those that one worker runs one after another begin first: nothing is as long as they are."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


def pytest_collection_finish():
    """What was collected lives as long as the run: looking at it again is a tenth of all work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker):
    """A transaction around a module's tests: what its fixtures write is there for all of them.

    What a test itself writes is undone after it as ever.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


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
