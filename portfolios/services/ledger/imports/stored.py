"""A preview as JSON: a long file is read by a worker once, its page is shown many times."""

from collections.abc import Iterable
from dataclasses import asdict, astuple, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from markets.models import Asset
from markets.numbers import plain
from portfolios.accounting.core.types import LEGS, TransactionType
from portfolios.importers.base import Leg, ParsedRow, RowError
from portfolios.models import ImportBatch
from portfolios.services.ledger.imports.answers import answers_of
from portfolios.services.ledger.imports.conflicts import Conflict
from portfolios.services.ledger.imports.duplicates import Suspect
from portfolios.services.ledger.imports.groups import ChangeGroup
from portfolios.services.ledger.imports.lines import FileCell, FileLine
from portfolios.services.ledger.imports.preview import (
    ImportPreview,
    Repeat,
    SymbolQuestion,
    UnknownKind,
)
from portfolios.services.ledger.imports.symbols import Change

# Fields that JSON takes as they are.
_PLAIN = (
    "format", "format_title", "new_count", "known_count", "recognised_count", "error_count",
    "error_lines", "suspect_count", "suspect_total", "conflict_count", "replaced_count",
    "repeat_count", "left_out_count", "asks_decimal_mark", "whole_file_error",
)  # fmt: skip
_TEXTS = ("warnings", "unknown_symbols", "new_accounts")
_ROW_PLAIN = ("line", "account", "to_account", "label", "note", "external_id", "former_id")


def as_json(preview: ImportPreview) -> dict[str, Any]:
    """What `from_json` reads; assets as their keys. The batch and its answers stay outside."""
    return {
        **{name: getattr(preview, name) for name in _PLAIN},
        **{name: list(getattr(preview, name)) for name in _TEXTS},
        "rows": [_row_json(row) for row in preview.rows],
        "errors": [[error.line, error.field, error.message] for error in preview.errors],
        "suspects": [_suspect_json(one) for one in preview.suspects],
        "conflicts": [_conflict_json(one) for one in preview.conflicts],
        "repeats": [[_row_json(one.row), one.first] for one in preview.repeats],
        "kinds": [asdict(one) for one in preview.kinds],
        "lines": [_line_json(one) for one in preview.lines],
        "groups": [_group_json(one) for one in preview.groups],
        "ambiguous": {name: _keys(assets) for name, assets in preview.ambiguous.items()},
        "symbols": [_question_json(one) for one in preview.symbols],
        "assets": {name: asset.pk for name, asset in preview.assets.items()},
        "first_at": preview.first_at and preview.first_at.isoformat(),
        "last_at": preview.last_at and preview.last_at.isoformat(),
    }


def from_json(stored: dict[str, Any], *, batch: ImportBatch) -> ImportPreview:
    """The preview of a batch as it was stored; two queries."""
    # Earlier versions knew of none of these.
    stored = {
        "conflicts": [], "conflict_count": 0, "replaced_count": 0, "lines": [], "groups": [],
        "repeats": [], "repeat_count": 0,
    } | stored  # fmt: skip
    assets = Asset.objects.in_bulk(_all_keys(stored))
    return ImportPreview(
        batch=batch,
        answers=answers_of(batch),
        **{name: stored[name] for name in _PLAIN},
        **{name: tuple(stored[name]) for name in _TEXTS},
        rows=tuple(_row(row) for row in stored["rows"]),
        errors=tuple(RowError(*error) for error in stored["errors"]),
        suspects=tuple(_suspect(one) for one in stored["suspects"]),
        conflicts=tuple(_conflict(one) for one in stored["conflicts"]),
        repeats=tuple(Repeat(_row(row), first) for row, first in stored["repeats"]),
        kinds=tuple(UnknownKind(**one) for one in stored["kinds"]),
        lines=tuple(_line(one) for one in stored["lines"]),
        groups=tuple(_group(one) for one in stored["groups"]),
        ambiguous={
            name: [assets[key] for key in keys if key in assets]
            for name, keys in stored["ambiguous"].items()
        },
        symbols=tuple(_question(one, assets) for one in stored["symbols"]),
        assets={name: assets[key] for name, key in stored["assets"].items() if key in assets},
        first_at=_instant(stored["first_at"]),
        last_at=_instant(stored["last_at"]),
    )


def _keys(assets: Iterable[Asset]) -> list[int]:
    return [asset.pk for asset in assets]


