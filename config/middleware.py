"""Answers plainly while a server that pages need is away, and keeps pages out of shared caches."""

import logging

import redis
from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.template.loader import get_template
from django.utils.cache import patch_cache_control

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5
OUTAGES = (OperationalError, InterfaceError, redis.ConnectionError, redis.TimeoutError)


class ServiceOutageMiddleware:
    """Turns a lost database or cache into a 503 that says so and asks to be tried again."""

    sync_capable = async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request):
        if iscoroutinefunction(self):
            return self.answer_async(request)
        try:
            return self.get_response(request)
        except OUTAGES as error:
            return outage(request, error)

    async def answer_async(self, request):
        try:
            return await self.get_response(request)
        except OUTAGES as error:
            return outage(request, error)

    def process_exception(self, request, exception):
        if isinstance(exception, OUTAGES):
            return outage(request, exception)
        return None


class PrivateMiddleware:
    """Tells caches that an answer is one person's, unless its view has said what it is."""

    sync_capable = async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request):
        if iscoroutinefunction(self):
            return self.answer_async(request)
        return private(self.get_response(request))

    async def answer_async(self, request):
        return private(await self.get_response(request))


def private(response: HttpResponse) -> HttpResponse:
    """Only the person's own browser may keep it, and asks again before it shows it."""
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True, no_cache=True)
    return response


def outage(request, error: Exception) -> HttpResponse:
    """A 503 that uses neither database, session nor cache."""
    logger.error("%s %s: a server is away: %s", request.method, request.path, type(error).__name__)
    if request.path.startswith("/api/"):
        body = {
            "type": "about:blank",
            "title": "Service Unavailable",
            "status": 503,
            "detail": "The database or the cache is away. Try again shortly.",
            "instance": request.path,
            "code": "service_unavailable",
        }
        response = JsonResponse(body, status=503, content_type="application/problem+json")
    else:
        response = HttpResponse(get_template("503.html").render(), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
