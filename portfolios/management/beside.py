"""Text made in processes of their own, beside the command that asked for it."""

import os
from collections.abc import Iterable, Iterator
from multiprocessing import get_all_start_methods, get_context
from tempfile import TemporaryFile
from typing import IO

_BLOCK = 1 << 20  # characters


class Beside:
    """Chunks of text, made while the caller goes on; reading waits for them.

    A process is forked, so that it has the records that are written without their being sent,
    and its text waits in a file: the caller may forget the records at once. One process at a
    time, for it has the caller beside it.
    """

    def __init__(self) -> None:
        self._files: list[IO[str]] = []
        self._process = None
        can_fork = "fork" in get_all_start_methods() and (os.cpu_count() or 1) > 1
        self._context = get_context("fork") if can_fork else None

    def write(self, chunks: Iterable[str]) -> None:
        """Have chunks made, to follow those before."""
        self._wait()
        file = TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115
        self._files.append(file)
        if self._context is None:
            _fill(file, chunks)
            return
        self._process = self._context.Process(target=_fill, args=(file, chunks), daemon=True)
        self._process.start()

    def __iter__(self) -> Iterator[str]:
        """All the text in order, once."""
        self._wait()
        for file in self._files:
            with file:
                file.seek(0)
                while block := file.read(_BLOCK):
                    yield block

    def _wait(self) -> None:
        if self._process is not None:
            self._process.join()
            if self._process.exitcode:
                raise ChildProcessError(f"A writing process ended with {self._process.exitcode}.")


def _fill(file: IO[str], chunks: Iterable[str]) -> None:
    file.writelines(chunks)
    file.flush()
