"""How far a long file is, for the pages of whoever sent it."""

import time

from markets.events import publish
from portfolios.models import ImportBatch
from portfolios.services.books.progress import Progress, share_done

_JOB = "import"
# Pages ask for the bar after each event: more often nobody sees it move.
_PAUSE_SECONDS = 0.5


class ImportProgress(Progress):
    """Tells how much of a file is read or written, and open pages to look."""

    def __init__(self, batch: ImportBatch) -> None:
        super().__init__(_JOB, batch.pk)
        self._user_id = batch.user_id
        self._next = 0.0

    def __call__(self, share: float) -> None:
        super().__call__(share)
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _PAUSE_SECONDS
            self.notify()

    def notify(self) -> None:
        """Have open pages of whoever sent the file look how far it is."""
        if self._user_id is not None:
            publish("imports", {"users": [self._user_id]})


def share_of(batch_id: int) -> float | None:
    """The share of a file that is read or written, 0 to 1; None where nothing is known."""
    return share_done(_JOB, batch_id)
