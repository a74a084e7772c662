"""What a file would do to a portfolio: its rows with their assets found, and what stands open.

A symbol that one asset wears is that asset, a fiat code is the currency; one that several wear
is asked, never guessed; an answer is remembered for the portfolio.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from markets.models import Asset
from markets.selectors import find_assets_by_symbol
from portfolios.accounting.entries import Entry
from portfolios.accounting.entries import Leg as EntryLeg
from portfolios.accounting.validation import validate_entry
from portfolios.importers.base import Leg, ParsedFile, ParsedRow, RowError
from portfolios.importers.parse import parse
from portfolios.importers.registry import FORMATS
from portfolios.models import ImportBatch, Portfolio
from portfolios.selectors.exports import pk_of_exported

# A ledger has a handful of accounts; a file with more names has something else in the column.
MAX_NEW_ACCOUNTS = 100
LEGS = ("sent", "received", "fee", "net_worth")


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A parsed file against a portfolio; `assets` holds what each symbol stands for."""

    parsed: ParsedFile
    new_rows: tuple[ParsedRow, ...]
    known_count: int
    assets: dict[str, Asset]
    ambiguous: dict[str, list[Asset]]
    unknown: tuple[str, ...]
    errors: tuple[RowError, ...]
    default_account: str
    chosen_account: str = ""
    new_accounts: tuple[str, ...] = field(default=())

    def account_name(self, name: str) -> str:
        """Where a row goes that names this account: the format's own gives way to the chosen."""
        return _account_name(name, default=self.default_account, chosen=self.chosen_account)


def plan_import(
    portfolio: Portfolio,
    *,
    content: bytes,
    filename: str,
    account_name: str = "",
    choices: Mapping[str, Asset] | None = None,
) -> ImportPlan:
    """Read a file for a portfolio without writing anything: five queries, whatever its size."""
    parsed = parse(content, filename=filename, tz=portfolio.zone)
    new_rows = _unknown_to(portfolio, rows=parsed.rows)
    default = FORMATS[parsed.format].default_account if parsed.format else ""
    answers = remembered_choices(portfolio) | dict(choices or {})
    assets, ambiguous, unknown = _resolve(new_rows, answers=answers)
    places = _places(new_rows, default=default, chosen=account_name)
    new_accounts = _missing(portfolio, names={name for pair in places for name in pair if name})
    errors = [
        *parsed.errors,
        *_unknown_symbols(new_rows, unknown=unknown),
        *_faults(new_rows, assets=assets, places=places),
        *_too_many(new_accounts),
    ]
    return ImportPlan(
        parsed=parsed,
        new_rows=new_rows,
        known_count=len(parsed.rows) - len(new_rows),
        assets=assets,
        ambiguous=ambiguous,
        unknown=tuple(sorted(unknown)),
        errors=tuple(sorted(errors, key=lambda error: error.line)),
        default_account=default,
        chosen_account=account_name,
        new_accounts=new_accounts,
    )


def remembered_choices(portfolio: Portfolio) -> dict[str, Asset]:
    """What the portfolio's committed imports were told its symbols stand for, the latest last."""
    told: dict[str, int] = {}
    batches = portfolio.import_batches.filter(status=ImportBatch.Status.COMMITTED)
    for choices in batches.order_by("committed_at", "pk").values_list("choices", flat=True):
        told |= choices
    assets = Asset.objects.in_bulk(set(told.values()))
    return {symbol: assets[pk] for symbol, pk in told.items() if pk in assets}


def _unknown_to(portfolio: Portfolio, *, rows: Iterable[ParsedRow]) -> tuple[ParsedRow, ...]:
    """The rows that the ledger does not hold, by their id or as rows it exported itself."""
    rows = tuple(rows)
    ledger = portfolio.transactions.order_by()
    taken = set(
        ledger.filter(external_id__in=[row.external_id for row in rows]).values_list(
            "external_id", flat=True
        )
    )
    exported = {row.external_id: pk for row in rows if (pk := pk_of_exported(row.external_id))}
    if exported:
        stamps = dict(ledger.filter(pk__in=exported.values()).values_list("pk", "created_at"))
        taken |= {
            name for name, pk in exported.items()
            if pk in stamps and pk_of_exported(name, created_at=stamps[pk])
        }  # fmt: skip
    return tuple(row for row in rows if row.external_id not in taken)


