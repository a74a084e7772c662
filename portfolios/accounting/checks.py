"""Faults that a look at the rows alone can find."""

from collections.abc import Callable, Container, Hashable, Iterable, Iterator

from portfolios.accounting.entries import Entry
from portfolios.accounting.records import Problem
from portfolios.accounting.types import ProblemCode
from portfolios.accounting.validation import validate_entry

# A transfer that does not say where it goes is booked, and shown as a problem of its own.
_BOOKED_ANYWAY = "to_account"


def split_valid(
    entries: Iterable[Entry], *, fiat: Container[Hashable]
) -> tuple[list[Entry], list[Problem]]:
    """The entries that can be booked, and a problem for each that cannot."""
    valid, problems = [], []
    for entry in entries:
        faults = [
            f"{field}: {message}"
            for field, message in validate_entry(entry, fiat=fiat)
            if field != _BOOKED_ANYWAY
        ]
        if faults:
            message = "Not booked. " + " ".join(faults)
            problems.append(
                Problem(
                    ProblemCode.INVALID_ENTRY,
                    message,
                    entry.id,
                    entry.line,
                    account=entry.account,
                )
            )
        else:
            valid.append(entry)
    return valid, problems


def find_duplicates(rows: list[Entry], *, is_fiat: Callable[[Hashable], bool]) -> Iterator[Problem]:
    """Rows of one instant, in entry order, that are the same in type, accounts and legs.

    Rows that both carry a source's reference, and different ones, are different trades. Both
    rows stay booked.
    """
    seen: dict[tuple, tuple[Entry, set]] = {}
    for entry in rows:
        print_ = (
            entry.type, entry.account, entry.to_account, entry.sent, entry.received, entry.fee,
        )  # fmt: skip
        first, references = seen.setdefault(print_, (entry, set()))
        apart = entry.external_id and entry.external_id not in references | {None, ""}
        if first is not entry and not (apart and references.isdisjoint({None, ""})):
            message = f"The same as row {first.id}: is it there twice?"
            yield Problem(
                ProblemCode.SUSPECTED_DUPLICATE,
                message,
                entry.id,
                entry.line,
                asset=_subject(entry, is_fiat),
                account=entry.account,
            )
        references.add(entry.external_id)


def _subject(entry: Entry, is_fiat: Callable[[Hashable], bool]) -> Hashable:
    """What a row is about: its coin, where it has one."""
    assets = [leg.asset for leg in (entry.sent, entry.received, entry.fee) if leg is not None]
    return next((asset for asset in assets if not is_fiat(asset)), assets[0])
