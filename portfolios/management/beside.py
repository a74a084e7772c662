"""Text made in processes of their own, beside the command that asked for it."""

import os
from collections.abc import Iterable, Iterator
from multiprocessing import get_all_start_methods, get_context
from tempfile import TemporaryFile
from typing import IO

_BLOCK = 1 << 20  # characters


class Beside:
    """Texts by name, made while the caller goes on; reading waits for them.

    A process is forked, so that it has the records that are written without their being sent,
    and its texts wait in files: the caller may forget the records at once. One process at a
    time, for it has the caller beside it.
    """

    def __init__(self) -> None:
        self._files: dict[str, list[IO[str]]] = {}
        self._process = None
        can_fork = "fork" in get_all_start_methods() and (os.cpu_count() or 1) > 1
        self._context = get_context("fork") if can_fork else None

    def write(self, **texts: Iterable[str]) -> None:
        """Have chunks made, to follow those before of the same name."""
        self._wait()
        tasks = [(self._new_file(name), chunks) for name, chunks in texts.items()]
        if self._context is None:
            _fill(tasks)
            return
        self._process = self._context.Process(target=_fill, args=(tasks,), daemon=True)
        self._process.start()

    def read(self, name: str) -> Iterator[str]:
        """All the text of a name in order, once."""
        self._wait()
        for file in self._files.pop(name, ()):
            with file:
                file.seek(0)
                while block := file.read(_BLOCK):
                    yield block

    def _new_file(self, name: str) -> IO[str]:
        file = TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115
        self._files.setdefault(name, []).append(file)
        return file

    def _wait(self) -> None:
        if self._process is not None:
            self._process.join()
            if self._process.exitcode:
                raise ChildProcessError(f"A writing process ended with {self._process.exitcode}.")


def _fill(tasks: list[tuple[IO[str], Iterable[str]]]) -> None:
    for file, chunks in tasks:
        file.writelines(chunks)
        file.flush()