def _legs(row: ParsedRow) -> Iterable[tuple[str, Leg]]:
    return ((name, leg) for name in LEGS if (leg := getattr(row, name)) is not None)


def _resolve(
    rows: Iterable[ParsedRow], *, answers: Mapping[str, Asset]
) -> tuple[dict[str, Asset], dict[str, list[Asset]], set[str]]:
    """Symbols as assets, as questions, and as unknown."""
    symbols = {leg.symbol for row in rows for _, leg in _legs(row)}
    open_symbols = symbols - answers.keys()
    found = find_assets_by_symbol(open_symbols)
    slugs = _by_slug(open_symbols - found.keys())
    assets = {symbol: answers[symbol] for symbol in symbols & answers.keys()} | slugs
    ambiguous = {}
    for symbol, candidates in found.items():
        if len(candidates) == 1 or candidates[0].is_fiat:
            assets[symbol] = candidates[0]
        else:
            ambiguous[symbol] = candidates
    unknown = open_symbols - found.keys() - slugs.keys()
    return assets, dict(sorted(ambiguous.items())), unknown


def _by_slug(symbols: set[str]) -> dict[str, Asset]:
    """A file may name an asset by its unambiguous slug, as exports do where symbols collide."""
    if not symbols:
        return {}
    wanted = {symbol.lower(): symbol for symbol in symbols}
    return {wanted[asset.slug]: asset for asset in Asset.objects.filter(slug__in=wanted)}


def _account_name(name: str, *, default: str, chosen: str) -> str:
    if not name or name.casefold() == default.casefold():
        return chosen or default
    return name


def _places(rows: Iterable[ParsedRow], *, default: str, chosen: str) -> list[tuple[str, str]]:
    """For each row the names of its account and, in a transfer, of the one it goes to."""
    return [
        (
            _account_name(row.account, default=default, chosen=chosen),
            row.to_account and _account_name(row.to_account, default=default, chosen=chosen),
        )
        for row in rows
    ]


def _missing(portfolio: Portfolio, *, names: set[str]) -> tuple[str, ...]:
    """Account names that the portfolio does not have, each in one spelling."""
    have = {name.casefold() for name in portfolio.accounts.values_list("name", flat=True)}
    return tuple(
        sorted({name.casefold(): name for name in names if name.casefold() not in have}.values())
    )


def _unknown_symbols(rows: Iterable[ParsedRow], *, unknown: set[str]) -> Iterable[RowError]:
    for row in rows:
        for name, leg in _legs(row):
            if leg.symbol in unknown:
                yield RowError(row.line, f"{name}_asset", f"There is no asset “{leg.symbol}”.")


def _faults(
    rows: Iterable[ParsedRow], *, assets: Mapping[str, Asset], places: list[tuple[str, str]]
) -> Iterable[RowError]:
    """What the ledger's own rules say of each row; names and symbols stand for keys."""
    fiat = {symbol for symbol, asset in assets.items() if asset.is_fiat}
    for row, (account, to_account) in zip(rows, places, strict=True):
        entry = Entry(
            id=row.line,
            type=row.type,
            account=account.casefold(),
            to_account=to_account.casefold() or None,
            at=row.executed_at,
            **{name: EntryLeg(leg.symbol, leg.quantity) for name, leg in _legs(row)},
        )
        for name, message in validate_entry(entry, fiat=fiat):
            yield RowError(row.line, name, message)


def _too_many(new_accounts: tuple[str, ...]) -> Iterable[RowError]:
    if len(new_accounts) > MAX_NEW_ACCOUNTS:
        message = f"The file names {len(new_accounts)} new accounts; at most {MAX_NEW_ACCOUNTS}."
        yield RowError(0, "account", message)
