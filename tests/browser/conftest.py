"""The whole of Tidemark, started as `make run` starts it, and a real Chromium before it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests import chromium

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 110
OF_THE_TESTS = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "DATA_DIR"}


@dataclass
class Stack:
    """A running installation and its first sign-in."""

    url: str
    email: str
    password: str
    process: subprocess.Popen
    log: Path


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


@pytest.fixture(scope="session")
def stack(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stack")
    process, port, log = start_stack(folder)
    try:
        content = wait_for("Tidemark is ready", log, process, seconds=READY_SECONDS)
        content = wait_for("password: ", log, process, seconds=5)
        email, password = re.search(r"First sign-in: (\S+)  password: (\S+)", content).groups()
        yield Stack(f"http://127.0.0.1:{port}", email, password, process, log)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture(scope="session")
def browser():
    path = chromium.find()
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A fresh page; whatever it complains of on its console fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    yield page
    context.close()
    assert complaints == []
