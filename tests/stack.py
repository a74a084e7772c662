"""Starts the whole of Tidemark as `make run` does, on a data folder and a port of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
READY_SECONDS = 300
OF_THE_TESTS = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "DATA_DIR"}


@dataclass
class Stack:
    """A running installation and its first sign-in."""

    url: str
    email: str
    password: str
    process: subprocess.Popen
    log: Path
    # Of the demo's session, once somebody has signed in.
    cookies: list[dict] = field(default_factory=list)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_stack(folder: Path, **environment: str) -> tuple[subprocess.Popen, int, Path]:
    """`manage.py up` on a data folder of its own, with quotes every two seconds."""
    port = free_port()
    inherited = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
    log = folder / "up.log"
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "up"],
            env=inherited
            | {
                "DATA_DIR": str(folder / "data"), "PORT": str(port), "QUOTE_REFRESH_SECONDS": "2",
                "STATIC_ROOT": str(folder / "static"), "MARKET_PROVIDER": "simulated",
                # Two years of analyses take a minute of all cores, while browsers wait.
                "BACK_COMPUTED_DAYS": "60",
            }
            | environment,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    return process, port, log


def wait_for(text: str, log: Path, process: subprocess.Popen, *, seconds: float) -> str:
    """The log, once it has the text."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        content = log.read_text(errors="replace")
        if text in content:
            return content
        if process.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail(f"{text!r} was not said in {seconds} s:\n{log.read_text()[-3000:]}")


def status_of(url: str) -> int | None:
    """The status of an address; None where nothing answers."""
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def wait_for_status(url: str, status: int | None, *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    seen = ...
    while time.monotonic() < deadline:
        seen = status_of(url)
        if seen == status:
            return
        time.sleep(0.05)
    pytest.fail(f"{url} answered {seen}, not {status}, for {seconds} s")


def processes_of(folder: Path) -> dict[int, str]:
    """Every process started for this data folder, by id: told by its environment or command."""
    mark = str(folder / "data").encode()
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            environment = (entry / "environ").read_bytes()
            command = (entry / "cmdline").read_bytes()
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue
        if command and (mark in environment or mark in command):
            found[int(entry.name)] = command.replace(b"\0", b" ").decode(errors="replace")
    return found
