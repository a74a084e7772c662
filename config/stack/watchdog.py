"""Tells a process that lives but can't answer from servers that are away."""

import threading
import time
from collections.abc import Callable

from config.stack.supervisor import Program

FAILURES = 6
# A process that has not answered yet may still be starting.
START_SECONDS = 60.0


class Watchdog:
    """Probes a program, and ends it after six probes in a row without an answer.

    The supervisor then starts it again. `answers` says whether the program does its work,
    `servers_answer` whether what it needs is there: a program is not to blame for a lost database,
    and starting it again would not bring the database back.
    """

    def __init__(
        self, program: Program, *, answers: Callable[[], bool],
        servers_answer: Callable[[], bool], say: Callable[[str], None],
    ):  # fmt: skip
        self.program = program
        self.answers = answers
        self.servers_answer = servers_answer
        self.say = say
        self._failures = 0
        self._answered: object = None

    def watch(self, *, every: float, until: threading.Event) -> None:
        """Probe in a thread of its own, `every` so many seconds."""

        def run():
            while not until.wait(every):
                self.probe()

        threading.Thread(target=run, name="watchdog", daemon=True).start()

    def note_answer(self) -> None:
        """The program has answered: it has started, and what failed before counts no more."""
        self._failures, self._answered = 0, self.program.process

    def probe(self) -> None:
        process = self.program.process
        if not self.program.is_alive() or self.answers():
            self.note_answer()
            return
        age = time.monotonic() - self.program.started_at
        if process is not self._answered and age < START_SECONDS:
            return
        self._failures = self._failures + 1 if self.servers_answer() else 0
        if self._failures >= FAILURES:
            self._failures = 0
            self.say(f"{self.program.name} lives but can't answer: ending it")
            process.kill()