def _all_keys(stored: dict[str, Any]) -> set[int]:
    keys = {
        *stored["assets"].values(),
        *(key for keys in stored["ambiguous"].values() for key in keys),
    }
    for one in stored["symbols"]:
        keys |= {
            *one["candidates"],
            one["asset"],
            one["before"],
            (one["change"] or {}).get("asset"),
        }
    return keys - {None}


def _row_json(row: ParsedRow) -> dict[str, Any]:
    legs = {name: getattr(row, name) for name in LEGS}
    return {
        **{name: getattr(row, name) for name in _ROW_PLAIN},
        **{name: leg and [leg.symbol, plain(leg.quantity)] for name, leg in legs.items()},
        "type": row.type.value,
        "executed_at": row.executed_at.isoformat(),
        "tags": list(row.tags),
    }


def _row(stored: dict[str, Any]) -> ParsedRow:
    legs = {name: stored[name] for name in LEGS}
    return ParsedRow(
        **{name: stored[name] for name in _ROW_PLAIN},
        **{name: leg and Leg(leg[0], Decimal(leg[1])) for name, leg in legs.items()},
        type=TransactionType(stored["type"]),
        executed_at=datetime.fromisoformat(stored["executed_at"]),
        tags=tuple(stored["tags"]),
    )


def _line_json(line: FileLine) -> dict[str, Any]:
    return {**asdict(line), "errors": [astuple(error) for error in line.errors]}


def _line(stored: dict[str, Any]) -> FileLine:
    return FileLine(
        **{
            **stored,
            "cells": tuple(FileCell(**cell) for cell in stored["cells"]),
            "errors": tuple(RowError(*error) for error in stored["errors"]),
        }
    )


def _group_json(group: ChangeGroup) -> dict[str, Any]:
    values = {"account": group.account, "is_new": group.is_new, "counts": list(group.counts)}
    return {**values, "rows": [_row_json(row) for row in group.rows]}


def _group(stored: dict[str, Any]) -> ChangeGroup:
    return ChangeGroup(
        account=stored["account"],
        is_new=stored["is_new"],
        counts=tuple((code, count) for code, count in stored["counts"]),
        rows=tuple(_row(row) for row in stored["rows"]),
    )


def _suspect_json(one: Suspect) -> dict[str, Any]:
    values = {field.name: getattr(one, field.name) for field in fields(one)}
    row, at = _row_json(one.row), one.executed_at.isoformat()
    return {**values, "row": row, "executed_at": at, "differs": list(one.differs)}


def _suspect(stored: dict[str, Any]) -> Suspect:
    found = Suspect(**{**stored, "row": _row(stored["row"]), "differs": tuple(stored["differs"])})
    return replace(found, executed_at=datetime.fromisoformat(stored["executed_at"]))


def _conflict_json(one: Conflict) -> dict[str, Any]:
    values = {field.name: getattr(one, field.name) for field in fields(one)}
    at = one.deleted_at and one.deleted_at.isoformat()
    return {**values, "row": _row_json(one.row), "deleted_at": at}


def _conflict(stored: dict[str, Any]) -> Conflict:
    return Conflict(
        **{
            **stored,
            "row": _row(stored["row"]),
            "differs": tuple(stored["differs"]),
            "stored": tuple(stored["stored"]),
            "deleted_at": _instant(stored["deleted_at"]),
        }
    )


def _question_json(one: SymbolQuestion) -> dict[str, Any]:
    change = one.change
    return {
        "symbol": one.symbol,
        "candidates": _keys(one.candidates),
        "asset": one.asset and one.asset.pk,
        "since": one.since and one.since.isoformat(),
        "before": one.before and one.before.pk,
        "change": change and {
            "since": change.since.isoformat(), "asset": change.asset.pk, "rows": change.rows,
        },
    }  # fmt: skip


def _question(stored: dict[str, Any], assets: dict[int, Asset]) -> SymbolQuestion:
    change = stored["change"]
    return SymbolQuestion(
        symbol=stored["symbol"],
        candidates=[assets[key] for key in stored["candidates"] if key in assets],
        asset=assets.get(stored["asset"]),
        since=stored["since"] and date.fromisoformat(stored["since"]),
        before=assets.get(stored["before"]),
        change=Change(date.fromisoformat(change["since"]), assets[change["asset"]], change["rows"])
        if change and change["asset"] in assets
        else None,
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
