"""Who gets an alert or a notice: the one place where channels are chosen."""

from collections.abc import Sequence

from django.db import connection, transaction
from django.utils import timezone

from markets.postgres.statements import statement, words
from portfolios.models import Delivery
from portfolios.services.queue import enqueue_on_commit

SEND_TASK = "portfolios.tasks.send_due_deliveries"

_OWE = statement(__file__, "owe_deliveries")
_WORDS = words(Delivery.Status)


@transaction.atomic
def owe_deliveries(*, alerts: Sequence[int] = (), notices: Sequence[int] = ()) -> None:
    """Owe each of these to every channel of its person that takes its kind, and send them.

    Runs in the transaction that writes them: either both are there, or neither.
    """
    if not alerts and not notices:
        return
    values = {"alerts": list(alerts), "notices": list(notices), "now": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(_OWE, _WORDS | values)
    enqueue_on_commit(SEND_TASK)
