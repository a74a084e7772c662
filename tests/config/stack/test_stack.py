"""`manage.py up` with its real processes: what it survives, and that it leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from tests.stack import (
    READY_SECONDS,
    processes_of,
    start_stack,
    status_of,
    wait_for,
    wait_for_status,
)

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack"), pytest.mark.timeout(600)]
if sys.platform != "linux":
    pytest.skip("reads /proc", allow_module_level=True)


@pytest.fixture(scope="module")
def deep(tmp_path_factory):
    """A folder whose path is too long for a socket; whichever test is first starts it first."""
    folder = tmp_path_factory.mktemp("stack") / "/".join(["quite-a-deep-folder"] * 5)
    folder.mkdir(parents=True)
    yield folder
    for pid in processes_of(folder):
        os.kill(pid, signal.SIGKILL)


def only(processes: dict[int, str], *words: str) -> int:
    """The one process whose command has the words (a server's first process has the lowest id)."""
    return min(pid for pid, command in processes.items() if all(word in command for word in words))


def kill(folder, *words: str) -> int:
    pid = only(processes_of(folder), *words)
    os.kill(pid, signal.SIGKILL)
    return pid


def test_every_part_that_is_killed_comes_back_and_ctrl_c_leaves_nothing(deep):
    process, port, log = start_stack(deep, WEB_PROBE_SECONDS="1")
    url = f"http://127.0.0.1:{port}"
    wait_for("Tidemark is ready", log, process, seconds=READY_SECONDS)
    assert status_of(f"{url}/readyz") == 200

    os.kill(only(processes_of(deep), "uvicorn"), signal.SIGSTOP)
    wait_for("web lives but can't answer", log, process, seconds=90)
    wait_for_status(f"{url}/readyz", 200, seconds=40)

    for words in (("uvicorn",), ("celery", "worker"), ("celery", "beat")):
        killed = kill(deep, *words)
        wait_for(f"{'web' if 'uvicorn' in words else words[-1]} ended", log, process, seconds=40)
        deadline = time.monotonic() + 40
        while not any(
            pid != killed and all(word in command for word in words)
            for pid, command in processes_of(deep).items()
        ):
            assert time.monotonic() < deadline, words
            time.sleep(0.1)
    wait_for_status(f"{url}/readyz", 200, seconds=40)

    kill(deep, "valkey")
    wait_for("EmbeddedValkey ended", log, process, seconds=40)
    kill(deep, "postgres", "-D")
    wait_for("EmbeddedPostgres ended", log, process, seconds=40)
    wait_for_status(f"{url}/readyz", 200, seconds=40)

    again, _, second = start_stack(deep)
    assert again.wait(60) != 0
    assert "runs already" in second.read_text()

    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0
    assert time.monotonic() - began < 5
    assert processes_of(deep) == {}


def test_a_killed_supervisor_takes_its_children_along_and_the_next_start_works(deep):
    process, _, log = start_stack(deep)
    wait_for("Tidemark is ready", log, process, seconds=READY_SECONDS)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 15
    while processes_of(deep):
        assert time.monotonic() < deadline, processes_of(deep)
        time.sleep(0.1)

    log.write_text("")
    process, port, log = start_stack(deep)
    wait_for("Tidemark is ready", log, process, seconds=READY_SECONDS)
    assert status_of(f"http://127.0.0.1:{port}/readyz") == 200
    assert "First start" not in log.read_text()
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0


def test_a_port_that_is_taken_is_said_before_anything_starts(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        process, _, log = start_stack(tmp_path, PORT=port)
        assert process.wait(60) != 0
    assert f"Port {port} can't be used" in log.read_text()
    assert processes_of(tmp_path) == {}


def test_nothing_but_numbers_is_a_port():
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], env={**os.environ, "PORT": "http"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "PORT must be a whole number" in done.stderr
