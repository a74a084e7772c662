"""Stores figures beyond candles as first seen, and what is said of them later beside it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from django.db import connection, transaction

from markets.analytics.inputs import INPUTS
from markets.models import ObservationRevision, ObservationYear
from markets.postgres.copy import copy_into_temporary
from markets.postgres.locks import Lock, lock
from markets.postgres.statements import statement

_STORE_YEARS = statement(__file__, "store_years")
_STORE_REVISIONS = statement(__file__, "store_revisions")
_YEARS = (
    ("asset_id", "bigint"),
    ("figure", "text"),
    ("year", "smallint"),
    ("source", "text"),
    ("values", "double precision[]"),
    ("seen_after", "smallint[]"),
)
_REVISIONS = (
    ("asset_id", "bigint"),
    ("figure", "text"),
    ("day", "date"),
    ("value", "double precision"),
    ("source", "text"),
    ("seen_on", "date"),
)
_UNSEEN = -1
_LONGEST = np.iinfo(np.int16).max
Key = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Observed:
    """One figure of an asset, a value a day from `first` on; NaN where there is none."""

    asset_id: int
    figure: str
    first: date
    values: np.ndarray
    source: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many values were offered; of these new, a revision of a stored one, or refused.

    The rest said what was known. Refused are negative and infinite ones, and days to come.
    """

    offered: int = 0
    stored: int = 0
    revised: int = 0
    refused: int = 0


@dataclass(slots=True)
class _Year:
    """A year's arrays while values come in: `values` and `seen_after` are (366,)."""

    source: str
    values: np.ndarray
    seen_after: np.ndarray
    latest: dict[date, float]
    is_changed: bool = False


@transaction.atomic
def record_observations(series: Iterable[Observed], *, seen_on: date | None = None) -> Recorded:
    """Store values that are not there yet, and as revisions those that say otherwise.

    `seen_on` is the day (UTC) on which the source said so, today unless said otherwise.
    Raises ValueError for a figure that is not one of `INPUTS`.
    """
    seen_on = seen_on or datetime.now(UTC).date()
    parts = [part for one in series for part in _years_of(one)]
    lock(Lock.OBSERVATIONS)
    years = _stored_years({key for key, _, _, _ in parts})
    offered = stored = refused = 0
    revisions: dict[tuple[int, str, date], tuple] = {}
    for key, start, values, source in parts:
        year = years.setdefault(key, _empty_year(source))
        known = np.isfinite(values) | np.isinf(values)
        sound = (
            np.isfinite(values) & (values >= 0) & (_days_after(key[2], start, values, seen_on) >= 0)
        )
        offered += int(known.sum())
        refused += int((known & ~sound).sum())
        stored += _fill(year, key, start, np.where(sound, values, np.nan), source, seen_on)
        for day, value in _changes(year, key, start, np.where(sound, values, np.nan)):
            year.latest[day] = value
            revisions[key[0], key[1], day] = (key[0], key[1], day, value, source, seen_on)
    _write(years, revisions.values())
    return Recorded(offered, stored, len(revisions), refused)


def _years_of(one: Observed) -> Iterator[tuple[Key, int, np.ndarray, str]]:
    """The series cut at each new year: key, place of the first value from 0, values, source."""
    if one.figure not in INPUTS:
        raise ValueError(f"There is no figure {one.figure!r}")
    values = np.asarray(one.values, dtype=np.float64)
    day, place = one.first, 0
    while place < len(values):
        count = min((date(day.year + 1, 1, 1) - day).days, len(values) - place)
        key = (one.asset_id, one.figure, day.year)
        yield key, day.timetuple().tm_yday - 1, values[place : place + count], one.source
        day, place = day + timedelta(days=count), place + count


def _empty_year(source: str) -> _Year:
    return _Year(source, np.full(366, np.nan), np.full(366, _UNSEEN, dtype=np.int16), {})


def _stored_years(keys: set[Key]) -> dict[Key, _Year]:
    assets, figures, of_years = (sorted({key[place] for key in keys}) for place in range(3))
    here = {"asset__in": assets, "figure__in": figures}
    years = {}
    rows = ObservationYear.objects.filter(**here, year__in=of_years).order_by()
    for asset, figure, year, source, values, seen_after in rows.values_list(
        "asset_id", "figure", "year", "source", "values", "seen_after"
    ):
        if (asset, figure, year) in keys:
            filled = years[asset, figure, year] = _empty_year(source)
            filled.values[: len(values)] = values
            filled.seen_after[: len(seen_after)] = seen_after
    for row in ObservationRevision.objects.filter(**here, day__year__in=of_years).order_by(
        "seen_on", "id"
    ):
        key = (row.asset_id, row.figure, row.day.year)
        if key in years:
            years[key].latest[row.day] = row.value
    return years


def _days_after(year: int, start: int, values: np.ndarray, seen_on: date) -> np.ndarray:
    """Days from each value's day to the day on which it was seen."""
    return (seen_on - date(year, 1, 1)).days - start - np.arange(len(values))


def _fill(year: _Year, key: Key, start: int, values: np.ndarray, source: str, seen_on: date) -> int:
    """Put values where there are none; how many."""
    here = slice(start, start + len(values))
    new = np.isfinite(values) & np.isnan(year.values[here])
    after = np.clip(_days_after(key[2], start, values, seen_on), 0, _LONGEST)
    year.values[here] = np.where(new, values, year.values[here])
    year.seen_after[here] = np.where(new, after, year.seen_after[here])
    if new.any():
        year.source, year.is_changed = source, True
    return int(new.sum())


def _changes(year: _Year, key: Key, start: int, values: np.ndarray) -> Iterator[tuple[date, float]]:
    """The days whose latest known value is another one, with what is said of them now."""
    here = slice(start, start + len(values))
    stored = year.values[here]
    doubtful = set(np.flatnonzero(np.isfinite(values) & (values != stored)).tolist())
    first = date(key[2], 1, 1) + timedelta(days=start)
    doubtful |= {(day - first).days for day in year.latest}
    for place in sorted(doubtful):
        if 0 <= place < len(values) and np.isfinite(values[place]):
            day = first + timedelta(days=place)
            if values[place] != year.latest.get(day, stored[place]):
                yield day, float(values[place])


def _write(years: dict[Key, _Year], revisions: Iterable[tuple]) -> None:
    rows = []
    for (asset, figure, number), year in years.items():
        if year.is_changed:
            length = int(np.flatnonzero(np.isfinite(year.values))[-1]) + 1
            arrays = year.values[:length], year.seen_after[:length].tolist()
            rows.append((asset, figure, number, year.source, *arrays))
    with connection.cursor() as cursor:
        copy_into_temporary(cursor, "incoming_year", columns=_YEARS, rows=rows)
        cursor.execute(_STORE_YEARS)
        copy_into_temporary(cursor, "incoming_revision", columns=_REVISIONS, rows=revisions)
        cursor.execute(_STORE_REVISIONS)
