"""The people of the tests."""

import gc

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings

from tests import servers
from tests.factories import make_person

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
def alice(db):
    """The owner."""
    return make_person("alice")


@pytest.fixture
def bob(db):
    """Whom the portfolio was shared with."""
    return make_person("bob")


@pytest.fixture
def charlie(db):
    """The outsider."""
    return make_person("charlie")
