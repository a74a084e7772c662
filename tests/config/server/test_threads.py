"""Requests in a fixed number of threads, between the server and an application like Django."""

import asyncio
import json
import threading

import pytest
from asgiref.sync import sync_to_async

from config.server.threads import STUCK_SECONDS, RequestThreads, Threads
from tests.config.server.exchange import Client, make_scope
from tests.portfolios.live.loops import run


async def read_body(receive) -> bool:
    """Whether a body came whole, as Django reads it."""
    while (message := await receive())["type"] == "http.request":
        if not message.get("more_body", False):
            return True
    return False


def make_app(view, *, headers=((b"content-length", b"4"),), pieces=(b"done",)):
    """Reads the body, works in a thread and answers; cancels where the client leaves, as Django."""

    async def work(send):
        await sync_to_async(view)()
        await send({"type": "http.response.start", "status": 200, "headers": list(headers)})
        try:
            for number, body in enumerate(pieces, start=1):
                more = number < len(pieces)
                await send({"type": "http.response.body", "body": body, "more_body": more})
                if more:
                    await sync_to_async(view)()
        except asyncio.CancelledError:
            view.cut_off = True

    async def app(scope, receive, send):
        if not await read_body(receive):
            return
        working, listening = asyncio.create_task(work(send)), asyncio.create_task(receive())
        await asyncio.wait({working, listening}, return_when=asyncio.FIRST_COMPLETED)
        for task in (listening, working):
            task.cancel()
        await asyncio.gather(listening, working, return_exceptions=True)

    return app


def make_threads(app, *, count=1, downloads=1, patience=60, most_waiting=10) -> RequestThreads:
    return RequestThreads(
        app, count=count, downloads=downloads, patience=patience, most_waiting=most_waiting
    )


class View:
    """Work that goes on until it is let go; notes where it ran."""

    def __init__(self, *, blocked: bool = False):
        self.released = threading.Event()
        if not blocked:
            self.released.set()
        self.threads = []
        self.finished = 0
        self.cut_off = False

    def __call__(self):
        self.threads.append(threading.current_thread().name)
        self.released.wait(20)
        self.finished += 1


async def until(condition) -> None:
    while not condition():
        await asyncio.sleep(0)


def idle(threads: RequestThreads) -> tuple[int, int]:
    return threads.requests._idle.qsize(), threads.downloads._idle.qsize()


def test_many_requests_run_in_the_threads_there_are():
    async def story():
        view = View()
        threads = make_threads(make_app(view), count=2)
        clients = [Client() for _ in range(20)]
        await asyncio.gather(*(threads(make_scope(), one.receive, one.send) for one in clients))
        return view, clients, idle(threads)

    view, clients, free = run(story())
    assert {client.status for client in clients} == {200}
    assert view.finished == 20
    assert set(view.threads) == {"request-0_0", "request-1_0"}
    assert free == (2, 1)


def test_a_request_whose_client_leaves_runs_to_its_end_and_gives_its_thread_back():
    async def story():
        view = View(blocked=True)
        threads = make_threads(make_app(view))
        client = Client()
        serving = asyncio.create_task(threads(make_scope(), client.receive, client.send))
        await until(lambda: view.threads)
        client.leave()
        for _ in range(10):
            await asyncio.sleep(0)
        assert not serving.done()
        view.released.set()
        await serving
        return view.finished, idle(threads)

    assert run(story()) == (1, (1, 1))


def test_whoever_leaves_while_waiting_is_never_begun():
    async def story():
        view = View(blocked=True)
        threads = make_threads(make_app(view))
        first, second, third = Client(), Client(), Client()
        serving = [
            asyncio.create_task(threads(make_scope(), one.receive, one.send))
            for one in (first, second, third)
        ]
        await until(lambda: threads.requests.waiting == 2)
        second.leave()
        await serving[1]
        view.released.set()
        await asyncio.gather(*serving)
        return view.finished, second.status, third.status, idle(threads)

    assert run(story()) == (2, None, 200, (1, 1))


@pytest.mark.parametrize("limits", [{"patience": 0}, {"most_waiting": 0}])
def test_whoever_finds_no_thread_in_time_is_told_to_come_back(limits):
    async def story():
        view = View(blocked=True)
        threads = make_threads(make_app(view), **limits)
        first, second = Client(), Client()
        serving = asyncio.create_task(threads(make_scope(), first.receive, first.send))
        await until(lambda: view.threads)
        await threads(make_scope(path="/api/v1/assets/"), second.receive, second.send)
        view.released.set()
        await serving
        return first, second, idle(threads)

    first, second, free = run(story())
    assert (first.status, second.status) == (200, 503)
    assert int(second.headers[b"retry-after"]) > 0
    assert json.loads(second.body)["status"] == 503
    assert free == (1, 1)


def test_no_thread_waits_for_a_reader_who_takes_nothing():
    async def story():
        threads = make_threads(make_app(View()))
        stuck, other = Client(takes_nothing=True), Client()
        serving = asyncio.create_task(threads(make_scope(), stuck.receive, stuck.send))
        await until(lambda: stuck.is_stuck)
        await threads(make_scope(), other.receive, other.send)
        serving.cancel()
        return other.status

    assert run(story()) == 200


def test_downloads_leave_the_threads_of_pages_alone():
    async def story():
        download = View()
        app = make_app(download, headers=(), pieces=(b"a", b"b", b"c"))
        threads = make_threads(app)
        slow, queued, page = Client(takes_nothing=True), Client(), Client()
        serving = [
            asyncio.create_task(threads(make_scope(), one.receive, one.send))
            for one in (slow, queued)
        ]
        await until(lambda: slow.is_stuck and threads.downloads.waiting == 1)
        threads.app = make_app(View())
        await threads(make_scope(), page.receive, page.send)
        slow.take_all()
        await asyncio.gather(*serving)
        return page.status, slow.body, queued.body, download.threads, idle(threads)

    status, first, second, threads, free = run(story())
    assert (status, first, second) == (200, b"abc", b"abc")
    assert threads.count("download-0_0") == 4
    assert free == (1, 1)


def test_a_download_whose_reader_leaves_ends_between_two_pieces():
    async def story():
        view = View()
        app = make_app(view, headers=(), pieces=[b"x"] * 1000)
        threads = make_threads(app)
        client = Client()
        client.when_sent = lambda count: count == 3 and client.leave()
        await threads(make_scope(), client.receive, client.send)
        return view, idle(threads)

    view, free = run(story())
    assert view.cut_off
    assert view.finished < 20
    assert free == (1, 1)


def test_threads_are_stuck_where_requests_wait_and_none_is_done_for_minutes():
    async def story():
        threads = Threads(1, name="request")
        thread = await threads.take()
        verdicts = [threads.are_stuck()]
        waiting = asyncio.create_task(threads.take())
        await until(lambda: threads.waiting)
        verdicts.append(threads.are_stuck())
        threads._last_returned -= STUCK_SECONDS + 1
        verdicts.append(threads.are_stuck())
        threads.give_back(thread)
        await waiting
        return [*verdicts, threads.are_stuck()]

    assert run(story()) == [False, False, True, False]
