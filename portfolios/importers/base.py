"""What every importer gives back: frozen rows, errors that name their line, warnings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from markets.wording import counted, sentence
from portfolios.accounting.core.types import TransactionType

MAX_BYTES = 50 * 1024 * 1024
# A file in the form that carries it.
MAX_UPLOAD_BYTES = MAX_BYTES + 1024 * 1024
MAX_ROWS = 200_000
MAX_ID_LENGTH = 120
FILE_LINE = 0


@dataclass(frozen=True, slots=True)
class Leg:
    """A quantity of one asset; the quantity is never negative."""

    symbol: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One transaction as the file tells it, before any asset or account is looked up.

    `line` is the line of the file on which the row starts, counted from 1. `executed_at` is
    aware and in UTC. `account` is empty where the format names none. `former_id` is the id that
    earlier versions gave the row, where it is another.
    """

    line: int
    type: TransactionType
    executed_at: datetime
    account: str = ""
    to_account: str = ""
    sent: Leg | None = None
    received: Leg | None = None
    fee: Leg | None = None
    net_worth: Leg | None = None
    label: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    external_id: str = ""
    former_id: str = ""


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a line cannot be taken. Line 0 is the file itself."""

    line: int
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """A row of a type that its format does not know: no error, it waits for a choice.

    `kind` is the type's text as the file writes it; `text` is the row's cells in short.
    `executed_at` is None where the date cannot be read.
    """

    line: int
    kind: str
    executed_at: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A whole file, read. `format` is empty where no format fits.

    `unread` are rows of types that the format does not know; the other rows stand without them.
    `asks_decimal_mark` is True where an amount such as `1.000` can be read in two ways, nothing
    in the file decides, and no mark was given; the lines concerned are among the errors.
    """

    format: str
    rows: tuple[ParsedRow, ...] = ()
    errors: tuple[RowError, ...] = ()
    warnings: tuple[str, ...] = ()
    unread: tuple[UnreadRow, ...] = ()
    asks_decimal_mark: bool = False

    @property
    def refused(self) -> bool:
        """True where the file as a whole could not be read, so that no row of it counts."""
        return any(error.line == FILE_LINE for error in self.errors)


class FileReadError(Exception):
    """The file cannot be read at all. Never leaves the package: `parse` turns it to a value."""


class RowReadError(Exception):
    """One row cannot be taken. Never leaves the package: the format's loop turns it to a value.

    `cells` is what could be read of a line that is no valid CSV.
    """

    def __init__(
        self,
        field_name: str,
        message: str,
        *,
        line: int | None = None,
        cells: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.cells = tuple(cells)
        self.field = field_name
        self.message = message
        self.line = line


@dataclass(slots=True)
class Notes:
    """Collects what a reader wants said, each kind once, with the lines it concerns."""

    _lines: dict[str, list[int]] = field(default_factory=dict)

    def add(self, message: str, line: int | None = None) -> None:
        """Say `message`; a line given joins those the same message was said of before."""
        lines = self._lines.setdefault(message, [])
        if line is not None:
            lines.append(line)

    def messages(self) -> tuple[str, ...]:
        """The messages in the order they first came up, with up to five line numbers each."""
        return tuple(self._with_lines(message, lines) for message, lines in self._lines.items())

    @staticmethod
    def _with_lines(message: str, lines: list[int]) -> str:
        if not lines:
            return message
        shown = ", ".join(str(line) for line in lines[:5])
        if len(lines) > 5:
            return sentence(
                "{message} (lines {lines} and {n} more)",
                message=message, lines=shown, n=len(lines) - 5,
            )  # fmt: skip
        return counted(
            "{message} (line {lines})", "{message} (lines {lines})", len(lines),
            message=message, lines=shown,
        )  # fmt: skip
