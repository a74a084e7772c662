"""Text made in processes of their own, beside the command that asked for it."""

import os
from codecs import iterdecode
from collections.abc import Iterable, Iterator
from functools import partial
from multiprocessing import get_all_start_methods, get_context
from tempfile import TemporaryFile
from typing import IO

# Bytes; files are of bytes, for those of text are read and decoded a few thousand at a time.
_BLOCK = 1 << 20


class Beside:
    """Texts by name, made while the caller goes on; reading waits for them.

    A process is forked, so that it has the records that are written without their being sent,
    and its texts wait in files: the caller may forget the records at once. One process at a
    time, for it has the caller beside it.
    """

    def __init__(self) -> None:
        self._files: dict[str, list[IO[bytes]]] = {}
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
                yield from iterdecode(iter(partial(file.read, _BLOCK), b""), "utf-8")

    def _new_file(self, name: str) -> IO[bytes]:
        file = TemporaryFile()  # noqa: SIM115
        self._files.setdefault(name, []).append(file)
        return file

    def _wait(self) -> None:
        if self._process is not None:
            self._process.join()
            if self._process.exitcode:
                raise ChildProcessError(f"A writing process ended with {self._process.exitcode}.")


def _fill(tasks: list[tuple[IO[bytes], Iterable[str]]]) -> None:
    for file, chunks in tasks:
        file.writelines(chunk.encode() for chunk in chunks)
        file.flush()
