"""Faults that a look at the rows alone can find."""

from collections.abc import Callable, Hashable, Iterable, Iterator

from markets.wording import joined, sentence
from portfolios.accounting.core.entries import Entry
from portfolios.accounting.core.records import Problem
from portfolios.accounting.core.types import ProblemCode
from portfolios.accounting.core.validation import validate_entry

# A transfer that does not say where it goes is booked, and shown as a problem of its own.
_BOOKED_ANYWAY = "to_account"
# How ids begin that Tidemark gave a row whose source gave none: at import, and at export.
DERIVED_ID = "row:"
EXPORTED_ID = "tidemark:"


def id_space(external_id: str | None) -> str | None:
    """Who numbered a row: "" for its source, None for nobody, else what of ours the row is in.

    Ids of one space tell rows apart; ids of two say nothing about whether the rows are the same.
    A derived id ends in the row's ordinal among rows of one file that are the same.
    """
    if not external_id:
        return None
    if external_id.startswith(DERIVED_ID):
        return external_id.rpartition(":")[0]
    return EXPORTED_ID if external_id.startswith(EXPORTED_ID) else ""


def split_valid(
    entries: Iterable[Entry], *, is_fiat: Callable[[Hashable], bool]
) -> tuple[list[Entry], list[Problem]]:
    """The entries that can be booked, and a problem for each that cannot."""
    valid, problems = [], []
    for entry in entries:
        faults = [
            joined(": ", (field, message))
            for field, message in validate_entry(entry, fiat=is_fiat)
            if field != _BOOKED_ANYWAY
        ]
        if faults:
            message = sentence("Not booked. {faults}", faults=joined(" ", faults))
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

    Rows with different ids from one source are different trades, and so are rows that one file
    without ids lists twice. Both rows stay booked.
    """
    seen: dict[tuple[object, ...], tuple[Entry, set[str | None], set[str | None]]] = {}
    for entry in rows:
        print_ = (
            entry.type, entry.account, entry.to_account, entry.sent, entry.received, entry.fee,
        )  # fmt: skip
        first, references, spaces = seen.setdefault(print_, (entry, set(), set()))
        space = id_space(entry.external_id)
        apart = space is not None and entry.external_id not in references and spaces == {space}
        if first is not entry and not apart:
            message = sentence("The same as row {row}: is it there twice?", row=first.id)
            yield Problem(
                ProblemCode.SUSPECTED_DUPLICATE,
                message,
                entry.id,
                entry.line,
                asset=_subject(entry, is_fiat),
                account=entry.account,
            )
        references.add(entry.external_id)
        spaces.add(space)


def _subject(entry: Entry, is_fiat: Callable[[Hashable], bool]) -> Hashable:
    """What a row is about: its coin, where it has one."""
    assets = [leg.asset for leg in (entry.sent, entry.received, entry.fee) if leg is not None]
    return next((asset for asset in assets if not is_fiat(asset)), assets[0])
