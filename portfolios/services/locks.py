"""Who may write at once: one order of locks, and one place where a lost race is run again.

Each write of a portfolio's things holds the portfolio's row first and the thing's after it, so that
two never wait for each other; a deletion of the portfolio waits for both and is waited for.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Model
from django.http import Http404
from django.utils.translation import gettext as _
from psycopg import errors

from portfolios.models import Portfolio
from portfolios.services.errors import Refused

MOST_RUNS = 4
# Ended by the database for another transaction's sake: right when run again.
LOST_RACES = (errors.DeadlockDetected, errors.SerializationFailure)
Row = TypeVar("Row", bound=Model)


class Gone(Http404):
    """What was to be written has been deleted in the meantime."""


def hold_portfolio(portfolio_id: int) -> Portfolio:
    """The portfolio as it stands now, nobody else's to write until the transaction ends.

    Raises `Gone`. Rows that point to it may still be added: adding one locks it, too.
    """
    held = Portfolio.objects.select_for_update(no_key=True, of=["self"])
    portfolio = held.select_related("currency").filter(pk=portfolio_id).first()
    if portfolio is None:
        raise Gone(_("The portfolio was deleted in the meantime."))
    return portfolio


def hold(row: Row, *related: str) -> Row:
    """The row as it stands now, held until the transaction ends; raises `Gone`.

    Of a portfolio's thing the portfolio is held first.
    """
    if portfolio_id := getattr(row, "portfolio_id", None):
        hold_portfolio(portfolio_id)
    rows = type(row)._base_manager.select_for_update(of=["self"]).select_related(*related)
    found = rows.filter(pk=row.pk).first()
    if found is None:
        raise Gone(_("It was deleted in the meantime."))
    return found


def in_one_go(function: Callable) -> Callable:
    """A transaction around a write; the outermost one is run again where it lost a race.

    Where what it names was deleted meanwhile, or races are lost again and again, it is `Refused`.
    """

    @wraps(function)
    def run(*args, **kwargs):
        if connection.in_atomic_block:
            return function(*args, **kwargs)
        for left in reversed(range(MOST_RUNS)):
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except (OperationalError, IntegrityError) as error:
                if not isinstance(error.__cause__, (*LOST_RACES, errors.ForeignKeyViolation)):
                    raise
                if not left:
                    raise Refused(_("Others changed the same just now: try it again.")) from error
        raise AssertionError("unreachable")

    return run
