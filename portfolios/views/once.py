"""A form that is sent twice at once, by a double click or Enter: done once, answered alike.

Of equal POSTs of one person to a page that makes something new, or ends what can end once, the
second waits for the first. If that was done, it is answered as the first was; if it was refused,
the second is tried for itself. What is sent equal again later is meant so.
"""

import hashlib
import json
import time
from collections.abc import Callable
from functools import wraps

from django.core.cache import cache
from django.http import HttpResponseRedirect

# A browser sends both within moments; nobody fills in a form again in so few seconds.
AT_ONCE_SECONDS = 5
# Longer than a request takes: a process that died must not keep the form from being sent again.
RUNNING_SECONDS = 60
_LOOK_SECONDS = 0.05
_FORGERY = "csrfmiddlewaretoken"


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
            address = response.headers.get("Location")
        finally:
            if address:
                cache.set(slot, address, timeout=AT_ONCE_SECONDS)
            else:
                cache.delete(slot)
        return response

    return either


def _begun(slot: str) -> str | None:
    """None where this POST is to be done; else where an equal one led, once it is done."""
    give_up = time.monotonic() + RUNNING_SECONDS
    while not cache.add(slot, "", timeout=RUNNING_SECONDS):
        if address := cache.get(slot):
            return address
        if time.monotonic() > give_up:
            break
        time.sleep(_LOOK_SECONDS)
    return None


def _slot_of(request) -> str:
    """What is asked by whom; the token against forgery is another one in each form."""
    sent = sorted((name, values) for name, values in request.POST.lists() if name != _FORGERY)
    asked = json.dumps([request.user.pk, request.get_full_path(), sent])
    return f"done-once:{hashlib.sha256(asked.encode()).hexdigest()}"
