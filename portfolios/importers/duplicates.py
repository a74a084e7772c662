"""Which rows of a file are in a ledger under another id, for certain or perhaps.

For certain: the same second, type, accounts and legs, where the ids tell nothing, because one
side has none of its source or because two formats number differently. Each ledger row stands for
one row of the file. Perhaps: the same legs where the instant is cut to the minute or the day, or
the type, the account or the fee differs. Two ids of one format tell two rows apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

from portfolios.accounting.booking.checks import id_space
from portfolios.accounting.core.entries import Entry
from portfolios.importers.base import ParsedRow

# Of many candidates for one row, so many are looked at for the likest.
_LOOKED_AT = 20
_MINUTE = timedelta(minutes=1)


# What rows that may be the same have in common.
Key = tuple[object, ...]


class Cut(StrEnum):
    """To what the instants of a source are cut: a day begins in the ledger's zone or in UTC."""

    SECOND = "second"
    MINUTE = "minute"
    LOCAL_DAY = "local day"
    UTC_DAY = "UTC day"


# How far apart rows of a source that is so cut may be: within a second, a minute, a day.
_REACH = {Cut.SECOND: 0, Cut.MINUTE: 1, Cut.LOCAL_DAY: 2, Cut.UTC_DAY: 2}


class Incoming(NamedTuple):
    """A row of a file with its entry, in which accounts and assets have the ledger's keys."""

    row: ParsedRow
    entry: Entry


@dataclass(slots=True)
class Standing:
    """A row to compare with; `source` is its file's format, empty where no file brought it."""

    entry: Entry
    source: str
    cut: Cut
    taken: bool = False

    @property
    def is_numbered(self) -> bool:
        return has_own_id(self.entry)


@dataclass(frozen=True, slots=True)
class Match:
    """A row of the file and the one that it may be; `differs` says in what, by column."""

    row: ParsedRow
    other: Entry
    differs: tuple[str, ...]


def has_own_id(row: ParsedRow | Entry) -> bool:
    """Whether the row's id is its source's."""
    return id_space(row.external_id) == ""


def cut_of(instants: Iterable[datetime], *, zone: tzinfo) -> Cut:
    """To what all of a source's instants are cut, at the coarsest."""
    days = {Cut.UTC_DAY: UTC, Cut.LOCAL_DAY: zone}
    for at in instants:
        if at.second or at.microsecond:
            return Cut.SECOND
        if days:
            days = {cut: day for cut, day in days.items() if _is_midnight(at.astimezone(day))}
    return next(iter(days), Cut.MINUTE)


def take_same(incoming: list[Incoming], standing: list[Standing], *, source: str) -> set[str]:
    """The ids of rows that are in the ledger for certain; their rows there are taken."""
    free: dict[Key, list[Standing]] = defaultdict(list)
    numbered: dict[Key, list[Standing]] = defaultdict(list)
    for one in reversed(standing):
        # Where no file brought a row, its id may be the source's own.
        tells = one.is_numbered and one.source in ("", source)
        (numbered if tells else free)[_print(one.entry)].append(one)
    known = set()
    for row, entry in incoming:
        key = _print(entry)
        places = (free,) if has_own_id(row) else (free, numbered)
        same = next((place[key] for place in places if place.get(key)), None)
        if same:
            same.pop().taken = True
            known.add(row.external_id)
    return known


