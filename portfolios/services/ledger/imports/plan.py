"""What a file would do to a portfolio: the rows to write, what is left out, what stands open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from markets.models import Asset
from markets.wording import sentence
from portfolios.accounting.core.entries import is_newest_first
from portfolios.importers.base import FILE_LINE, ParsedFile, ParsedRow, RowError
from portfolios.importers.duplicates import Incoming
from portfolios.importers.identity import account_key
from portfolios.importers.registry import FORMATS
from portfolios.models import Portfolio
from portfolios.selectors.ledger.assets import assets_of
from portfolios.services.ledger.imports.answers import Answers
from portfolios.services.ledger.imports.conflicts import (
    Conflict,
    find_conflicts,
    left_out_by_choice,
)
from portfolios.services.ledger.imports.duplicates import (
    DIFFERENT,
    SAME,
    Suspect,
    find_known,
    ids_in_ledger,
)
from portfolios.services.ledger.imports.rows import (
    AccountNames,
    faults_of,
    incoming_rows,
    missing_accounts,
    too_many_accounts,
)
from portfolios.services.ledger.imports.symbols import Symbols, resolve_symbols


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A parsed file against a portfolio.

    `writes` are what a commit writes. `known_count` rows are in the ledger: `recognised` of them
    by what they move, the others by their id. `suspects` are asked, and
    hold the verdicts given. `conflicts` are rows that the ledger holds otherwise or deleted, with
    their resolutions; `replacements` go in place of a transaction, by the conflict. `left_out` are
    the lines that go nowhere, with the reasons: rows of unknown types, duplicates as answered,
    deleted rows and, if so chosen, lines with errors. `account_names` has the names of the
    portfolio's accounts and of those to come, by `account_key`.
    """

    parsed: ParsedFile
    answers: Answers
    writes: tuple[Incoming, ...]
    known_count: int
    recognised: int
    symbols: Symbols
    ambiguous: dict[str, list[Asset]]
    suspects: tuple[Suspect, ...]
    conflicts: tuple[Conflict, ...]
    replacements: tuple[tuple[Conflict, Incoming], ...]
    errors: tuple[RowError, ...]
    left_out: tuple[RowError, ...]
    new_accounts: tuple[str, ...]
    account_names: dict[str, str]

    @property
    def entry_order(self) -> tuple[Incoming, ...]:
        """What is written, in the order of entry: a file of the newest row first from its end."""
        from_end = is_newest_first(self.parsed.rows, at="executed_at")
        return self.writes[::-1] if from_end else self.writes

    @property
    def open_suspects(self) -> tuple[Suspect, ...]:
        """Those without a verdict."""
        return tuple(one for one in self.suspects if not one.verdict)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """The rows of a file beside a ledger's, before anybody's choice of what to leave out.

    `by_id` are the rows that the ledger holds by their id, `recognised` those by what they move.
    `waiting` are the rows that may go into the ledger, those in `replacing` for a transaction.
    """

    by_id: dict[str, str]
    conflicts: tuple[Conflict, ...]
    replacing: dict[str, Conflict]
    symbols: Symbols
    recognised: set[str]
    suspects: tuple[Suspect, ...]
    waiting: list[Incoming]


def plan_import(
    portfolio: Portfolio, *, parsed: ParsedFile, answers: Answers, account_name: str = ""
) -> ImportPlan:
    """What to write of a file that was read; some fifteen queries, for any size."""
    default = FORMATS[parsed.format].default_account if parsed.format else ""
    names = AccountNames(default, account_name)
    parsed, skipped = _without_skipped(parsed, lines=answers.skipped_lines)
    found = _compare(portfolio, parsed, answers=answers, names=names)
    errors = [*parsed.errors, *faults_of(found.waiting, symbols=found.symbols)]
    faulty = {error.line for error in errors}
    sound = [one for one in found.waiting if one.row.line not in faulty]
    writes, replacements = _settle(sound, found)
    going = [*writes, *(one for _, one in replacements)]
    spelt = {account_key(name): name for name in portfolio.accounts.values_list("name", flat=True)}
    new_accounts = missing_accounts(going, names=names, having=spelt)
    errors += too_many_accounts(new_accounts)
    errors.sort(key=lambda error: error.line)
    left_out = [*skipped, *_left_out(portfolio, parsed, found)]
    if answers.leave_out_errors:
        left_out += [error for error in errors if error.line != FILE_LINE]
        errors = [error for error in errors if error.line == FILE_LINE]
    asked = sound if answers.leave_out_errors else found.waiting
    return ImportPlan(
        parsed=parsed,
        answers=answers,
        writes=writes,
        known_count=len(found.by_id) + len(found.recognised) - len(replacements),
        recognised=len(found.recognised),
        symbols=found.symbols,
        ambiguous=found.symbols.asked_by(one.row for one in asked),
        suspects=found.suspects,
        conflicts=found.conflicts,
        replacements=replacements,
        errors=tuple(errors),
        left_out=tuple(sorted(left_out, key=lambda error: error.line)),
        new_accounts=new_accounts,
        account_names={account_key(name): name for name in new_accounts} | spelt,
    )


