"""Writes quotes: the sanity checks, the rows and the signal, set-wise in one transaction.

A price is within the band of another when it is neither less than (1 - band) times nor more
than 1 / (1 - band) times the other; with the default band of 0.5, from half to double. An asset
has a band of its own where its history tells one (see `bands`).
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from markets.events import publish
from markets.models import Asset, Quote, RejectedQuote
from markets.postgres.copy import as_float, copy_into_temporary
from markets.postgres.locks import Lock, lock
from markets.postgres.statements import statement, words
from markets.providers.base import QuoteRecord
from markets.services.choice import require_market
from markets.signals import quotes_refreshed

logger = logging.getLogger(__name__)

DEFAULT_BAND = 0.5
# Clocks differ: a quote from this far ahead of ours is still taken for a present one.
FUTURE_SLACK = timedelta(minutes=2)

# Beyond any price, value, rise and fall that there is; what comes with them is left out.
MOST_PRICE, MOST_DOLLARS, MOST_CHANGE = 1e12, 1e15, 1e6
# As many times down as up: a price above 0 cannot have fallen by all of it.
LEAST_CHANGE = 1 / (1 + MOST_CHANGE) - 1
# So many prices that jump at once are a vendor's mistake rather than the market's, unless the last
# ones are old: then a second quote of the same vendor confirms after an hour only.
MANY, MANY_OF_ALL = 10, 0.2
RECENT, MANY_WAIT = timedelta(hours=3), timedelta(hours=1)
# Prices under each other's names are this near to each other's last ones; of so many jumps it is
# looked for.
SWAP_NEAR, MOST_SWAPPED = 0.1, 1000

_COLUMNS = (
    ("slug", "text"),
    ("price", "double precision"),
    ("change_24h", "double precision"),
    ("market_cap", "double precision"),
    ("volume_24h", "double precision"),
    ("high_24h", "double precision"),
    ("low_24h", "double precision"),
    ("as_of", "timestamptz"),
)

_JUDGE = statement(__file__, "judge_quotes")

_COUNT = statement(__file__, "count_verdicts")

_KEEP_HOUR = statement(__file__, "close_hours")

_UPDATE = statement(__file__, "accept_quotes")

_INSERT = statement(__file__, "insert_quotes")

_HOLD = statement(__file__, "hold_quotes")

_POSTPONE = statement(__file__, "postpone_jumps")

_POSTPONE_SWAPS = statement(__file__, "postpone_swaps")

_REJECT = statement(__file__, "reject_quotes")


class Verdict(StrEnum):
    """What becomes of a quote that is not refused; `RejectedQuote.Reason` has the others."""

    ACCEPTED = "accepted"
    NEW = "new"
    UNCHANGED = "unchanged"


UNCONFIRMED = RejectedQuote.Reason.UNCONFIRMED
_WORDS = words(Verdict, RejectedQuote.Reason, Asset.Kind)


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of a batch, each of its quotes counted once.

    `unchanged` ones repeat what is stored, `unknown` have no asset, `outdated` stand beside a newer
    one of the same asset; `rejected` has a count in `reasons` for each reason. `newest_at` is the
    latest instant of those accepted, None where there are none.
    """

    accepted: int = 0
    rejected: int = 0
    held: int = 0
    unchanged: int = 0
    unknown: int = 0
    outdated: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict, compare=False)
    newest_at: datetime | None = field(default=None, compare=False)

    @property
    def not_taken(self) -> dict[str, int]:
        """All that were neither accepted nor known already, by reason."""
        return {
            **self.reasons,
            UNCONFIRMED: self.held,
            "unknown asset": self.unknown,
            "older than another of the answer": self.outdated,
        }


def ingest_quotes(
    records: Iterable[QuoteRecord], *, source: str, new_market: bool = False
) -> Ingested:
    """Store the quotes that make sense and say so.

    In one transaction: the checks, the accepted prices, the refusals, and the signal
    `quotes_refreshed` with the assets whose price was accepted. A price outside the band of the
    last accepted one is held, and taken when a newer one, or one of another source, lies within
    the band of the held one; where many jump at once, or two to each other's price, a newer one of
    the same source by an hour.
    `new_market` says that the quotes are the first of another market.
    After the commit the event "prices" is published. Raises WrongMarketError when `source` is
    not this database's market.
    """
    now = timezone.now()
    records = list(records)
    newest = _newest(records, now=now)
    if not newest:
        return Ingested()
    with transaction.atomic(), connection.cursor() as cursor:
        # In this order, which is the switch's too, so that the two can't wait for each other.
        require_market(source)
        lock(Lock.QUOTES)
        judge(cursor, newest, now=now, source=source)
        asset_ids, counts, newest_at = _write(cursor, now=now, source=source)
        if asset_ids:
            count = len(asset_ids)
            # First, so that browsers wait for nothing that receivers do after the commit.
            transaction.on_commit(
                lambda: publish("prices", {"at": now.isoformat(), "count": count})
            )
            quotes_refreshed.send(
                sender=Quote,
                asset_ids=asset_ids,
                source=source,
                received_at=now,
                new_market=new_market,
            )
    reasons = {str(one): counts[one] for one in RejectedQuote.Reason if one in counts}
    held = reasons.pop(UNCONFIRMED, 0)
    return Ingested(
        accepted=len(asset_ids),
        rejected=sum(reasons.values()),
        held=held,
        unchanged=counts.get(Verdict.UNCHANGED, 0),
        unknown=len(newest) - sum(counts.values()),
        outdated=len(records) - len(newest),
        reasons=reasons,
        newest_at=newest_at,
    )


