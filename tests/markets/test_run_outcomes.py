"""A run says what became of every row, in the database too."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from markets.models import RefreshRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return RefreshRun.objects.create(kind="quotes", provider="x", started_at=timezone.now())


def test_rows_neither_accepted_nor_rejected_are_unchanged(run):
    run.count(5, accepted=2, rejected={"stale": 1, "future": 0})
    run.count(3, rejected={"stale": 1, "crossed": 1})
    run.save()
    run.refresh_from_db()
    assert (run.rows, run.accepted, run.unchanged, run.rejected) == (8, 2, 3, 3)
    assert run.reasons == {"stale": 2, "crossed": 1}


def test_more_outcomes_than_rows_are_refused(run):
    with pytest.raises(ValueError, match="1 rows more"):
        run.count(1, accepted=1, rejected={"stale": 1})


def test_a_row_that_ends_nowhere_is_refused_by_the_database(run):
    run.rows = 1
    with pytest.raises(IntegrityError, match="refresh_run_adds_up"):
        run.save()
