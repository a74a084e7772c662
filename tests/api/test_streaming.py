import threading

from asgiref.sync import async_to_sync
from django.test import AsyncRequestFactory, RequestFactory

from markets.streaming import one_by_one, streamed


def test_pieces_are_fetched_only_when_asked_for():
    fetched = []

    def pieces():
        for number in range(3):
            fetched.append(number)
            yield str(number)

    async def first_of(stream):
        return await anext(stream)

    assert async_to_sync(first_of)(one_by_one(pieces())) == "0"
    assert fetched == [0]


def test_every_piece_arrives_on_either_kind_of_server():
    async def gathered(answer):
        return [piece async for piece in answer.streaming_content]

    named = {"filename": "a.csv", "media_type": "text/csv"}
    plain = streamed(RequestFactory().get("/"), iter(["a", "b"]), **named)
    assert list(plain.streaming_content) == [b"a", b"b"]
    request = AsyncRequestFactory().get("/")
    answer = streamed(request, iter(["a", "b"]), **named)
    assert answer.is_async
    assert async_to_sync(gathered)(answer) == [b"a", b"b"]


def test_pieces_are_closed_in_the_thread_that_makes_them():
    threads = []

    def pieces():
        try:
            threads.append(threading.current_thread())
            yield "a"
            yield "b"
        finally:
            threads.append(threading.current_thread())

    async def leave_after_one():
        stream = one_by_one(pieces())
        assert await anext(stream) == "a"
        await stream.aclose()

    async_to_sync(leave_after_one)()
    assert len(threads) == 2
    assert threads[0] is threads[1]
