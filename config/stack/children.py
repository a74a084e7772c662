"""Child processes that can't outlive their parent."""

import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def start(
    command: list[str],
    *,
    dies_with_parent: int = signal.SIGTERM,
    env: dict | None = None,
    log: Path | None = None,
    stdout=None,
) -> subprocess.Popen:
    """Start a command in a session of its own, so that Ctrl-C reaches only the supervisor.

    On Linux the kernel sends it `dies_with_parent` when the starting thread ends, also after a
    kill -9; elsewhere the next start clears what is left.
    """
    parent = os.getpid()

    def before_exec():
        os.setsid()
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, dies_with_parent)
            if os.getppid() != parent:  # it died in the moment between
                os._exit(1)

    sink = log.open("ab") if log else stdout
    try:
        return subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT if sink is not None else None,
            env={**os.environ, **(env or {})},
            preexec_fn=before_exec,
        )
    finally:
        if log:
            sink.close()


def stop(process: subprocess.Popen, *, with_signal: int, seconds: float) -> None:
    """Ask a process to end, and end it if it doesn't."""
    if process.poll() is None:
        process.send_signal(with_signal)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
