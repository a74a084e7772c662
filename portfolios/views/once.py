"""A form that is sent twice at once, by a double click or Enter: done once, answered alike.

Of equal POSTs of one person to a page that makes something new, or ends what can end once, the
second waits for the first. If that was done, it is answered as the first was; if it was refused,
the second is tried for itself. What is sent equal again later is meant so. Without Redis each is
done, as it comes.
"""

import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

import redis
from django.core.cache import cache
from django.http import HttpResponseRedirect

# A browser sends both within moments; nobody fills in a form again in so few seconds.
AT_ONCE_SECONDS = 5
# Longer than a request takes; but one whose process died keeps who sends it again waiting so long,
# and with them one of the threads that answer everybody.
RUNNING_SECONDS = 10
_LOOK_SECONDS = 0.05
_FORGERY = "csrfmiddlewaretoken"
logger = logging.getLogger(__name__)


def done_once(view: Callable) -> Callable:
    """Mark a view whose POST does what can be done once, and then leads to another page."""

    @wraps(view)
    def either(request, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        slot = _slot_of(request)
        if (address := _begun(slot)) is not None:
            return HttpResponseRedirect(address)
        address = None
        try:
            response = view(request, *args, **kwargs)
            # A refusal that the next page shows leads there, too.
            if not getattr(request, "was_refused", False):
                address = response.headers.get("Location")
        finally:
            _end(slot, address)
        return response

    return either


def _begun(slot: str) -> str | None:
    """None where this POST is to be done; else where an equal one led, once it is done."""
    give_up = time.monotonic() + RUNNING_SECONDS
    with _redis_may_be_gone():
        while not cache.add(slot, "", timeout=RUNNING_SECONDS):
            if address := cache.get(slot):
                return address
            if time.monotonic() > give_up:
                break
            time.sleep(_LOOK_SECONDS)
    return None


def _end(slot: str, address: str | None) -> None:
    with _redis_may_be_gone():
        if address:
            cache.set(slot, address, timeout=AT_ONCE_SECONDS)
        else:
            cache.delete(slot)


@contextmanager
def _redis_may_be_gone() -> Iterator[None]:
    """Go on where Redis is gone: what was done must not be answered as if it had failed."""
    try:
        yield
    except redis.RedisError as error:
        logger.warning("Equal forms are not told apart: %s", type(error).__name__)


def _slot_of(request) -> str:
    """What is asked by whom; the token against forgery is another one in each form."""
    sent = sorted((name, values) for name, values in request.POST.lists() if name != _FORGERY)
    asked = json.dumps([request.user.pk, request.get_full_path(), sent])
    return f"done-once:{hashlib.sha256(asked.encode()).hexdigest()}"
