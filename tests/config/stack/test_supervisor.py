"""Programs that end are started again, later each time; servers that end at once."""

from types import SimpleNamespace

import pytest

from config.stack import supervisor
from config.stack.supervisor import LONGEST_BACKOFF, SETTLED_SECONDS, Program, Supervisor


class Clocked(Program):
    """A program that ends as soon as it is started."""

    starts = 0

    def start(self) -> None:
        self.starts += 1
        self.started_at = supervisor.time.monotonic()
        self.process = SimpleNamespace(returncode=1, poll=lambda: 1)


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(seconds=1000.0)
    monkeypatch.setattr(supervisor, "time", SimpleNamespace(monotonic=lambda: now.seconds))
    return now


@pytest.fixture
def watched(clock):
    """A supervisor whose turns a test takes, its program, and what it says."""
    program, said = Clocked("worker", []), []
    program.start()
    return Supervisor([program], servers=[], say=said.append), program, said


def turns(supervised: Supervisor, program: Program, clock, *, seconds: float) -> None:
    """As many turns as there are in so many seconds, ten a second."""
    for _ in range(round(seconds * 10)):
        clock.seconds += 0.1
        supervised._revive(program)


def test_each_restart_waits_twice_as_long_up_to_half_a_minute(watched, clock):
    supervised, program, said = watched
    turns(supervised, program, clock, seconds=300)
    waits = [float(line.rpartition("again in ")[2].removesuffix(" s")) for line in said]
    assert waits[:8] == [0.5, 1, 2, 4, 8, 16, LONGEST_BACKOFF, LONGEST_BACKOFF]
    assert said[0] == "worker ended with 1: starting it again in 0.5 s"
    # The first start, and one after each wait that has passed.
    assert len(said) - 1 <= program.starts - 1 <= len(said)


def test_who_lived_long_waits_no_longer_than_at_first(watched, clock):
    supervised, program, said = watched
    turns(supervised, program, clock, seconds=10)
    assert program.backoff > 2
    program.due, program.started_at = 0.0, clock.seconds - SETTLED_SECONDS - 1
    supervised._revive(program)
    assert said[-1].endswith("again in 0.5 s")


def test_a_server_that_ended_is_started_before_the_programs(clock):
    started, said = [], []
    alive = SimpleNamespace(is_alive=lambda: True, start=lambda: started.append("alive"))
    gone = SimpleNamespace(is_alive=lambda: False, start=lambda: started.append("gone"))
    Supervisor([], servers=[alive, gone], say=said.append)._revive_servers()
    assert started == ["gone"]
    assert said == ["SimpleNamespace ended: starting it again"]
