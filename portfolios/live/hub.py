"""Who listens to this process, and what each has yet to hear. Nothing here waits for a server."""

import asyncio
import time
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Any

# Browsers spread what they ask after an event over so much for each stream that it reaches: a
# thousand who come at once would make each other and everybody else wait.
SPREAD_MILLISECONDS, LONGEST_SPREAD = 20, 30_000
# So many streams are woken in one turn of the event loop; pages get the next turn.
STREAMS_A_TURN = 25


class TooManyStreams(Exception):
    """The user's or the address's share of this process's streams is used up."""


class Stream:
    """One open stream.

    What happens while its reader is slow is merged by name, so that it never grows.
    """

    def __init__(self, *, user: int, session: str):
        self.user = user
        self.session = session
        self.has_ended = False
        self._pending: dict[str, Any] = {}
        self._news = asyncio.Event()

    def notify(self, name: str, content: Any = 0) -> None:
        """Add an event in place of an earlier one of its name.

        Its content is in how many milliseconds a browser reacts, at a moment of its own.
        """
        self._pending[name] = content
        self._news.set()

    def end(self, last: str = "") -> None:
        """End the stream after what is pending and, if given, a last event."""
        if last:
            self._pending[last] = 0
        self.has_ended = True
        self._news.set()

    async def news(self, *, patience: float) -> dict[str, Any]:
        """What came since the last call, each name once, with its content; empty after so many
        seconds of silence."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._news.wait()
        self._news.clear()
        news, self._pending = self._pending, {}
        return news


class Hub:
    """All open streams of a process, at most so many of a user and of an address."""

    stream_class = Stream

    def __init__(self, *, per_user: int, per_address: int):
        self.per_user = per_user
        self.per_address = per_address
        # When the newest event of a name was heard of, in milliseconds since 1970. Nothing is known
        # of a name that is missing.
        self.heard: dict[str, int] = {}
        self._streams: set[Stream] = set()
        self._users: Counter[int] = Counter()
        self._addresses: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._streams)

    @property
    def sessions(self) -> set[str]:
        return {stream.session for stream in self._streams}

    @contextmanager
    def place(self, address: str) -> Iterator[None]:
        """A place for a stream of an address, also while it is not known whose. May raise
        `TooManyStreams`."""
        with _counted(self._addresses, address, most=self.per_address):
            yield

    @contextmanager
    def stream(self, *, user: int, session: str, **options) -> Iterator[Stream]:
        """An open stream. May raise `TooManyStreams`."""
        with _counted(self._users, user, most=self.per_user):
            stream = self.stream_class(user=user, session=session, **options)
            self._streams.add(stream)
            try:
                yield stream
            finally:
                self._streams.discard(stream)

    async def broadcast(self, *names: str, users: Collection[int] | None = None) -> None:
        """Notify the streams of these users, or all, in portions that leave the loop to others."""
        reached = [one for one in self._streams if users is None or one.user in users]
        within = spread(len(reached))
        for number, stream in enumerate(reached, start=1):
            for name in names:
                stream.notify(name, within)
            if number % STREAMS_A_TURN == 0:
                await asyncio.sleep(0)

    def end_sessions(self, sessions: Collection[str], *, last: str) -> None:
        """End the streams of these sessions, each with a last event."""
        for stream in self._streams:
            if stream.session in sessions:
                stream.end(last)


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def spread(streams: int) -> int:
    """Milliseconds over which the browsers of so many streams spread; none for a single one."""
    return min(LONGEST_SPREAD, SPREAD_MILLISECONDS * max(0, streams - 1))


@contextmanager
def _counted(counter: Counter, key, *, most: int) -> Iterator[None]:
    if counter[key] >= most:
        raise TooManyStreams
    counter[key] += 1
    try:
        yield
    finally:
        counter[key] -= 1
        if not counter[key]:
            del counter[key]