def _without_skipped(
    parsed: ParsedFile, *, lines: set[int]
) -> tuple[ParsedFile, tuple[RowError, ...]]:
    """The file without the lines that were left out one by one, and the reasons of those."""
    lines = lines - {FILE_LINE}
    wrong = tuple(error for error in parsed.errors if error.line in lines)
    sound = (row.line for row in (*parsed.rows, *parsed.unread) if row.line in lines)
    chosen = tuple(RowError(line, "", sentence("Left out, as chosen.")) for line in sound)
    kept = replace(
        parsed,
        rows=tuple(row for row in parsed.rows if row.line not in lines),
        errors=tuple(error for error in parsed.errors if error.line not in lines),
        unread=tuple(row for row in parsed.unread if row.line not in lines),
    )
    return kept, (*wrong, *chosen)


def _compare(
    portfolio: Portfolio, parsed: ParsedFile, *, answers: Answers, names: AccountNames
) -> _Comparison:
    by_id = ids_in_ledger(portfolio, rows=parsed.rows)
    conflicts = find_conflicts(
        portfolio, parsed.rows, answers=answers, by_id=by_id, default=names.default
    )
    replacing = {one.key: one for one in conflicts if one.replaces}
    rows = list(_undecided(parsed.rows, by_id=by_id, conflicts=conflicts))
    symbols = resolve_symbols(
        rows, answers=answers.meanings, zone=portfolio.zone, among=assets_of(portfolio)
    )
    incoming = list(incoming_rows(rows, symbols=symbols, names=names))
    recognised, doubted = find_known(
        portfolio,
        [one for one in incoming if one.row.external_id not in replacing],
        source=parsed.format,
        by_id=by_id,
        instants=(row.executed_at for row in parsed.rows),
    )
    return _Comparison(
        by_id=by_id,
        conflicts=conflicts,
        replacing=replacing,
        symbols=symbols,
        recognised=recognised,
        suspects=tuple(_judged(one, answers) for one in doubted),
        waiting=[one for one in incoming if one.row.external_id not in recognised],
    )


def _undecided(
    rows: Iterable[ParsedRow], *, by_id: dict[str, str], conflicts: Iterable[Conflict]
) -> Iterator[ParsedRow]:
    """The rows that the ledger does not hold by their id, or that replace what it holds."""
    replacing = {one.key for one in conflicts if one.replaces}
    standing = by_id.keys() | {one.key for one in conflicts if one.stands}
    for row in rows:
        if row.external_id in replacing or row.external_id not in standing:
            yield row


def _settle(
    sound: Iterable[Incoming], found: _Comparison
) -> tuple[tuple[Incoming, ...], tuple[tuple[Conflict, Incoming], ...]]:
    """Of rows without a fault, those to add, and those to put in place of a transaction."""
    held_back = {one.key for one in found.suspects if one.verdict != DIFFERENT}
    writes, replacements = [], []
    for one in sound:
        name = one.row.external_id
        if name in found.replacing:
            replacements.append((found.replacing[name], one))
        elif name not in held_back:
            writes.append(one)
    return tuple(writes), tuple(replacements)


def _left_out(portfolio: Portfolio, parsed: ParsedFile, found: _Comparison) -> Iterator[RowError]:
    """The lines that go nowhere, with or without those with errors, and the reasons."""
    for row in parsed.unread:
        message = sentence("The type “{kind}” was not understood.", kind=row.kind)
        yield RowError(row.line, "type", message)
    for one in found.suspects:
        if one.verdict == SAME:
            if one.transaction is None:
                message = sentence("The same as line {n}, as answered.", n=one.line)
            else:
                message = sentence("The same as row {n}, as answered.", n=one.transaction)
            yield RowError(one.row.line, "", message)
    yield from left_out_by_choice(
        found.conflicts, day_of=lambda at: at.astimezone(portfolio.zone).date()
    )


def _judged(suspect: Suspect, answers: Answers) -> Suspect:
    said = answers.pairs.get(suspect.key, "")
    return replace(suspect, said=said, verdict=said or answers.duplicates)
