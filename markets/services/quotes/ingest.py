"""Writes quotes: the sanity checks, the rows and the signal, set-wise in one transaction.

A price is within the band of another when it is neither less than (1 - band) times nor more
than 1 / (1 - band) times the other; with the default band of 0.5, from half to double. An asset
has a band of its own where its history tells one (see `bands`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from markets.events import publish
from markets.models import Quote
from markets.postgres.copy import as_float, copy_into_temporary
from markets.postgres.locks import Lock, lock
from markets.providers.base import QuoteRecord
from markets.services.choice import require_market
from markets.signals import quotes_refreshed

DEFAULT_BAND = 0.5
# Clocks differ: a quote from this far ahead of ours is still taken for a present one.
FUTURE_SLACK = timedelta(minutes=2)

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

# `accepted` is a column of its own because the planner takes a truth value that it knows nothing of
# for half of the rows, a text for a handful, which it would then look up one by one.
# A stored instant that is yet to come, of a clock that was wrong, makes nothing newer stale.
_JUDGE = """
CREATE TEMPORARY TABLE judged_quote ON COMMIT DROP AS
SELECT *, verdict = 'accepted' AS accepted FROM (
SELECT asset.id AS asset_id, fresh.*, quote.price AS last_price,
    date_bin('1 hour', quote.as_of, 'epoch') <> date_bin('1 hour', fresh.as_of, 'epoch')
        AS new_hour,
    CASE
    WHEN fresh.price IS NULL OR NOT (fresh.price > 0 AND fresh.price < 'infinity')
        THEN 'not_positive'
    WHEN fresh.high_24h < fresh.low_24h THEN 'crossed'
    WHEN fresh.as_of > %(horizon)s THEN 'future'
    WHEN quote.asset_id IS NULL THEN 'new'
    WHEN (fresh.as_of = quote.as_of AND fresh.price = quote.price)
        OR (fresh.as_of = quote.pending_at AND fresh.price = quote.pending_price)
        THEN 'unchanged'
    WHEN fresh.as_of <= quote.as_of AND quote.as_of <= %(horizon)s THEN 'stale'
    WHEN fresh.price BETWEEN quote.price * (1 - COALESCE(quote.band, %(band)s))
                         AND quote.price / (1 - COALESCE(quote.band, %(band)s)) THEN 'accepted'
    WHEN quote.pending_at IS NULL THEN 'unconfirmed'
    WHEN fresh.as_of <= quote.pending_at AND quote.pending_at <= %(horizon)s
         AND quote.pending_source = %(source)s THEN 'stale'
    WHEN fresh.price BETWEEN quote.pending_price * (1 - COALESCE(quote.band, %(band)s))
                         AND quote.pending_price / (1 - COALESCE(quote.band, %(band)s))
        THEN 'accepted'
    ELSE 'unconfirmed'
    END AS verdict
FROM incoming_quote AS fresh
JOIN markets_asset AS asset ON asset.slug = fresh.slug
LEFT JOIN markets_quote AS quote ON quote.asset_id = asset.id
) AS judged
"""

# The first accepted price of a new hour puts the old hour away, in the same transaction: the
# record of what was accepted has no gap, and is written once an hour, not at each refresh.
_KEEP_HOUR = """
INSERT INTO markets_acceptedrange AS kept (asset_id, start, hours, high, low, close)
SELECT quote.asset_id, date_trunc('hour', quote.as_of, 'UTC'), 1,
       COALESCE(quote.hour_high, quote.price), COALESCE(quote.hour_low, quote.price), quote.price
FROM judged_quote AS fresh JOIN markets_quote AS quote ON quote.asset_id = fresh.asset_id
WHERE fresh.accepted AND fresh.new_hour AND quote.as_of < fresh.as_of
ON CONFLICT (asset_id, start) DO UPDATE
SET high = GREATEST(kept.high, excluded.high), low = LEAST(kept.low, excluded.low),
    close = excluded.close
"""

_UPDATE = """
UPDATE markets_quote AS quote
SET price = fresh.price, change_24h = fresh.change_24h, market_cap = fresh.market_cap,
    volume_24h = fresh.volume_24h, high_24h = fresh.high_24h, low_24h = fresh.low_24h,
    as_of = fresh.as_of, received_at = %(now)s, source = %(source)s,
    pending_price = NULL, pending_at = NULL, pending_source = NULL,
    hour_high = CASE WHEN fresh.new_hour THEN fresh.price
                     ELSE GREATEST(quote.hour_high, fresh.price) END,
    hour_low = CASE WHEN fresh.new_hour THEN fresh.price
                    ELSE LEAST(quote.hour_low, fresh.price) END
FROM judged_quote AS fresh
WHERE fresh.asset_id = quote.asset_id AND fresh.accepted
"""

_INSERT = """
INSERT INTO markets_quote (asset_id, price, change_24h, market_cap, volume_24h, high_24h, low_24h,
                           as_of, received_at, source, hour_high, hour_low)
