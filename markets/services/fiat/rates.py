"""Fiat currencies: the European Central Bank's daily rates, and the provider's present ones.

A currency is an asset whose candles close at US dollars per unit.
"""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from markets.models import USD, Asset, Candle, Market, OpenCandle, Quote, RefreshRun
from markets.postgres.locks import Lock, lock
from markets.postgres.statements import statement, words
from markets.providers.base import ProviderError
from markets.providers.ecb import NAME as ECB
from markets.providers.ecb import bank_rates
from markets.providers.registry import make_provider
from markets.services.fiat.currencies import CURRENCY_NAMES, UNRATED_NAMES
from markets.services.history.folding import copy_candles
from markets.services.runs import recorded_run
from markets.signals import quotes_refreshed

FIRST_RATE = date(2014, 1, 1)
# The bank's own table until the day in its name, for an installation that has no network.
SHIPPED = Path(__file__).with_name("eurofxref-hist-2026-10-30.zip")
# The bank publishes at about 16:00 Central European time.
PUBLISHED_AT = time(15, 0)
# A currency without a rate for so long before the newest one is out of use, like the kuna.
OUT_OF_USE = timedelta(days=60)
# The bank never pauses for longer.
LONGEST_PAUSE = timedelta(days=7)
# A provider's rate further than this from the bank's last one is taken for an error.
MOST_APART = 0.5
UNKNOWN_CURRENCY = "unknown currency"
WILD_RATE = "far from the last rate"

_QUOTES = statement(__file__, "quote_fiat")


def load_fiat_history(*, since: date = FIRST_RATE) -> RefreshRun:
    """Load the bank's rates that came with the installation: assets, candles, quotes.

    May be run again at any time: only what is missing is written.
    """
    with recorded_run(RefreshRun.Kind.FIAT, provider=ECB) as run, transaction.atomic():
        lock(Lock.FIAT)
        _name_currencies()
        rates = _ecb_rates(since)
        if _is_loaded(rates, since=since):
            quote_fiat()
            return run
        ids = _currencies(rates)
        rows = [
            (ids[code], day, None, None, None, day_rates[code], None, None, ECB)
            for code in ids
            for day, day_rates in reversed(rates)
            if code in day_rates
        ]
        run.count(len(rows), accepted=copy_candles(rows))
        quote_fiat()
    return run


@transaction.atomic
def quote_fiat() -> int:
    """Give each currency in use a quote: its newest stored rate. Returns how many changed."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_QUOTES, words(Asset.Kind) | {"now": now, "published": PUBLISHED_AT})
        changed = [pk for (pk,) in cursor.fetchall()]
    _tell(changed, source=ECB, now=now)
    return len(changed)


def _tell(asset_ids: list[int], *, source: str, now: datetime) -> None:
    """Rates are prices: levels in a currency are moved in this transaction."""
    if asset_ids:
        quotes_refreshed.send(sender=Quote, asset_ids=asset_ids, source=source, received_at=now)


def refresh_fiat() -> RefreshRun:
    """Take today's rates from the provider; where it has none, see that the bank's are loaded."""
    if not Asset.objects.fiat().exists():
        return load_fiat_history()
    market = Market.objects.first()
    if market is None or market.is_simulated:
        return load_fiat_history()
    provider = make_provider(market.provider, seed=market.seed)
    with recorded_run(RefreshRun.Kind.FIAT, provider=provider.name) as run:
        rates = provider.fiat_rates()
        accepted, refused = _store_today(rates, source=provider.name)
        run.count(len(rates), accepted=accepted, rejected=refused)
    return run


def _store_today(rates: dict[str, float], *, source: str) -> tuple[int, dict[str, int]]:
    """How many were written, and how many were refused by reason.

    Only currencies in use are written, at rates near the last ones.
    """
    now = timezone.now()
    known = {
        quote.asset.symbol: quote
        for quote in Quote.objects.filter(asset__kind=Asset.Kind.FIAT).select_related("asset")
    }
    offered = {code: rate for code, rate in rates.items() if code in known}
    sane = {
        code: rate
        for code, rate in offered.items()
        if abs(rate / known[code].price - 1) <= MOST_APART
    }
    if not sane:
        raise ProviderError(f"{source}: no usable fiat rates")
    today = now.astimezone(UTC).date()
    with transaction.atomic():
        OpenCandle.objects.bulk_create(
            [
                OpenCandle(asset_id=known[code].pk, day=today, close=rate, source=source)
                for code, rate in sane.items()
            ],
            update_conflicts=True,
            unique_fields=["asset", "day"],
            update_fields=["close", "source"],
        )
        for code, rate in sane.items():
            quote = known[code]
            quote.price, quote.as_of, quote.received_at, quote.source = rate, now, now, source
        Quote.objects.bulk_update(
            [known[code] for code in sane], ["price", "as_of", "received_at", "source"]
        )
        _tell([known[code].pk for code in sane], source=source, now=now)
    refused = {
        UNKNOWN_CURRENCY: len(rates) - len(offered),
        WILD_RATE: len(offered) - len(sane),
    }
    return len(sane), refused


def _is_loaded(rates: list[tuple[date, dict[str, float]]], *, since: date) -> bool:
    dollar = Candle.objects.filter(asset__slug=USD, source=ECB).aggregate(
        first=Min("day"), last=Max("day")
    )
    if not rates or dollar["last"] is None:
        return not rates
    return dollar["last"] >= rates[0][0] and dollar["first"] <= since + LONGEST_PAUSE


def _ecb_rates(since: date) -> list[tuple[date, dict[str, float]]]:
    """(day, USD per unit by code) for each day of the installation's file, newest first."""
    page = bank_rates(SHIPPED.read_bytes(), since=since, today=datetime.now(UTC).date())
    return [(record.day, dict(record.rates)) for record in page.records]


def _name_currencies() -> None:
    """Make the currencies that ledgers may name; one without a rate is not in use here."""
    now = datetime.now(UTC)
    Asset.objects.bulk_create(
        [
            Asset(
                slug=code.lower(), symbol=code, name=name, kind=Asset.Kind.FIAT, is_active=False,
                updated_at=now,
            )
            for code, name in (CURRENCY_NAMES | UNRATED_NAMES).items()
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _currencies(rates: list[tuple[date, dict[str, float]]]) -> dict[str, int]:
    """The ids of all currencies in the rates; those that are missing are made."""
    last_seen: dict[str, date] = {}
    for day, day_rates in rates:
        for code in day_rates:
            last_seen.setdefault(code, day)
    newest = max(last_seen.values())
    fields = [
        Asset(
            slug=code.lower(),
            symbol=code,
            name=CURRENCY_NAMES.get(code, code),
            kind=Asset.Kind.FIAT,
            is_active=newest - seen <= OUT_OF_USE,
            updated_at=datetime.now(UTC),
        )
        for code, seen in sorted(last_seen.items())
    ]
    Asset.objects.bulk_create(
        fields,
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["kind", "symbol", "name", "is_active"],
    )
    return dict(Asset.objects.fiat().values_list("symbol", "pk"))
