"""What a person is shown of a file before any of it is taken."""

from dataclasses import dataclass
from datetime import datetime

from markets.models import Asset
from portfolios.importers.base import ParsedRow, RowError
from portfolios.importers.registry import FORMATS
from portfolios.models import ImportBatch
from portfolios.services.import_plan import ImportPlan

SHOWN_ROWS = 50
SHOWN_ERRORS = 200


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What a file would do. `rows` and `errors` are the first of `new_count` and `error_count`.

    `ambiguous` maps a symbol to the assets that wear it, the likeliest first: for a form to
    preselect, never to assume.
    """

    batch: ImportBatch | None
    format: str
    format_title: str
    new_count: int
    known_count: int
    error_count: int
    rows: tuple[ParsedRow, ...]
    errors: tuple[RowError, ...]
    warnings: tuple[str, ...]
    unknown_symbols: tuple[str, ...]
    ambiguous: dict[str, list[Asset]]
    assets: dict[str, Asset]
    first_at: datetime | None
    last_at: datetime | None
    new_accounts: tuple[str, ...]

    @property
    def can_commit(self) -> bool:
        return self.batch is not None and not self.error_count and not self.ambiguous


def preview_of(plan: ImportPlan, *, batch: ImportBatch | None) -> ImportPreview:
    """What people see of a plan."""
    instants = [row.executed_at for row in plan.parsed.rows]
    found = FORMATS.get(plan.parsed.format)
    return ImportPreview(
        batch=batch,
        format=plan.parsed.format,
        format_title=found.title if found else "",
        new_count=len(plan.new_rows),
        known_count=plan.known_count,
        error_count=len(plan.errors),
        rows=plan.new_rows[:SHOWN_ROWS],
        errors=plan.errors[:SHOWN_ERRORS],
        warnings=plan.parsed.warnings,
        unknown_symbols=plan.unknown,
        ambiguous=plan.ambiguous,
        assets=plan.assets,
        first_at=min(instants, default=None),
        last_at=max(instants, default=None),
        new_accounts=plan.new_accounts,
    )