def find_suspects(
    incoming: list[Incoming], standing: list[Standing], *, source: str, cut: Cut, zone: tzinfo
) -> Iterator[Match]:
    """Rows that may be one that is not taken, each with the likest; it is taken then."""
    places: dict[Key, list[Standing]] = defaultdict(list)
    for one in standing:
        if one.taken:
            continue
        # Ids of one format tell rows apart: such a row is met only by rows without an id.
        numbered = one.is_numbered and one.source == source
        its_cut = _own_cut(one.entry, one.cut, zone=zone)
        for reach, place in _places(one.entry, cut=its_cut, zone=zone):
            # A trade of the file may be cut further than the file.
            if reach <= max(_REACH[cut], _REACH[its_cut]) or _is_exchange(one.entry):
                places[numbered, *place].append(one)
    if not places:
        return
    for row, entry in incoming:
        met = (False,) if has_own_id(row) else (False, True)
        found = _likest(entry, places, met=met, cut=cut, zone=zone)
        if found is not None:
            found.taken = True
            yield Match(row, found.entry, _differences(entry, found.entry) or ("id",))


def _is_midnight(at: datetime) -> bool:
    return at.hour == at.minute == 0


def _print(entry: Entry) -> Key:
    at = entry.at.replace(microsecond=0)
    return (at, entry.type, entry.account, entry.to_account, entry.sent, entry.received, entry.fee)


def _likest(
    entry: Entry,
    places: Mapping[Key, list[Standing]],
    *,
    met: tuple[bool, ...],
    cut: Cut,
    zone: tzinfo,
) -> Standing | None:
    """The row that differs least, of those nearest in time."""
    own = _own_cut(entry, cut, zone=zone)
    for reach, place in _places(entry, cut=own, zone=zone):
        for numbered in met:
            bucket = places.get((numbered, *place), [])
            while bucket and bucket[-1].taken:
                bucket.pop()
            fitting = [
                one
                for one in bucket[-_LOOKED_AT:]
                if not one.taken
                and reach <= max(_REACH[own], _REACH[_own_cut(one.entry, one.cut, zone=zone)])
                and _may_be(entry, one.entry)
            ]
            if fitting:
                return min(fitting, key=lambda one: len(_differences(entry, one.entry)))
    return None


def _is_exchange(entry: Entry) -> bool:
    return entry.sent is not None and entry.received is not None


def _own_cut(entry: Entry, cut: Cut, *, zone: tzinfo) -> Cut:
    """To what a row's instant is cut: a trade's by itself, for both its amounts tell it apart.

    Rewards of one amount come several times a day: of them the source as a whole must be cut.
    """
    return cut_of([entry.at], zone=zone) if _is_exchange(entry) else cut


def _places(entry: Entry, *, cut: Cut, zone: tzinfo) -> Iterator[tuple[int, Key]]:
    """Where rows that may be the same meet, the nearest in time first: (reach, key)."""
    legs = (entry.sent, entry.received) if entry.sent or entry.received else (entry.fee, None)
    at = entry.at.replace(microsecond=0)
    yield 0, ("second", at, *legs)
    yield 1, ("minute", at.replace(second=0), *legs)
    days = {Cut.UTC_DAY: at.astimezone(UTC).date(), Cut.LOCAL_DAY: at.astimezone(zone).date()}
    if cut in days:
        # Two sources of days meet on the day's name, wherever the days of each begin.
        days = {cut: days[cut]}
        yield 2, ("day", days[cut], *legs)
    for kind, day in days.items():
        yield 2, (kind, day, *legs)


def _may_be(entry: Entry, other: Entry) -> bool:
    """Whether two rows with the same legs, near in time, could be one."""
    if entry.fee is not None and other.fee is not None and entry.fee != other.fee:
        return False
    is_apart = abs(entry.at - other.at) >= _MINUTE
    is_elsewhere = entry.account != other.account
    # A reward of a round amount comes on one day in many accounts.
    return not (is_apart and is_elsewhere and not _is_exchange(entry))


def _differences(entry: Entry, other: Entry) -> tuple[str, ...]:
    differs = {
        "date": entry.at.replace(microsecond=0) != other.at.replace(microsecond=0),
        "type": entry.type != other.type,
        "account": (entry.account, entry.to_account) != (other.account, other.to_account),
        "fee": entry.fee != other.fee,
    }
    return tuple(name for name, value in differs.items() if value)
