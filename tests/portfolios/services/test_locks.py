"""Writes that lost a race are run again; those of what is gone, and of what is wrong, are not."""

import pytest
from django.db import IntegrityError, OperationalError, connection
from psycopg import errors

from portfolios.models import Account, Target
from portfolios.services.errors import Refused
from portfolios.services.locks import MOST_RUNS, Gone, hold, hold_portfolio, in_one_go
from tests.factories import make_asset

pytestmark = pytest.mark.django_db(transaction=True)


def lost(cause: Exception, kind=OperationalError) -> Exception:
    error = kind(str(cause))
    error.__cause__ = cause
    return error


def failing(times: int, error: Exception):
    """A write that fails so often, with its runs and whether each was in a transaction."""
    runs = []

    @in_one_go
    def write(value):
        runs.append(connection.in_atomic_block)
        if len(runs) <= times:
            raise error
        return value

    return write, runs


@pytest.mark.parametrize(
    "error",
    [lost(errors.DeadlockDetected("x")), lost(errors.SerializationFailure("x")),
     lost(errors.ForeignKeyViolation("x"), IntegrityError)],
)  # fmt: skip
def test_a_lost_race_is_run_again_and_said_to_be_one_where_it_is_lost_each_time(error):
    write, runs = failing(MOST_RUNS - 1, error)
    assert write("done") == "done"
    assert runs == [True] * MOST_RUNS
    write, runs = failing(MOST_RUNS, error)
    with pytest.raises(Refused, match="try it again"):
        write("done")
    assert len(runs) == MOST_RUNS


@pytest.mark.parametrize(
    "error",
    [lost(errors.UniqueViolation("x"), IntegrityError), lost(errors.AdminShutdown("x")),
     OperationalError("x"), Refused("no"), ValueError("x")],
)  # fmt: skip
def test_what_is_no_lost_race_is_run_once(error):
    write, runs = failing(1, error)
    with pytest.raises(type(error)):
        write("done")
    assert len(runs) == 1


def test_only_the_outermost_is_run_again():
    """Within a transaction that the database has ended nothing can be run."""
    inner, runs = failing(1, lost(errors.DeadlockDetected("x")))
    outer_runs = []

    @in_one_go
    def outer():
        outer_runs.append(1)
        return inner("done")

    assert outer() == "done"
    assert (len(outer_runs), len(runs)) == (2, 2)


def test_what_a_lost_run_wrote_is_not_there(portfolio):
    runs = []

    @in_one_go
    def write():
        runs.append(1)
        Account.objects.create(portfolio=portfolio, name="Twice")
        if len(runs) == 1:
            raise lost(errors.DeadlockDetected("x"))

    write()
    assert portfolio.accounts.filter(name="Twice").count() == 1


def test_what_was_deleted_meanwhile_is_gone(portfolio):
    account = portfolio.accounts.get()
    target = Target.objects.create(portfolio=portfolio, asset=make_asset("bitcoin"), share=1)

    @in_one_go
    def held(row):
        return hold(row)

    Account.objects.filter(pk=account.pk).update(name="Renamed")
    assert held(account).name == "Renamed"
    Target.objects.filter(pk=target.pk).delete()
    with pytest.raises(Gone):
        held(target)
    Account.objects.all().delete()
    key = portfolio.pk
    portfolio.delete()
    with pytest.raises(Gone):
        held(account)
    with pytest.raises(Gone):
        in_one_go(hold_portfolio)(key)
