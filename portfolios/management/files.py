"""Files that a command reads: what cannot be read, and every bad line, end it with exit code 2."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from django.core.management.base import CommandError

from portfolios.files.cells import Fault

BAD_INPUT = 2


@contextmanager
def reading(path: Path) -> Iterator[TextIO]:
    """The file's lines; CommandError (exit code 2) where it cannot be read."""
    try:
        lines = path.open(encoding="utf-8", newline="")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error}", returncode=BAD_INPUT) from error
    with lines:
        try:
            yield lines
        except UnicodeDecodeError as error:
            if not lines.seekable():
                raise CommandError(f"{path} is not UTF-8.", returncode=BAD_INPUT) from error
            lines.buffer.seek(0)
            refuse(path, [_undecodable(lines.buffer)])


def refuse(path: Path, faults: list[Fault], *, hint: str = "") -> None:
    """Raise CommandError (exit code 2), with every bad line and a hint, if there is one."""
    if faults:
        message = "\n".join([told(path, sorted(faults)), *filter(None, [hint])])
        raise CommandError(message, returncode=BAD_INPUT)


def _undecodable(lines: Iterable[bytes]) -> Fault:
    """The first line that is not UTF-8; there must be one."""
    for number, line in enumerate(lines, start=1):
        try:
            line.decode()
        except UnicodeDecodeError as error:
            message = f"Not UTF-8: byte {line[error.start]:#04x} at {error.start + 1}."
            return Fault(number, "text", message)
    raise ValueError(lines)


def told(path: Path, faults: list[Fault], *, done: str = "worked out") -> str:
    """Every bad line, under how many they are and what was not `done` for them."""
    lines = [f"{path}, line {one.line}, {one.field}: {one.message}" for one in faults]
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return "\n".join([f"{path} has {count}; nothing was {done}.", *lines])
