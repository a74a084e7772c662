"""An Undo beside what was just done: a form that works without JavaScript, a toast with it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

# What `includes/message.html` knows a message with an Undo by.
TAG = "undo:"


def offer_undo(request: HttpRequest, said: str, *, address: str) -> None:
    """Say what was done on the next page, with a button that posts to `address` to undo it."""
    messages.success(request, said, extra_tags=f"{TAG}{address}")


def back(request: HttpRequest, default: str, *args) -> HttpResponseRedirect:
    """To the page on which the Undo stood, as its form says, or else to a named one."""
    page = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(page, allowed_hosts=None):
        return HttpResponseRedirect(page)
    return redirect(default, *args)
