import subprocess
import time

import pytest

from config.stack.supervisor import Program
from config.stack.watchdog import FAILURES, START_SECONDS, Watchdog


@pytest.fixture
def program():
    """A process that lives."""
    process = subprocess.Popen(["sleep", "60"])
    yield Program("web", [], process=process, started_at=time.monotonic())
    process.kill()
    process.wait()


class Probed:
    answers = True
    servers = True

    def __init__(self, program):
        self.said = []
        self.dog = Watchdog(
            program, answers=lambda: self.answers, servers_answer=lambda: self.servers,
            say=self.said.append,
        )  # fmt: skip

    def probe(self, times: int, *, answers: bool, servers: bool = True) -> None:
        self.answers, self.servers = answers, servers
        for _ in range(times):
            self.dog.probe()


def test_a_process_that_stops_answering_is_ended(program):
    probed = Probed(program)
    probed.probe(1, answers=True)
    probed.probe(FAILURES - 1, answers=False)
    assert program.is_alive()
    probed.probe(1, answers=False)
    assert program.process.wait(10)
    assert probed.said == ["web lives but can't answer: ending it"]


def test_an_answer_in_between_begins_the_count_anew(program):
    probed = Probed(program)
    for _ in range(3):
        probed.probe(1, answers=True)
        probed.probe(FAILURES - 1, answers=False)
    assert program.is_alive()


def test_a_process_is_not_ended_for_servers_that_are_away(program):
    probed = Probed(program)
    probed.probe(1, answers=True)
    probed.probe(FAILURES - 1, answers=False)
    probed.probe(5 * FAILURES, answers=False, servers=False)
    probed.probe(FAILURES - 1, answers=False)
    assert program.is_alive()


def test_a_process_has_its_time_to_start(program):
    probed = Probed(program)
    probed.probe(5 * FAILURES, answers=False)
    assert program.is_alive()
    program.started_at -= START_SECONDS
    probed.probe(FAILURES, answers=False)
    assert program.process.wait(10)


def test_a_process_that_ended_is_the_supervisors(program):
    program.process.kill()
    program.process.wait()
    probed = Probed(program)
    probed.probe(5 * FAILURES, answers=False)
    assert probed.said == []
