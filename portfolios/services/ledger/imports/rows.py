"""The rows of a file as entries of the ledger: their assets and accounts, and what is wrong."""

from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from markets.wording import sentence
from portfolios.accounting.core.entries import Entry
from portfolios.accounting.core.entries import Leg as EntryLeg
from portfolios.accounting.core.validation import validate_entry
from portfolios.importers.base import FILE_LINE, ParsedRow, RowError
from portfolios.importers.duplicates import Incoming
from portfolios.importers.identity import account_key
from portfolios.selectors.ledger.ledger import fiat_ids
from portfolios.services.ledger.imports.symbols import Symbols, legs_of

# A ledger has a handful of accounts; a file with more names has something else in the column.
MAX_NEW_ACCOUNTS = 100


class AccountNames(NamedTuple):
    """The account of a file's format, and the one that was chosen in its place, if any."""

    default: str
    chosen: str = ""

    def name_for(self, written: str) -> str:
        """The account of a row that writes this name, or none."""
        if not written or account_key(written) == account_key(self.default):
            return self.chosen or self.default
        return written


def incoming_rows(
    rows: Iterable[ParsedRow], *, symbols: Symbols, names: AccountNames
) -> Iterator[Incoming]:
    """Each row as an entry of the ledger; a symbol stands for an asset that is not known yet."""
    for row in rows:
        to_account = row.to_account and names.name_for(row.to_account)
        legs = {}
        for name, leg in legs_of(row):
            key = symbols.key_of(leg.symbol, row.executed_at)
            legs[name] = EntryLeg(leg.symbol if key is None else key, leg.quantity)
        yield Incoming(
            row,
            Entry(
                id=row.line, line=row.line, type=row.type, at=row.executed_at,
                account=account_key(names.name_for(row.account)),
                to_account=account_key(to_account) or None,
                external_id=row.external_id, **legs,
            ),
        )  # fmt: skip


def missing_accounts(
    incoming: Iterable[Incoming], *, names: AccountNames, having: Container[str]
) -> tuple[str, ...]:
    """Account names of rows whose keys are not among those of a portfolio, each in one spelling."""
    written = {one.row.account for one in incoming}
    written |= {one.row.to_account for one in incoming if one.row.to_account}
    found = {names.name_for(name) for name in written}
    spelt = {account_key(name): " ".join(name.split()) for name in sorted(found, reverse=True)}
    return tuple(sorted(name for key, name in spelt.items() if key not in having))


def too_many_accounts(new_accounts: tuple[str, ...]) -> Iterator[RowError]:
    """The error of a file that names too many new accounts."""
    if len(new_accounts) > MAX_NEW_ACCOUNTS:
        message = sentence(
            "The file names {n} new accounts; at most {most}.",
            n=len(new_accounts), most=MAX_NEW_ACCOUNTS,
        )  # fmt: skip
        yield RowError(FILE_LINE, "account", message)


def faults_of(incoming: Iterable[Incoming], *, symbols: Symbols) -> Iterable[RowError]:
    """What the table of assets and the ledger's own rules say of each row."""
    fiat = fiat_ids()
    may_lack = symbols.unknown or symbols.meanings
    for row, entry in incoming:
        for name, leg in legs_of(row) if may_lack else ():
            if leg.symbol in symbols.unknown:
                message = sentence("There is no asset “{symbol}”.", symbol=leg.symbol)
                yield RowError(row.line, f"{name}_asset", message)
            elif leg.symbol in symbols.meanings and isinstance(getattr(entry, name).asset, str):
                message = sentence(
                    "It is not said what “{symbol}” was on that day.", symbol=leg.symbol
                )
                yield RowError(row.line, f"{name}_asset", message)
        for name, message in validate_entry(entry, fiat=fiat):
            yield RowError(row.line, name, message)