def _newest(records: Iterable[QuoteRecord], *, now: datetime) -> list[QuoteRecord]:
    """The newest record of each asset, and the newest of those dated ahead, which is refused."""
    newest: dict[tuple[str, bool], QuoteRecord] = {}
    horizon = now + FUTURE_SLACK
    for record in records:
        key = record.ref, record.as_of > horizon
        former = newest.setdefault(key, record)
        if former.as_of < record.as_of:
            newest[key] = record
    return list(newest.values())


def judge(cursor, records: Iterable[QuoteRecord], *, now: datetime, source: str) -> None:
    """Fill the temporary table `judged_quote`: one row, with its verdict, for each known asset."""
    rows = (
        (
            record.ref,
            as_float(record.price),
            within(record.change_24h, MOST_CHANGE, least=LEAST_CHANGE),
            within(record.market_cap, MOST_DOLLARS),
            within(record.volume_24h, MOST_DOLLARS),
            within(record.high_24h, MOST_PRICE),
            within(record.low_24h, MOST_PRICE),
            record.as_of,
        )
        for record in records
    )
    copy_into_temporary(cursor, "incoming_quote", columns=_COLUMNS, rows=rows)
    cursor.execute("DROP TABLE IF EXISTS pg_temp.judged_quote")
    band = getattr(settings, "QUOTE_SANITY_BAND", DEFAULT_BAND)
    terms = {"horizon": now + FUTURE_SLACK, "band": band, "source": source, "recent": RECENT}
    cursor.execute(_JUDGE, _WORDS | terms | {"most_price": MOST_PRICE})


def within(figure: float | None, most: float, *, least: float = 0.0) -> float | None:
    """A figure that a vendor gives; one beyond reason is as good as none."""
    return None if figure is None or not least <= figure <= most else float(figure)


def _count_verdicts(cursor, *, source: str) -> list[tuple[str, list[int], bool, datetime]]:
    """(verdict, asset ids, whether an hour begins, the latest instant).

    Jumps of many at once, and of two that took each other's price, are postponed first.
    """
    rows = _counted(cursor)
    if any(row[5] for row in rows):
        waits = {"source": source, "wait": MANY_WAIT}
        cursor.execute(_POSTPONE_SWAPS, _WORDS | waits | {"near": SWAP_NEAR, "most": MOST_SWAPPED})
        if cursor.rowcount:
            logger.warning("%s: %d prices took each other's places", source, cursor.rowcount)
            rows = _counted(cursor)
    known, jumps = sum(row[3] for row in rows), sum(row[4] for row in rows)
    is_confirmed = any(row[4] for row in rows if row[0] == Verdict.ACCEPTED)
    if is_confirmed and jumps >= MANY and jumps > MANY_OF_ALL * known:
        logger.warning("%s: %d of %d prices jumped at once, and wait", source, jumps, known)
        cursor.execute(_POSTPONE, _WORDS | {"source": source, "wait": MANY_WAIT})
        rows = _counted(cursor)
    return [(*row[:3], row[6]) for row in rows]


def _counted(cursor) -> list[tuple]:
    cursor.execute(_COUNT)
    return cursor.fetchall()


def _write(
    cursor, *, now: datetime, source: str
) -> tuple[list[int], dict[str, int], datetime | None]:
    rows = _count_verdicts(cursor, source=source)
    verdicts = {verdict: ids for verdict, ids, *_ in rows}
    values = _WORDS | {"now": now, "source": source}
    if any(new_hour for verdict, _, new_hour, _ in rows if verdict == Verdict.ACCEPTED):
        cursor.execute(_KEEP_HOUR)
    if Verdict.ACCEPTED in verdicts:
        cursor.execute(_UPDATE, values)
    if Verdict.NEW in verdicts:
        cursor.execute(_INSERT, values)
    if UNCONFIRMED in verdicts:
        cursor.execute(_HOLD, values)
    if verdicts.keys() - set(Verdict):
        cursor.execute(_REJECT, values)
    accepted = verdicts.get(Verdict.ACCEPTED, []) + verdicts.get(Verdict.NEW, [])
    taken = {Verdict.ACCEPTED, Verdict.NEW}
    newest_at = max((at for verdict, *_, at in rows if verdict in taken), default=None)
    return accepted, {verdict: len(ids) for verdict, ids in verdicts.items()}, newest_at
