"""Reads the ledger: as entries for the accounting, as rows for the pages."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from django.db.models import BigIntegerField, F, Func, Q, QuerySet

from markets.models import Asset
from portfolios.accounting.core.entries import Entry, Leg
from portfolios.accounting.core.gift_pairs import Half
from portfolios.accounting.core.gifts import is_carried
from portfolios.accounting.core.records import new_record
from portfolios.accounting.core.types import TransactionType
from portfolios.models import Account, Portfolio, Transaction, TransactionRevision

_COLUMNS = (
    "id", "type", "account_id", "to_account_id", "executed_at",
    "sent_asset_id", "sent_quantity", "received_asset_id", "received_quantity",
    "fee_asset_id", "fee_quantity", "net_worth_asset_id", "net_worth_amount", "external_id",
    "label",
)  # fmt: skip

_AT = _COLUMNS.index("executed_at")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Microseconds(Func):
    """An instant as a whole number since 1970.

    Django reads instants in Python, which takes half the time of reading a long ledger.
    """

    template = "(extract(epoch FROM %(expressions)s) * 1000000)::bigint"
    output_field = BigIntegerField()

    def get_db_converters(self, connection) -> list:
        """None: the driver gives whole numbers as such."""
        return []


_READ = tuple(Microseconds(name) if name == "executed_at" else name for name in _COLUMNS)
_NO_KEYS: Mapping[int, Hashable] = MappingProxyType({})
_TYPES = {kind.value: kind for kind in TransactionType}
_fiat_memo: ContextVar[list[frozenset[int]] | None] = ContextVar("fiat_memo", default=None)


def entry_of(
    row: Transaction,
    *,
    keys: Mapping[int, Hashable] = _NO_KEYS,
    accounts: Mapping[int, Hashable] = _NO_KEYS,
) -> Entry:
    """A row, stored or not, as the accounting's record; ids or their keys stand for objects."""
    columns = tuple(getattr(row, column) for column in _COLUMNS)
    return _entry(columns, row.executed_at, keys, accounts)


def ledger_entries(
    portfolio: Portfolio,
    *,
    keys: Mapping[int, Hashable] | None = None,
    accounts: Mapping[int, Hashable] | None = None,
    only_rows: Q | None = None,
) -> Iterator[Entry]:
    """The ledger, or the rows that `only_rows` leaves, streamed in no particular order.

    `keys` maps an asset's primary key to what stands for the asset in the entries, `accounts` an
    account's.
    """
    rows = portfolio.transactions.order_by()
    if only_rows is not None:
        rows = rows.filter(only_rows)
    read = rows.values_list(*_READ).iterator(chunk_size=5000)
    return _entries(read, keys=keys or _NO_KEYS, accounts=accounts or _NO_KEYS)


def entries_of(rows: QuerySet) -> Iterator[Entry]:
    """Some rows of a ledger as the accounting's records; ids stand for objects."""
    return _entries(rows.values_list(*_READ))


def halves_of(rows: QuerySet, *, keys: Mapping[int, Hashable]) -> list[Half]:
    """Rows of carried gifts in several ledgers, with the portfolio that each stands in."""
    read = list(rows.values_list(*_READ, "portfolio_id"))
    entries = _entries((row[:-1] for row in read), keys=keys)
    return [Half(entry, row[-1]) for entry, row in zip(entries, read, strict=True)]


def fiat_ids() -> frozenset[int]:
    """Which assets are money."""
    memo = _fiat_memo.get()
    if memo is None:
        return _read_fiat_ids()
    if not memo:
        memo.append(_read_fiat_ids())
    return memo[0]


@contextmanager
def same_fiat_ids() -> Iterator[None]:
    """Within it `fiat_ids` asks the database once: a rebuild of books asks at every step."""
    token = _fiat_memo.set([])
    try:
        yield
    finally:
        _fiat_memo.reset(token)


def _read_fiat_ids() -> frozenset[int]:
    return frozenset(Asset.objects.fiat().values_list("pk", flat=True))


def _entries(
    rows: Iterable[tuple], *, keys: Mapping = _NO_KEYS, accounts: Mapping = _NO_KEYS
) -> Iterator[Entry]:
    """Entries of rows whose instant is a number."""
    for row in rows:
        yield _entry(row, _EPOCH + timedelta(microseconds=row[_AT]), keys, accounts)


def _entry(row: tuple, at: datetime, keys: Mapping, accounts: Mapping) -> Entry:
    (
        pk, kind, account, to_account, _, sent, sent_quantity, received, received_quantity,
        fee, fee_quantity, worth, worth_amount, external_id, label,
    ) = row  # fmt: skip
    type_ = _TYPES[kind]
    figures = (
        pk,
        type_,
        accounts.get(account, account),
        at,
        accounts.get(to_account, to_account),
        _leg(sent, sent_quantity, keys),
        _leg(received, received_quantity, keys),
        _leg(fee, fee_quantity, keys),
        _leg(worth, worth_amount, keys),
        pk or 0,
        None,
        external_id,
        label != "" and is_carried(type_, label),
    )
    return new_record(Entry, figures)


def _leg(asset: int | None, quantity, keys: Mapping[int, Hashable]) -> Leg | None:
    if asset is None and quantity is None:
        return None
    return new_record(Leg, (keys.get(asset, asset), quantity))


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """What a list of transactions is filtered by; an empty field lets every row through."""

    type: str = ""
    account: Account | None = None
    asset: Asset | None = None
    since: date | None = None
    until: date | None = None
    text: str = ""
    row: int | None = None


def transactions_of(portfolio: Portfolio, *, only_rows: LedgerFilter | None = None) -> QuerySet:
    """The rows for a page, newest first; days are those of the portfolio's time zone."""
    only_rows = only_rows or LedgerFilter()
    rows = portfolio.transactions.with_assets().annotate(file_name=F("import_batch__filename"))
    if only_rows.row:
        rows = rows.filter(pk=only_rows.row)
    if only_rows.type:
        rows = rows.filter(type=only_rows.type)
    if only_rows.account:
        rows = rows.in_account(only_rows.account)
    if only_rows.asset:
        rows = rows.touching(only_rows.asset.pk)
    if only_rows.since:
        rows = rows.filter(executed_at__gte=_midnight(only_rows.since, portfolio))
    if only_rows.until and only_rows.until < date.max:
        rows = rows.filter(
            executed_at__lt=_midnight(only_rows.until + timedelta(days=1), portfolio)
        )
    if only_rows.text:
        rows = rows.mentioning(only_rows.text)
    return rows


def _midnight(day: date, portfolio: Portfolio) -> datetime:
    return datetime.combine(day, time.min, tzinfo=portfolio.zone)


def history_of(portfolio: Portfolio, *, limit: int = 50) -> list[TransactionRevision]:
    """The latest changes of the ledger by hand, with who made them."""
    return list(portfolio.revisions.select_related("user")[:limit])
