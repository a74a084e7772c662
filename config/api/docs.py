"""Serves the API's description, and the pages on which people read it."""

from functools import cache
from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from config.api.document import description
from config.api.reference.groups import Group, groups_of
from config.api.reference.prose import paragraphs
from config.api.settings import DESCRIPTION


@require_safe
@cache_control(public=True, max_age=300)
@condition(etag_func=lambda request: description().etag)
def schema(request):
    """The OpenAPI document as JSON."""
    if request.get_preferred_type(["application/json"]) is None:
        return HttpResponse(status=HTTPStatus.NOT_ACCEPTABLE)
    return HttpResponse(description().body, content_type="application/json")


@require_safe
def docs(request):
    """What holds for the whole API, and every operation in a line."""
    return render(request, "api/docs.html", {"groups": _groups(), "text": paragraphs(DESCRIPTION)})


@require_safe
def group(request, slug):
    """The operations of one group with their fields and answers."""
    found = next((one for one in _groups() if one.slug == slug), None)
    if found is None:
        raise Http404
    return render(request, "api/group.html", {"group": found, "groups": _groups()})


@cache
def _groups() -> list[Group]:
    return groups_of(description().document)
