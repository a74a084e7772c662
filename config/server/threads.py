"""Django's requests in a fixed number of threads, first come, first served.

Django starts a thread for each request and cancels a request whose client leaves. The one lets a
burst ask for more database connections than there are; the other leaves threads in the middle of a
query, and what they hold to chance. Here a request waits for a thread before Django begins, and
then always runs to its end, as it would under WSGI: what it took it gives back in the ordinary
way, and what a thread should still hold, the thread's next request takes over.
"""

import asyncio
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor

from asgiref.sync import ThreadSensitiveContext
from django.utils.translation import gettext_noop

from config.server.refusals import refuse

RETRY_SECONDS = 5
STUCK_SECONDS = 120


class Busy(Exception):
    """No thread became free in time."""


class Threads:
    """Threads that are lent to one request at a time; the one used last is lent first."""

    def __init__(self, count: int, *, name: str):
        self._idle: asyncio.LifoQueue[Executor] = asyncio.LifoQueue()
        self._last_returned = time.monotonic()
        self.waiting = 0
        for number in range(count):
            self._idle.put_nowait(ThreadPoolExecutor(1, thread_name_prefix=f"{name}-{number}"))

    async def take(self) -> Executor:
        self.waiting += 1
        try:
            return await self._idle.get()
        finally:
            self.waiting -= 1

    def take_now(self) -> Executor | None:
        """An idle thread, unless there is none or others wait for it."""
        return None if self._idle.empty() or self.waiting else self._idle.get_nowait()

    def give_back(self, thread: Executor) -> None:
        self._last_returned = time.monotonic()
        self._idle.put_nowait(thread)

    def are_stuck(self) -> bool:
        """Whether requests wait, and for minutes no thread has finished one."""
        return self.waiting > 0 and time.monotonic() - self._last_returned > STUCK_SECONDS


class Lease(Executor):
    """The thread of one request, which may change between two calls."""

    def __init__(self):
        self.thread: Executor | None = None
        self.owner: Threads | None = None

    def hold(self, thread: Executor, owner: Threads) -> None:
        self.thread, self.owner = thread, owner

    def release(self) -> None:
        if self.thread is not None:
            self.owner.give_back(self.thread)
            self.thread = None

    def submit(self, fn, /, *args, **kwargs) -> Future:
        if self.thread is None:
            raise RuntimeError("The request has no thread")
        return self.thread.submit(fn, *args, **kwargs)


class RequestThreads:
    """The ASGI application that gives `app` a thread for each request.

    `downloads` threads more are for answers that are written while they are read from the
    database, which last as long as the client likes: those leave the others to pages. A request
    that finds no thread within `patience` seconds, or `most_waiting` others before it, gets 503.
    """

    def __init__(self, app, *, count: int, downloads: int, patience: float, most_waiting: int):
        self.app = app
        self.requests = Threads(count, name="request")
        self.downloads = Threads(downloads, name="download")
        self.patience = patience
        self.most_waiting = most_waiting

    async def __call__(self, scope, receive, send) -> None:
        exchange = Exchange(self, receive, send)
        try:
            async with ThreadSensitiveContext(executor=exchange.lease):
                await self.app(scope, exchange.receive, exchange.send)
        except Busy:
            await refuse(
                scope,
                send,
                status=503,
                title=gettext_noop("Tidemark is busy"),
                detail=gettext_noop(
                    "More is asked than can be answered now. Try again in a few seconds."
                ),
                retry_after=RETRY_SECONDS,
            )
            return
        finally:
            exchange.close()
        await exchange.send_held()


class Exchange:
    """One request and its answer, as Django sees them."""

    def __init__(self, threads: RequestThreads, receive, send):
        self.threads = threads
        self.lease = Lease()
        self.has_left = False
        self._receive = receive
        self._send = send
        self._is_whole = False
        self._leaving: asyncio.Task | None = None
        self._held: list[dict] = []
        self._is_download = False

    async def receive(self) -> dict:
        """The body; its last part once there is a thread; after that nothing, ever.

        Hearing that the client has left, Django would cancel the request.
        """
        if self._is_whole:
            await (self._leaving or self._receive())
            self.has_left = True
            await asyncio.get_running_loop().create_future()
        message = await self._receive()
        if message["type"] == "http.request" and not message.get("more_body", False):
            self._is_whole = True
            if not await self._take_thread():
                return {"type": "http.disconnect"}
        return message

    async def _take_thread(self) -> bool:
        """Wait for a thread; False where the client leaves first. Raises `Busy`."""
        requests = self.threads.requests
        thread = requests.take_now()
        if thread is None:
            if requests.waiting >= self.threads.most_waiting:
                raise Busy
            self._leaving = asyncio.create_task(self._receive())
            taking = asyncio.create_task(requests.take())
            await asyncio.wait(
                {taking, self._leaving},
                timeout=self.threads.patience,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if not taking.done():
                taking.cancel()
                if self._leaving.done():
                    return False
                raise Busy
            thread = taking.result()
        self.lease.hold(thread, requests)
        return True

    async def send(self, message: dict) -> None:
        """Hold a whole answer until Django is done with it, so that no thread waits for a slow
        reader; pass on what is made piece by piece."""
        if not self._is_download and self._begins_download(message):
            self._is_download = True
            await self._move_to_download_thread()
            await self.send_held()
        if not self._is_download:
            self._held.append(message)
        elif self.has_left:
            # What Django takes for the reader's leaving, at a point where no thread is at work.
            raise asyncio.CancelledError
        else:
            await self._send(message)

    def _begins_download(self, message: dict) -> bool:
        """Whether this is the first of several pieces whose length nobody knows yet."""
        if message["type"] != "http.response.body" or not message.get("more_body", False):
            return False
        return not any(name.lower() == b"content-length" for name, _ in self._held[0]["headers"])

    async def _move_to_download_thread(self) -> None:
        thread = self.threads.downloads.take_now()
        if thread is None:
            # The answer has not begun: nothing of it is tied to the thread it leaves.
            self.lease.release()
            thread = await self.threads.downloads.take()
        self.lease.release()
        self.lease.hold(thread, self.threads.downloads)

    async def send_held(self) -> None:
        held, self._held = self._held, []
        for message in held:
            await self._send(message)

    def close(self) -> None:
        self.lease.release()
        if self._leaving is not None:
            self._leaving.cancel()
