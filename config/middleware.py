"""Answers plainly while a server that pages need is away, and keeps pages out of shared caches."""

import contextlib
import logging
import time

import redis
from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import get_template
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from markets.api.base.problem_details import problem_response
from markets.templatetags.figures import AMOUNTS_HIDDEN
from portfolios.views.privacy import asks_to_hide

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5
# Answers of the API are one language's for all callers; the administration is for staff.
IN_ENGLISH = ("/api/", "/admin/")
# Where a language is read that writes numbers in another way than most of its readers do.
REGIONS = ("de-at", "de-ch", "de-li")
OUTAGES = (OperationalError, InterfaceError, redis.ConnectionError, redis.TimeoutError)


class BaseMiddleware:
    """Stands between callables, or between coroutines where the next middleware is one."""

    sync_capable = async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request):
        return self.answer_async(request) if iscoroutinefunction(self) else self.answer(request)

    def answer(self, request):
        return self.process_response(request, self.get_response(request))

    async def answer_async(self, request):
        return self.process_response(request, await self.get_response(request))

    def process_response(self, request, response):
        """The response itself, or the one to give in its place."""
        return response


class ArrivalMiddleware(BaseMiddleware):
    """Notes when a request came, in milliseconds since 1970: its page is no older than that."""

    def answer(self, request):
        request.arrived_at = time.time_ns() // 1_000_000
        return super().answer(request)

    async def answer_async(self, request):
        request.arrived_at = time.time_ns() // 1_000_000
        return await super().answer_async(request)


class ServiceOutageMiddleware(BaseMiddleware):
    """Turns a lost database or cache into a 503 that says so and asks to be tried again."""

    def answer(self, request):
        try:
            return super().answer(request)
        except OUTAGES as error:
            return outage(request, error)

    async def answer_async(self, request):
        try:
            return await super().answer_async(request)
        except OUTAGES as error:
            return outage(request, error)

    def process_exception(self, request, exception):
        return outage(request, exception) if isinstance(exception, OUTAGES) else None


class PrivateMiddleware(BaseMiddleware):
    """Tells caches that an answer is one person's, unless its view has said what it is."""

    def process_response(self, request, response):
        # Only the person's own browser may store it, and asks again before it shows it.
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response


class AmountsMiddleware(BaseMiddleware):
    """Renders pages without amounts for a browser that asked for that."""

    def answer(self, request):
        before = AMOUNTS_HIDDEN.set(asks_to_hide(request))
        try:
            return super().answer(request)
        finally:
            AMOUNTS_HIDDEN.reset(before)

    async def answer_async(self, request):
        before = AMOUNTS_HIDDEN.set(asks_to_hide(request))
        try:
            return await super().answer_async(request)
        finally:
            AMOUNTS_HIDDEN.reset(before)


class LanguageMiddleware(BaseMiddleware):
    """Renders pages in the language that a user chose or a browser asks for; the API is English."""

    def answer(self, request):
        if request.path.startswith(IN_ENGLISH):
            return self.get_response(request)
        chosen = ""
        # Without a database the page may still be made, or says in this language that it can't.
        with contextlib.suppress(*OUTAGES):
            chosen = chosen_by(request.user)
        with translation.override(language_of(request, chosen=chosen)):
            return super().answer(request)

    async def answer_async(self, request):
        if request.path.startswith(IN_ENGLISH):
            return await self.get_response(request)
        chosen = ""
        with contextlib.suppress(*OUTAGES):
            chosen = chosen_by(await request.auser())
        with translation.override(language_of(request, chosen=chosen)):
            return await super().answer_async(request)

    def process_response(self, request, response):
        response.headers.setdefault("Content-Language", translation.get_language())
        patch_vary_headers(response, ["Accept-Language"])
        return response


def chosen_by(user) -> str:
    """The code of one of LANGUAGES; empty where the user chose none of those."""
    is_chosen = user.is_authenticated and user.language in dict(settings.LANGUAGES)
    return user.language if is_chosen else ""


def language_of(request, *, chosen: str = "") -> str:
    """The language chosen, or else asked for, as in the region that a browser names first."""
    language = chosen or translation.get_language_from_request(request)
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    own = (code for code, _ in asked if code.partition("-")[0] == language)
    first = next(own, language)
    return first if first in REGIONS else language


def outage(request, error: Exception) -> HttpResponse:
    """A 503 that uses neither database, session nor cache."""
    logger.error("%s %s: a server is away: %s", request.method, request.path, type(error).__name__)
    if request.path.startswith("/api/"):
        detail = "The database or the cache is away. Try again shortly."
        response = problem_response(request, status=503, detail=detail)
    else:
        with translation.override(language_of(request)):
            response = HttpResponse(get_template("503.html").render(), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
