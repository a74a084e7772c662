"""What a file would change, by account: how many rows of which type."""

from collections import Counter, defaultdict
from collections.abc import Hashable
from dataclasses import dataclass

from portfolios.importers.base import ParsedRow
from portfolios.importers.identity import account_key
from portfolios.services.ledger.imports.plan import ImportPlan


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The new rows of an account: how many of each type, the most first, and the first of them."""

    account: str
    is_new: bool
    counts: tuple[tuple[str, int], ...]
    rows: tuple[ParsedRow, ...]


def groups_of(plan: ImportPlan, *, shown: int) -> tuple[ChangeGroup, ...]:
    """The accounts that get rows, those with the most first; `shown` rows of all."""
    new = {account_key(name) for name in plan.new_accounts}
    counts: dict[Hashable, Counter[str]] = defaultdict(Counter)
    rows: dict[Hashable, list[ParsedRow]] = defaultdict(list)
    for place, (row, entry) in enumerate(plan.writes):
        counts[entry.account][row.type.value] += 1
        if place < shown:
            rows[entry.account].append(row)
    by_size = sorted(counts.items(), key=lambda one: -one[1].total())
    return tuple(
        ChangeGroup(
            account=plan.account_names[str(key)],
            is_new=key in new,
            counts=tuple(of_types.most_common()),
            rows=tuple(rows[key]),
        )
        for key, of_types in by_size
    )
