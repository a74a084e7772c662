"""A name for every row that stays the same however often the file is read."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from markets.wording import sentence
from portfolios.accounting.booking.checks import DERIVED_ID
from portfolios.importers.base import MAX_ID_LENGTH, Leg, Notes, ParsedRow


def with_identities(rows: Iterable[ParsedRow], *, notes: Notes) -> Iterator[ParsedRow]:
    """Give each row an `external_id` that no other row of the file has.

    A row without an id of its own gets a digest of what it moves and its ordinal among the rows
    that move the same, so two identical rows both count and the same file twice adds nothing. How
    an account is spelt makes no difference; `former_id` is the id of the versions where it did.
    A row listed twice under one id counts once; two different rows under one id both count.
    """
    ordinals: Counter[str] = Counter()
    former_ordinals: Counter[str] = Counter()
    seen: dict[str, str] = {}
    for row in rows:
        digest = _digest(row)
        if not row.external_id:
            ordinal = ordinals[digest]
            ordinals[digest] += 1
            name, former = f"{DERIVED_ID}{digest}:{ordinal}", ""
            if not _is_spelt_plainly(row):
                spelt = _digest(row, spelt=True)
                former = f"{DERIVED_ID}{spelt}:{former_ordinals[spelt]}"
                former_ordinals[spelt] += 1
            yield replace(row, external_id=name, former_id=former)
            continue
        name = _fitting(row.external_id)
        first = seen.setdefault(name, digest)
        if first != digest:
            notes.add(sentence("Different rows carry the same id; all were kept"), row.line)
            name = f"{name[: MAX_ID_LENGTH - 17]}:{digest[:16]}"
            if seen.setdefault(name, digest) == digest and ordinals[name]:
                continue
        elif ordinals[name]:
            notes.add(sentence("A row is listed twice under one id; it was taken once"), row.line)
            continue
        ordinals[name] += 1
        yield replace(row, external_id=name)


def repeats_in(rows: Iterable[ParsedRow]) -> Iterator[tuple[ParsedRow, int]]:
    """Rows that move just what an earlier row of the file does, each with that one's line.

    Only of rows without an id of their own: two ids tell two rows apart.
    """
    first: dict[str, int] = {}
    for row in rows:
        if row.external_id.startswith(DERIVED_ID):
            line = first.setdefault(row.external_id.rpartition(":")[0], row.line)
            if line != row.line:
                yield row, line


def _fitting(text: str) -> str:
    if len(text) <= MAX_ID_LENGTH:
        return text
    return f"{text[:64]}:{hashlib.sha256(text.encode()).hexdigest()[:40]}"


@lru_cache(maxsize=4096)
def account_key(name: str) -> str:
    """What two spellings of one account's name have in common: letters, in any case."""
    return " ".join(name.casefold().split())


def _is_spelt_plainly(row: ParsedRow) -> bool:
    return row.account == account_key(row.account) and row.to_account == account_key(row.to_account)


def _digest(row: ParsedRow, *, spelt: bool = False) -> str:
    """What the row moves, when and where; wording and tags may be edited without a new identity."""
    parts = (
        row.type.value,
        row.executed_at.isoformat(),
        row.account if spelt else account_key(row.account),
        row.to_account if spelt else account_key(row.to_account),
        _leg(row.sent),
        _leg(row.received),
        _leg(row.fee),
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def _leg(leg: Leg | None) -> str:
    return "" if leg is None else f"{plain(leg.quantity)} {leg.symbol}"


def plain(value: Decimal) -> str:
    """A number's one spelling: no exponent, no needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
