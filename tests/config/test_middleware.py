"""What stands between every request and its view."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.translation import get_language

from config.middleware import (
    AmountsMiddleware,
    ArrivalMiddleware,
    LanguageMiddleware,
    PrivateMiddleware,
    chosen_by,
    language_of,
)
from markets.templatetags.figures import AMOUNTS_HIDDEN
from portfolios.models import User


def asked(path: str = "/portfolios/", *, user=None, **headers):
    request = RequestFactory().get(path, headers=headers)
    request.user = user or AnonymousUser()

    async def auser():
        return request.user

    request.auser = auser
    return request


def both_ways(middleware, request, view) -> list[HttpResponse]:
    """Its answer as a callable, and as a coroutine."""

    async def coroutine(request):
        return view(request)

    async def answer():
        return await middleware(coroutine)(request)

    # A thread of its own: a browser test of the same worker leaves its event loop running.
    with ThreadPoolExecutor(1) as thread:
        return [middleware(view)(request), thread.submit(asyncio.run, answer()).result()]


def test_an_answer_is_one_persons_unless_its_view_said_what_it_is():
    def cached(request):
        return HttpResponse(headers={"Cache-Control": "max-age=60, public"})

    for answer in both_ways(PrivateMiddleware, asked(), lambda request: HttpResponse()):
        assert answer["Cache-Control"] == "private, no-cache"
    for answer in both_ways(PrivateMiddleware, asked(), cached):
        assert answer["Cache-Control"] == "max-age=60, public"


def test_a_request_knows_when_it_came():
    seen = []

    def view(request):
        seen.append(request.arrived_at)
        return HttpResponse()

    before = time.time() * 1000
    both_ways(ArrivalMiddleware, asked(), view)
    after = time.time() * 1000
    assert len(seen) == 2
    assert all(before - 1 <= at <= after for at in seen)


def test_amounts_are_shown_again_after_a_page_without_them(monkeypatch):
    request = asked()
    monkeypatch.setattr("config.middleware.asks_to_hide", lambda request: True)
    said = []

    def view(request):
        said.append(AMOUNTS_HIDDEN.get())
        return HttpResponse()

    def failing(request):
        raise ZeroDivisionError

    both_ways(AmountsMiddleware, request, view)
    assert said == [True, True]
    assert not AMOUNTS_HIDDEN.get()
    with pytest.raises(ZeroDivisionError):
        AmountsMiddleware(failing)(request)
    assert not AMOUNTS_HIDDEN.get()


def speaking(request) -> HttpResponse:
    return HttpResponse(get_language())


@pytest.mark.parametrize(
    ("path", "language", "header", "spoken"),
    [
        ("/portfolios/", "", "de", "de"), ("/portfolios/", "", "", "en"),
        # What the user chose goes before what the browser asks for, but for the region of it.
        ("/portfolios/", "en", "de", "en"), ("/portfolios/", "de", "en", "de"),
        ("/portfolios/", "de", "fr,de-CH;q=0.3", "de-ch"), ("/portfolios/", "en", "de-AT", "en"),
        # A language that is no more is as none.
        ("/portfolios/", "xx", "de", "de"),
        # What is not for readers of one language.
        ("/api/v1/assets/", "de", "de", "en"), ("/admin/", "de", "de", "en"),
        ("/apiary/", "", "de", "de"),
    ],
)  # fmt: skip
def test_a_page_speaks_as_chosen_or_as_asked(path, language, header, spoken):
    user = User(language=language)
    for answer in both_ways(
        LanguageMiddleware, asked(path, user=user, **{"Accept-Language": header}), speaking
    ):
        assert answer.content.decode() == spoken
        is_page = not path.startswith(("/api/", "/admin/"))
        assert ("Content-Language" in answer) is is_page
        if is_page:
            assert answer["Content-Language"] == spoken
            assert "Accept-Language" in answer["Vary"]
    assert get_language() == "en"


def test_without_a_database_a_page_is_in_the_browsers_language():
    class Away:
        @property
        def is_authenticated(self):
            raise OperationalError("gone")

    request = asked(user=Away(), **{"Accept-Language": "de-LI"})
    for answer in both_ways(LanguageMiddleware, request, speaking):
        assert answer.content == b"de-li"


def test_a_view_says_in_which_language_it_answers():
    def french(request):
        return HttpResponse(headers={"Content-Language": "fr"})

    for answer in both_ways(LanguageMiddleware, asked(), french):
        assert answer["Content-Language"] == "fr"


def test_who_is_not_signed_in_has_chosen_nothing():
    stranger = SimpleNamespace(is_authenticated=False, language="de")
    assert chosen_by(stranger) == ""
    assert chosen_by(User(language="de")) == "de"
    assert language_of(asked(**{"Accept-Language": "de-CH;q=0.9,de-AT"})) == "de-at"
