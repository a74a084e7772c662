"""The short run; `python -m tests.chaos --rounds 300` is the long one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack import OF_THE_TESTS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.stack
@pytest.mark.timeout(600)
def test_killed_workers_and_servers_neither_lose_nor_double_an_alert():
    inherited = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos", "--rounds", "20"],
        cwd=ROOT, env=inherited, capture_output=True, text=True, timeout=260, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    words = done.stdout.splitlines()[-1].split()
    told = dict(zip(words[::2], map(int, words[1::2]), strict=True))
    assert (told["rounds"], told["duplicates"], told["lost"], told["wrong"]) == (20, 0, 0, 0)
    assert told["delivered"] == told["fired"]
    assert told["marks"] > told["wrong_marks"] == told["undelivered"] == 0
    assert told["kills"] >= 20
    assert told["crossings"] == told["fired"] > 20
