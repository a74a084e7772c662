"""What a file would do to a portfolio: the rows to write, what is left out, what stands open."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from markets.models import Asset
from portfolios.accounting.core.entries import Entry
from portfolios.accounting.core.entries import Leg as EntryLeg
from portfolios.accounting.core.validation import validate_entry
from portfolios.importers.base import FILE_LINE, ParsedFile, ParsedRow, RowError
from portfolios.importers.duplicates import Incoming
from portfolios.importers.identity import account_key
from portfolios.importers.kinds import SKIP, kind_key
from portfolios.importers.parse import parse
from portfolios.importers.registry import FORMATS
from portfolios.models import Portfolio
from portfolios.selectors.ledger.ledger import fiat_ids
from portfolios.services.ledger.import_answers import Answers, remembered_answers
from portfolios.services.ledger.import_conflicts import (
    CHANGED,
    KEEP,
    Conflict,
    find_changed,
    find_deleted,
    left_out_by_choice,
)
from portfolios.services.ledger.import_duplicates import (
    DIFFERENT,
    SAME,
    Suspect,
    find_known,
    ids_in_ledger,
)
from portfolios.services.ledger.import_symbols import Symbols, legs_of, resolve_symbols

# A ledger has a handful of accounts; a file with more names has something else in the column.
MAX_NEW_ACCOUNTS = 100


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A parsed file against a portfolio.

    `writes` are what a commit writes. `known_count` rows are in the ledger: `recognised` of them
    by what they move, the others by their id. `suspects` are asked, and
    hold the verdicts given. `conflicts` are rows that the ledger holds otherwise or deleted, with
    their resolutions; `replacements` go in place of a transaction, by the conflict. `left_out` are
    the lines that go nowhere, with the reasons: rows of unknown types, duplicates as answered,
    deleted rows and, if so chosen, lines with errors.
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
    new_accounts: tuple[str, ...] = field(default=())

    @property
    def open_suspects(self) -> tuple[Suspect, ...]:
        """Those without a verdict."""
        return tuple(one for one in self.suspects if not one.verdict)


def read_file(
    portfolio: Portfolio,
    *,
    content: bytes,
    filename: str,
    answers: Answers,
    on_progress: Callable[[float], None] | None = None,
) -> tuple[ParsedFile, Answers]:
    """The rows of a file, and the answers with those that the portfolio remembers.

    `on_progress` gets the share of the file that was read.
    """

    def read(answers: Answers) -> ParsedFile:
        kinds = {kind: code for kind, code in answers.kinds.items() if code != SKIP}
        return parse(
            content, filename=filename, tz=portfolio.zone, kinds=kinds,
            decimal_mark=answers.decimal_mark, on_progress=on_progress,
        )  # fmt: skip

    parsed = read(answers)
    answers = remembered_answers(portfolio, source=parsed.format) | answers
    if any(kind_key(row.kind) in answers.kinds for row in parsed.unread):
        parsed = read(answers)
    return parsed, answers


def plan_import(
    portfolio: Portfolio, *, parsed: ParsedFile, answers: Answers, account_name: str = ""
) -> ImportPlan:
    """What to write of a file that was read; some fifteen queries, for any size."""
    leaves_out = bool(answers.leave_out_errors)
    by_id = ids_in_ledger(portfolio, rows=parsed.rows)
    default = FORMATS[parsed.format].default_account if parsed.format else ""
    conflicts = _conflicts(portfolio, parsed, answers=answers, by_id=by_id, default=default)
    kept = {one.key for one in conflicts if one.resolution == KEEP}
    changed = {one.key: one for one in conflicts if one.kind == CHANGED and one.key not in kept}
    rows = [
        row for row in parsed.rows
        if row.external_id in changed or not (row.external_id in by_id or row.external_id in kept)
    ]  # fmt: skip
    symbols = resolve_symbols(rows, answers=answers.meanings, zone=portfolio.zone)
    resolved = list(incoming_rows(rows, symbols=symbols, default=default, chosen=account_name))
    replacing = [one for one in resolved if one.row.external_id in changed]
    incoming = [one for one in resolved if one.row.external_id not in changed]
    recognised, doubted = find_known(
        portfolio, incoming, source=parsed.format, by_id=by_id,
        instants=(row.executed_at for row in parsed.rows),
    )  # fmt: skip
    suspects = tuple(_judged(one, answers) for one in doubted)
    kept_back = {one.key for one in suspects if one.verdict != DIFFERENT}
    waiting = [*replacing, *(one for one in incoming if one.row.external_id not in recognised)]
    errors = sorted([*parsed.errors, *_faults(waiting, symbols)], key=lambda error: error.line)
    apart = {error.line for error in errors}
    asked = [one.row for one in waiting if one.row.line not in apart or not leaves_out]
    writes = tuple(
        one for one in waiting
        if one.row.external_id not in kept_back | changed.keys() and one.row.line not in apart
    )  # fmt: skip
    replacements = tuple(
        (changed[one.row.external_id], one) for one in replacing if one.row.line not in apart
    )
    new_accounts = _missing(portfolio, [*writes, *replacing], default=default, chosen=account_name)
    errors += _too_many(new_accounts)
    left_out = [
        *_unread(parsed), *_duplicates(suspects),
        *left_out_by_choice(conflicts, day_of=lambda at: at.astimezone(portfolio.zone).date()),
    ]  # fmt: skip
    if leaves_out:
        left_out += [error for error in errors if error.line != FILE_LINE]
        errors = [error for error in errors if error.line == FILE_LINE]
    return ImportPlan(
        parsed=parsed,
        answers=answers,
        writes=writes,
        known_count=len(by_id) + len(recognised) - len(replacements),
        recognised=len(recognised),
        symbols=symbols,
        ambiguous=symbols.asked_by(asked),
        suspects=suspects,
        conflicts=conflicts,
        replacements=replacements,
        errors=tuple(errors),
        left_out=tuple(sorted(left_out, key=lambda error: error.line)),
        new_accounts=new_accounts,
    )


def _conflicts(
    portfolio: Portfolio,
    parsed: ParsedFile,
    *,
    answers: Answers,
    by_id: Mapping[str, str],
    default: str,
) -> tuple[Conflict, ...]:
    """The rows that the ledger holds otherwise, or deleted, in the file's order."""
    known = [row for row in parsed.rows if row.external_id in by_id]
    found = find_deleted(portfolio, (row for row in parsed.rows if row.external_id not in by_id))
    if known:
        symbols = resolve_symbols(known, answers=answers.meanings, zone=portfolio.zone)
        found += find_changed(portfolio, known, by_id=by_id, symbols=symbols, default=default)
    return tuple(
        one.resolved(by_key=answers.resolutions, default=answers.conflicts)
        for one in sorted(found, key=lambda conflict: conflict.row.line)
    )


