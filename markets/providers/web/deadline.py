"""An end to an exchange as a whole, which time-outs for each read do not set.

A server that sends one byte every few seconds passes every read's time-out and could hold its
caller for hours. A `Deadline` shuts the exchange's connections down when its time is up, so that
a read from them raises the error of a lost connection.
"""

import socket
import threading
from contextlib import suppress


class Deadline:
    """Within it, watched connections live for `seconds` in all. `passed` says it was reached."""

    def __init__(self, seconds: float):
        self.passed = False
        self._watched: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(self, *error) -> None:
        self._timer.cancel()
        with self._lock:
            for connection in self._watched:
                connection.close()
            self._watched = []

    def watch(self, connection: socket.socket) -> None:
        """Shut this connection down, too, when the time is up."""
        # A duplicate stays valid where TLS takes the socket itself over.
        with self._lock:
            self._watched.append(connection.dup())
            if self.passed:
                self._shut_down()

    def trace(self, event: str, info: dict) -> None:
        """For httpx's extension of this name: watches each connection that a request opens."""
        if event == "connection.connect_tcp.complete":
            self.watch(info["return_value"].get_extra_info("socket"))

    def _expire(self) -> None:
        with self._lock:
            self.passed = True
            self._shut_down()

    def _shut_down(self) -> None:
        for connection in self._watched:
            # The other side may have closed it already.
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
