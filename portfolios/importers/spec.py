"""What a format tells the reader, and what a format's code gets to read its cells with."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache

from markets.numbers import ZERO, plain
from markets.spreadsheets import unguarded
from markets.wording import Figure, gettext_noop, joined, sentence
from portfolios.accounting.core.fiat import FIAT
from portfolios.accounting.core.types import TransactionType as T
from portfolios.accounting.core.validation import symbol_fault
from portfolios.importers.amounts import NumberStyle, parse_amount
from portfolios.importers.base import Leg, Notes, ParsedRow, RowError, RowReadError, UnreadRow
from portfolios.importers.instants import DateStyle, parse_instant
from portfolios.importers.kinds import MAX_KIND, SKIP, as_chosen, kind_key
from portfolios.importers.layout import Cells
from portfolios.importers.text import clean

MOVES_NOTHING = sentence("Rows that move nothing were left out")
# How sources write that there is no amount.
_NONE = frozenset({"-", "–", "—"})


@dataclass(slots=True)
class Context:
    """What a file's rows are read with: zone, clock, learnt styles, and what was found wrong."""

    tz: tzinfo
    now: datetime
    numbers: NumberStyle
    dates: DateStyle
    notes: Notes
    errors: list[RowError]
    default_currency: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    unread: list[UnreadRow] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)

    def fail(self, problem: RowReadError, *, line: int) -> None:
        """Keep a row's problem as a value."""
        at = problem.line if problem.line is not None else line
        self.errors.append(RowError(line=at, field=problem.field, message=problem.message))

    def choice(self, kind: str) -> str | None:
        """What was chosen for rows of a type, if anything was."""
        return self.kinds.get(kind_key(kind))

    def unknown_type(
        self, base: ParsedRow, *, kind: str, field: str = "type", either_way: bool = False
    ) -> ParsedRow | None:
        """A row of a type that the format does not know, by the choice made for it.

        None where the choice is to leave it out, or where there is none: then it is unread.
        Raises RowReadError where the type chosen does not fit the legs of `base`.
        """
        shown = clean(" ".join(kind.split()), limit=MAX_KIND) or "no type"
        choice = self.choice(shown)
        if choice is None:
            self.unread.append(UnreadRow(base.line, shown, base.executed_at, _summary(base)))
            return None
        if choice == SKIP:
            self.skipped[shown] += 1
            return None
        return as_chosen(base, choice, kind=shown, field=field, either_way=either_way)

    def moves_nothing(self, row: ParsedRow, cells: Cells, *keys: str) -> bool:
        """Whether all amounts of a row are 0, as a call of a contract has; then it is noted.

        `keys` are the columns of amounts: a row in which all are empty lacks them instead.
        """
        if row.sent or row.received or row.fee or not any(map(cells.text, keys)):
            return False
        self.notes.add(MOVES_NOTHING, row.line)
        return True

    def amount(self, cells: Cells, key: str, *, money: bool = False) -> Decimal | None:
        """A column's number with its sign, or None where the cell is empty."""
        text = cells.text(key)
        if not text or text in _NONE:
            return None
        return parse_amount(text, style=self.numbers, field=key, money=money)

    def positive(self, cells: Cells, key: str, *, money: bool = False) -> Decimal | None:
        """A column's number where a minus sign makes no sense; zero and empty are None."""
        value = self.amount(cells, key, money=money)
        if value is not None and value < 0:
            raise RowReadError(
                key, sentence("“{text}” is negative; leave the sign out", text=cells.text(key)[:40])
            )
        return value or None

    def instant(self, cells: Cells, key: str, *, utc: bool = False) -> datetime:
        """A column's instant; `utc` says that the source's clock times are always in UTC."""
        text = cells.text(key)
        if not text:
            raise RowReadError(key, sentence("the date is missing"))
        zone = UTC if utc else self.tz
        return parse_instant(text, tz=zone, style=self.dates, now=self.now, field=key)

    def leg(
        self, cells: Cells, amount_key: str, asset_key: str, *, keep_zero: bool = False
    ) -> Leg | None:
        """A leg from its two columns; None where both are empty or the amount is zero.

        `keep_zero` is for amounts of money, where nothing is a value too.
        """
        if not cells.text(amount_key) and not cells.text(asset_key):
            return None
        quantity = self.positive(cells, amount_key)
        if keep_zero and quantity is None and cells.text(amount_key):
            quantity = ZERO
        if not cells.text(asset_key):
            if quantity is not None:
                raise RowReadError(asset_key, sentence("there is an amount but no asset"))
            return None
        code = symbol(cells.text(asset_key), field=asset_key)
        if not cells.text(amount_key):
            raise RowReadError(amount_key, sentence("{symbol} has no amount", symbol=code))
        return Leg(code, quantity) if quantity is not None else None