SELECT asset_id, price, change_24h, market_cap, volume_24h, high_24h, low_24h,
       as_of, %(now)s, %(source)s, price, price
FROM judged_quote WHERE verdict = 'new'
"""

_HOLD = """
UPDATE markets_quote AS quote
SET pending_price = fresh.price, pending_at = fresh.as_of, pending_source = %(source)s
FROM judged_quote AS fresh
WHERE fresh.asset_id = quote.asset_id AND fresh.verdict = 'unconfirmed'
"""

_REJECT = """
INSERT INTO markets_rejectedquote (asset_id, price, last_price, as_of, reason, source, at)
SELECT asset_id, CASE WHEN price = 'NaN' THEN NULL ELSE price END, last_price, as_of, verdict,
       %(source)s, %(now)s
FROM judged_quote WHERE verdict NOT IN ('accepted', 'new', 'unchanged')
"""


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of a batch; `unchanged` ones repeat what is stored, `unknown` have no asset."""

    accepted: int = 0
    rejected: int = 0
    held: int = 0
    unchanged: int = 0
    unknown: int = 0


def ingest_quotes(
    records: Iterable[QuoteRecord], *, source: str, new_market: bool = False
) -> Ingested:
    """Store the quotes that make sense and say so.

    In one transaction: the checks, the accepted prices, the refusals, and the signal
    `quotes_refreshed` with the assets whose price was accepted. A price outside the band of the
    last accepted one is held, and taken when a newer one, or one of another source, lies within
    the band of the held one.
    `new_market` says that the quotes are the first of another market.
    After the commit the event "prices" is published. Raises WrongMarketError when `source` is
    not this database's market.
    """
    now = timezone.now()
    newest = _newest(records, now=now)
    if not newest:
        return Ingested()
    with transaction.atomic(), connection.cursor() as cursor:
        # In this order, which is the switch's too, so that the two can't wait for each other.
        require_market(source)
        lock(Lock.QUOTES)
        judge(cursor, newest, now=now, source=source)
        asset_ids, counts = _write(cursor, now=now, source=source)
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
    return Ingested(
        accepted=len(asset_ids),
        rejected=sum(
            counts.get(reason, 0) for reason in ("not_positive", "crossed", "stale", "future")
        ),
        held=counts.get("unconfirmed", 0),
        unchanged=counts.get("unchanged", 0),
        unknown=len(newest) - sum(counts.values()),
    )


def _newest(records: Iterable[QuoteRecord], *, now: datetime) -> list[QuoteRecord]:
    """The newest record of each asset, and the newest of those dated ahead, which is refused."""
    newest: dict[tuple[str, bool], QuoteRecord] = {}
    for record in records:
        key = record.ref, record.as_of > now + FUTURE_SLACK
        if key not in newest or newest[key].as_of < record.as_of:
            newest[key] = record
    return list(newest.values())


def judge(cursor, records: Iterable[QuoteRecord], *, now: datetime, source: str) -> None:
    """Fill the temporary table `judged_quote`: one row, with its verdict, for each known asset."""
    rows = (
        (
            record.ref,
            as_float(record.price),
            as_float(record.change_24h),
            as_float(record.market_cap),
            as_float(record.volume_24h),
            as_float(record.high_24h),
            as_float(record.low_24h),
            record.as_of,
        )
        for record in records
    )
    copy_into_temporary(cursor, "incoming_quote", columns=_COLUMNS, rows=rows)
    cursor.execute("DROP TABLE IF EXISTS pg_temp.judged_quote")
    band = getattr(settings, "QUOTE_SANITY_BAND", DEFAULT_BAND)
    cursor.execute(_JUDGE, {"horizon": now + FUTURE_SLACK, "band": band, "source": source})


def _write(cursor, *, now: datetime, source: str) -> tuple[list[int], dict[str, int]]:
    cursor.execute(
        "SELECT verdict, array_agg(asset_id), bool_or(new_hour) FROM judged_quote GROUP BY verdict"
    )
    rows = cursor.fetchall()
    verdicts = {verdict: ids for verdict, ids, _ in rows}
    values = {"now": now, "source": source}
    if any(new_hour for verdict, _, new_hour in rows if verdict == "accepted"):
        cursor.execute(_KEEP_HOUR)
    if "accepted" in verdicts:
        cursor.execute(_UPDATE, values)
    if "new" in verdicts:
        cursor.execute(_INSERT, values)
    if "unconfirmed" in verdicts:
        cursor.execute(_HOLD, values)
    if verdicts.keys() - {"accepted", "new", "unchanged"}:
        cursor.execute(_REJECT, values)
    accepted = verdicts.get("accepted", []) + verdicts.get("new", [])
    return accepted, {verdict: len(ids) for verdict, ids in verdicts.items()}
