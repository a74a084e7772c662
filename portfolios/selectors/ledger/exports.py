"""The ledger as Tidemark CSV, streamed, so that an import of it makes the same books."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, QuerySet
from django.db.models.functions import Upper

from markets.models import Asset
from markets.numbers import plain
from markets.spreadsheets import guarded, unguarded
from portfolios.accounting.booking.checks import EXPORTED_ID
from portfolios.accounting.core.types import LEGS
from portfolios.importers.tidemark import HEADER
from portfolios.models import Portfolio
from portfolios.selectors.ledger.assets import assets_of

CHUNK = 2000
_COLUMNS = (
    "pk", "created_at", "external_id", "executed_at", "type", "account__name", "to_account__name",
    "sent_quantity", "sent_asset_id", "received_quantity", "received_asset_id", "fee_quantity",
    "fee_asset_id", "net_worth_amount", "net_worth_asset_id", "label", "note", "tags",
)  # fmt: skip


def transactions_csv(portfolio: Portfolio, *, only: QuerySet | None = None) -> Iterator[str]:
    """The portfolio's ledger, oldest row first, or some rows as they come, in pieces of text.

    Numbers are exact and without grouping; text that a spreadsheet would run as a formula starts
    with an apostrophe, which an import takes off again. A column of tags is added where any row
    has some. An asset whose symbol others wear too is named by its slug.
    """
    rows = portfolio.transactions.order_by("executed_at", "pk") if only is None else only
    with_tags = rows.exclude(tags=[]).exists()
    names = _asset_names(portfolio)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([*HEADER, "tags"] if with_tags else HEADER)
    for number, row in enumerate(rows.values_list(*_COLUMNS).iterator(chunk_size=CHUNK), start=1):
        cells = _cells(row, names=names)
        writer.writerow(cells if with_tags else cells[:-1])
        if not number % 500:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def transactions_ndjson(portfolio: Portfolio) -> Iterator[str]:
    """The same rows as one JSON object a line; numbers are strings, nothing is guarded."""
    rows = portfolio.transactions.order_by("executed_at", "pk").values_list(*_COLUMNS)
    names = _asset_names(portfolio)
    lines: list[str] = []
    for row in rows.iterator(chunk_size=CHUNK):
        cells = dict(zip(HEADER, map(unguarded, _cells(row, names=names)), strict=False))
        lines.append(json.dumps({**cells, "tags": row[-1]}, ensure_ascii=False) + "\n")
        if len(lines) == 500:
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)


def _cells(row: tuple, *, names: dict[int, str]) -> list[str]:
    (pk, created_at, external_id, executed_at, kind, account, to_account,
     sent, sent_asset, received, received_asset, fee, fee_asset, worth, worth_asset,
     label, note, tags) = row  # fmt: skip
    legs = ((sent, sent_asset), (received, received_asset), (fee, fee_asset), (worth, worth_asset))
    return [
        executed_at.isoformat().replace("+00:00", "Z"),
        kind,
        guarded(account),
        guarded(to_account or ""),
        *(cell for amount, asset in legs for cell in _leg(amount, names.get(asset))),
        guarded(label),
        guarded(note),
        guarded(external_id or exported_id(pk, created_at=created_at)),
        guarded(";".join(tags)),
    ]


def _leg(amount, name: str | None) -> tuple[str, str]:
    return ("", "") if amount is None or name is None else (plain(amount), guarded(name))


def _asset_names(portfolio: Portfolio) -> dict[int, str]:
    """How each asset of the ledger is written: its symbol where that says which it is."""
    ledger = portfolio.transactions.order_by()
    used = set()
    for leg in LEGS:
        used |= set(ledger.values_list(f"{leg}_asset_id", flat=True).distinct())
    assets = Asset.objects.filter(pk__in=used - {None})
    symbols = {asset.symbol.upper() for asset in assets}
    shared = set(
        assets_of(portfolio)
        .annotate(upper=Upper("symbol"))
        .filter(upper__in=symbols)
        .order_by()
        .values("upper")
        .annotate(count=Count("pk"))
        .filter(count__gt=1)
        .values_list("upper", flat=True)
    )
    return {
        asset.pk: asset.symbol if asset.is_fiat or asset.symbol.upper() not in shared
        else asset.slug
        for asset in assets
    }  # fmt: skip


def exported_id(pk: int, *, created_at: datetime) -> str:
    """The id under which a row without one leaves; the instant it was made tells whose it is."""
    return f"{EXPORTED_ID}{pk}-{_stamp(created_at)}"


def pk_of_exported(name: str, *, created_at: datetime | None = None) -> int | None:
    """The key in an id that `exported_id` made, or None; given an instant, only if it is that."""
    if not name.startswith(EXPORTED_ID):
        return None
    pk, _, stamp = name.removeprefix(EXPORTED_ID).partition("-")
    if not (pk.isascii() and pk.isdigit() and len(pk) <= 18):
        return None
    if created_at is not None and stamp != _stamp(created_at):
        return None
    return int(pk)


def _stamp(instant: datetime) -> str:
    return f"{int(instant.timestamp() * 1_000_000):x}"