@dataclass(frozen=True, slots=True)
class Format:
    """One format: how its header is known and how its records become rows.

    Column keys are header titles without case, spaces and underscores. `build` gets every record
    and yields rows; problems of a row go to `Context.fail`. `default_account` is the account of
    rows that name none, unless the person importing chooses another. `writes_dots` says that the
    source always writes a decimal point and never groups digits, `month_first` that of
    `01/02/2024` the 01 is the month where no other date of the file decides.

    `spare` are columns that rows may lack at their end, as those that the format does not have.
    `distinctive` are columns that other sources' files do not have together: a header with all of
    them is this format's, even if it lacks others. `holds` names the ledger's fields that a column
    may hold, with spaces between them, where they go by other names.
    """

    code: str
    title: str
    required: tuple[str, ...]
    distinctive: tuple[str, ...]
    known: frozenset[str]
    date_key: str
    number_keys: tuple[str, ...]
    build: Callable[[Iterable[Cells], Context], Iterable[ParsedRow]]
    header_example: str
    default_account: str
    normalise_header: Callable[[list[str]], tuple[list[str], str]] | None = None
    writes_dots: bool = False
    month_first: bool = False
    spare: frozenset[str] = frozenset()
    holds: Mapping[str, str] = field(default_factory=dict, hash=False)


def read_each(
    records: Iterable[Cells],
    context: Context,
    *,
    read: Callable[[Cells, Context], ParsedRow | None],
) -> Iterator[ParsedRow]:
    """One row a record, without those that are none; what is wrong with one goes to the context."""
    for cells in records:
        try:
            row = read(cells, context)
        except RowReadError as problem:
            context.fail(problem, line=cells.line)
            continue
        if row is not None:
            yield row


def exchange_type(sent: Leg, received: Leg) -> T:
    """What one asset for another is: a buy or a sale where money is on one side."""
    pays, gets = sent.symbol in FIAT, received.symbol in FIAT
    if pays == gets:
        return T.SWAP
    return T.BUY if pays else T.SELL


@lru_cache(maxsize=4096)
def symbol(text: str, *, field: str) -> str:
    """An asset's code in capitals. Raises RowReadError for one that cannot be a code."""
    code = unguarded(text.strip()).upper()
    if symbol_fault(code):
        raise RowReadError(field, sentence("“{text}” is not an asset's code", text=text[:40]))
    return code


_SHAPES = ("-{units} {symbol}", "+{units} {symbol}", gettext_noop("fee {units} {symbol}"))


def _summary(row: ParsedRow) -> str:
    """The legs of a row in short: `-1 BTC, +20 ETH, fee 0.1 EUR`."""
    parts = [
        sentence(shape, units=Figure(plain(leg.quantity)), symbol=leg.symbol)
        for shape, leg in zip(_SHAPES, (row.sent, row.received, row.fee), strict=True)
        if leg is not None
    ]
    return joined(", ", parts) if parts else sentence("nothing moves")
