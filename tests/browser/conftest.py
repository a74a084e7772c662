"""The whole of Tidemark, started as `make run` starts it, and a real Chromium before it."""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests import chromium
from tests.browser.steps import faults_in
from tests.stack import READY_SECONDS, Stack, start_stack, wait_for

# How long a page may take to come to what is expected of it: what passes does not wait for it, and
# a machine with much to do is no defect of a page.
expect.set_options(timeout=20_000)


@contextmanager
def running(folder: Path, **environment: str) -> Iterator[Stack]:
    """An installation, from its first start to its end."""
    process, port, log = start_stack(folder, **environment)
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


@pytest.fixture(scope="package")
def stack(tmp_path_factory):
    """Its prices come every two seconds."""
    with running(tmp_path_factory.mktemp("stack")) as stack:
        yield stack


@pytest.fixture(scope="package")
def calm(tmp_path_factory):
    """Its prices come once a minute: whoever looks at one page after another does not pay for
    each page that renews itself meanwhile."""
    with running(tmp_path_factory.mktemp("calm"), QUOTE_REFRESH_SECONDS="60") as stack:
        yield stack


# Playwright leaves an event loop running, which must not outlive the tests that need it: they are
# all in this package, and each worker runs its own one after another.
@pytest.fixture(scope="package")
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
    assert faults_in(complaints) == []
