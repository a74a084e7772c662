"""Keeps the servers and processes of one installation running until it is stopped."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from config.stack import children

PAUSE = 0.2
LONGEST_BACKOFF = 30.0
# A process that lived this long had started well: its next restart waits no longer than the first.
SETTLED_SECONDS = 20.0
# Tasks cut off here are done again: they are acknowledged late and may run twice.
STOP_SECONDS = 2.0


@dataclass
class Program:
    """A command to keep running; its lines are printed behind its name."""

    name: str
    command: list[str]
    process: subprocess.Popen | None = None
    started_at: float = 0.0
    backoff: float = 0.5
    due: float = field(default=0.0)

    def start(self) -> None:
        # Started by the main thread: the kernel ties a child's life to the thread that made it.
        self.process = children.start(
            self.command, stdout=subprocess.PIPE, env={"PYTHONUNBUFFERED": "1"}
        )
        self.started_at = time.monotonic()
        threading.Thread(target=self._print_lines, daemon=True).start()

    def _print_lines(self) -> None:
        for line in self.process.stdout:
            sys.stdout.write(f"{self.name:>7} | {line.decode(errors='replace')}")
            sys.stdout.flush()

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Starts programs, restarts those that die, and stops all of them on SIGINT or SIGTERM.

    The first program starts ahead of the others.
    `servers` are started already and have `is_alive()` and `start()`: the embedded PostgreSQL and
    Valkey. They stay outside `programs`, since they must outlive them at the end.
    """

    def __init__(self, programs: list[Program], *, servers: list, say: Callable[[str], None]):
        self.programs = programs
        self.servers = servers
        self.say = say
        self.stopping = threading.Event()

    def run(self, *, when_first_started: Callable[[], None]) -> None:
        for received in (signal.SIGINT, signal.SIGTERM):
            signal.signal(received, self._on_signal)
        try:
            first, *others = self.programs
            first.start()
            # The first page comes sooner while nothing else takes the processors.
            when_first_started()
            for program in others:
                program.start()
            while not self.stopping.wait(PAUSE):
                self._revive_servers()
                for program in self.programs:
                    self._revive(program)
        finally:
            self._stop_programs()

    def _on_signal(self, number, frame) -> None:
        self.stopping.set()

    @property
    def is_stopping(self) -> bool:
        return self.stopping.is_set()

    def _revive_servers(self) -> None:
        for server in self.servers:
            if not server.is_alive():
                self.say(f"{type(server).__name__} ended: starting it again")
                server.start()

    def _revive(self, program: Program) -> None:
        if program.is_alive():
            return
        now = time.monotonic()
        if not program.due:
            if now - program.started_at > SETTLED_SECONDS:
                program.backoff = 0.5
            self.say(
                f"{program.name} ended with {program.process.returncode}: "
                f"starting it again in {program.backoff:g} s"
            )
            program.due = now + program.backoff
            program.backoff = min(LONGEST_BACKOFF, program.backoff * 2)
        elif now >= program.due:
            program.due = 0.0
            program.start()

    def _stop_programs(self) -> None:
        alive = [program.process for program in self.programs if program.is_alive()]
        for process in alive:
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in alive:
            children.stop(
                process,
                with_signal=signal.SIGTERM,
                seconds=max(0.05, deadline - time.monotonic()),
            )