def incoming_rows(
    rows: Iterable[ParsedRow], *, symbols: Symbols, default: str, chosen: str
) -> Iterable[Incoming]:
    """Each row as an entry of the ledger; a symbol stands for an asset that is not known yet."""
    for row in rows:
        account = _account_name(row.account, default=default, chosen=chosen)
        to_account = row.to_account and _account_name(
            row.to_account, default=default, chosen=chosen
        )
        legs = {}
        for name, leg in legs_of(row):
            key = symbols.key_of(leg.symbol, row.executed_at)
            legs[name] = EntryLeg(leg.symbol if key is None else key, leg.quantity)
        yield Incoming(
            row,
            Entry(
                id=row.line, line=row.line, type=row.type, at=row.executed_at,
                account=account_key(account), to_account=account_key(to_account) or None,
                external_id=row.external_id, **legs,
            ),
        )  # fmt: skip


def _account_name(name: str, *, default: str, chosen: str) -> str:
    if not name or account_key(name) == account_key(default):
        return chosen or default
    return name


def _missing(
    portfolio: Portfolio, writes: Iterable[Incoming], *, default: str, chosen: str
) -> tuple[str, ...]:
    """Account names that the portfolio does not have, each in one spelling."""
    named = {one.row.account for one in writes}
    named |= {one.row.to_account for one in writes if one.row.to_account}
    names = {_account_name(name, default=default, chosen=chosen) for name in named}
    have = {account_key(name) for name in portfolio.accounts.values_list("name", flat=True)}
    spelt = {account_key(name): " ".join(name.split()) for name in sorted(names, reverse=True)}
    return tuple(sorted(name for key, name in spelt.items() if key not in have))


def _faults(incoming: Iterable[Incoming], symbols: Symbols) -> Iterable[RowError]:
    """What the table of assets and the ledger's own rules say of each row."""
    fiat = fiat_ids()
    may_lack = symbols.unknown or symbols.meanings
    for row, entry in incoming:
        for name, leg in legs_of(row) if may_lack else ():
            if leg.symbol in symbols.unknown:
                yield RowError(row.line, f"{name}_asset", f"There is no asset “{leg.symbol}”.")
            elif leg.symbol in symbols.meanings and isinstance(getattr(entry, name).asset, str):
                message = f"It is not said what “{leg.symbol}” was on that day."
                yield RowError(row.line, f"{name}_asset", message)
        for name, message in validate_entry(entry, fiat=fiat):
            yield RowError(row.line, name, message)


def _too_many(new_accounts: tuple[str, ...]) -> list[RowError]:
    if len(new_accounts) <= MAX_NEW_ACCOUNTS:
        return []
    message = f"The file names {len(new_accounts)} new accounts; at most {MAX_NEW_ACCOUNTS}."
    return [RowError(FILE_LINE, "account", message)]


def _unread(parsed: ParsedFile) -> Iterable[RowError]:
    for row in parsed.unread:
        yield RowError(row.line, "type", f"The type “{row.kind}” was not understood.")


def _judged(suspect: Suspect, answers: Answers) -> Suspect:
    said = answers.pairs.get(suspect.key, "")
    return replace(suspect, said=said, verdict=said or answers.duplicates)


def _duplicates(suspects: Iterable[Suspect]) -> Iterable[RowError]:
    for one in suspects:
        if one.verdict == SAME:
            other = f"line {one.line}" if one.transaction is None else f"row {one.transaction}"
            yield RowError(one.row.line, "", f"The same as {other}, as answered.")
