"""The handler of pages: whole in one thread, with every middleware that pages have."""

import threading

from django.http import HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from config.server.handler import STATIC_FILES, PageHandler
from tests.config.server.exchange import Client, make_scope
from tests.portfolios.live.loops import run

seen = []


class Note:
    """A middleware that notes where it runs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        seen.append(threading.current_thread())
        return self.get_response(request)


def page(request):
    seen.append(threading.current_thread())
    return HttpResponse("a page")


def pieces(request):
    async def made():
        yield b"a"
        yield b"b"

    return StreamingHttpResponse(made())


urlpatterns = [path("page/", page), path("pieces/", pieces)]
NOTE = f"{__name__}.Note"


def answer(address: str) -> Client:
    client = Client()
    handler = PageHandler()
    run(handler(make_scope(path=address), client.receive, client.send))
    return client


@override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[NOTE, STATIC_FILES, NOTE])
def test_a_request_stays_in_one_thread_from_the_first_middleware_to_the_view(settings):
    seen.clear()
    client = answer("/page/")
    assert (client.status, client.body) == (200, b"a page")
    assert len(seen) == 3
    assert len(set(seen)) == 1
    assert settings.MIDDLEWARE == [NOTE, STATIC_FILES, NOTE]


@override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[NOTE])
def test_an_answer_in_pieces_comes_piece_by_piece():
    assert answer("/pieces/").body == b"ab"
