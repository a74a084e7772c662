"""A page and a named part of it, from one template at one address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_part(request: HttpRequest, template: str, context: dict, *, part: str) -> HttpResponse:
    """The part where htmx asks for it, else the whole page.

    The whole also where htmx follows a link, or restores a page that the browser went back to.
    A header says that the same address answers with either.
    """
    response = render(request, template if shows_whole(request) else f"{template}#{part}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def shows_whole(request: HttpRequest) -> bool:
    """Whether the whole page is asked for."""
    htmx = request.htmx
    return not htmx or htmx.boosted or htmx.history_restore_request
