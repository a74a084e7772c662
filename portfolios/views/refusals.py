"""What a service refuses, shown to the person who asked for it: each block ends at the refusal."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from portfolios.forms.forms import add_refusal
from portfolios.services.errors import Refused


@contextmanager
def refusals_in(form: forms.Form) -> Iterator[None]:
    """Show a refusal as the errors of a form."""
    try:
        yield
    except Refused as refusal:
        add_refusal(form, refusal)


@contextmanager
def refusals_told(request: HttpRequest) -> Iterator[None]:
    """Show a refusal as a message on the next page; `was_refused` tells of it afterwards."""
    try:
        yield
    except Refused as refusal:
        request.was_refused = True
        messages.error(request, " ".join(refusal.sentences()))
