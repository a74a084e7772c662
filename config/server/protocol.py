"""Uvicorn's HTTP protocol with an end to every wait for a client.

`uvicorn config.asgi:application --http config.server.protocol:HttpProtocol`. Bodies have their own
limits, in `bodies`.
"""

import asyncio

from django.conf import settings
from uvicorn.protocols.http.h11_impl import H11Protocol


class HttpProtocol(H11Protocol):
    """Closes connections that send no whole head in time, or take nothing of an answer.

    Uvicorn itself ends connections that are idle between two requests, and no others.
    """

    _head_is_late: asyncio.TimerHandle | None = None
    _reader_is_stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport) -> None:
        super().connection_made(transport)
        self._watch_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch_head()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._head_is_late, self._reader_is_stuck):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def _watch_head(self) -> None:
        """The clock runs from the first byte, or the connection, until a request has begun."""
        if self._is_answering():
            if self._head_is_late is not None:
                self._head_is_late.cancel()
                self._head_is_late = None
        elif self._head_is_late is None and not self.transport.is_closing():
            self._head_is_late = self.loop.call_later(
                settings.HTTP_HEADER_SECONDS, self.transport.close
            )

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def pause_writing(self) -> None:
        super().pause_writing()
        # What is not taken cannot be flushed either.
        self._reader_is_stuck = self.loop.call_later(
            settings.HTTP_STUCK_SECONDS, self.transport.abort
        )

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._reader_is_stuck is not None:
            self._reader_is_stuck.cancel()
            self._reader_is_stuck = None

    def shutdown(self) -> None:
        """A live stream has no end to wait for."""
        if self._is_answering() and self.cycle.scope["state"].get("endless"):
            self.transport.close()
        else:
            super().shutdown()
