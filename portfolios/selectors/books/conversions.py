"""Redenominations and migrations of held assets that the ledger does not have yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from markets.models import Asset, AssetEvent
from markets.numbers import CONTEXT, ZERO, quantised
from portfolios.accounting.core.types import TransactionType
from portfolios.models import CONVERSION, Account, HoldingSeries, Portfolio, ProblemDismissal

# A split row of the same asset so near is this one, recorded by hand or by an exchange.
_NEAR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Part:
    """What one account's old units became."""

    account: Account
    sent: Decimal
    received: Decimal


@dataclass(frozen=True, slots=True)
class Conversion:
    """An event of which a portfolio holds the old units; `at` begins the event's day there."""

    event: AssetEvent
    at: datetime
    parts: tuple[Part, ...]

    @property
    def sent(self) -> Decimal:
        return sum((part.sent for part in self.parts), ZERO)

    @property
    def received(self) -> Decimal:
        return sum((part.received for part in self.parts), ZERO)

    @property
    def converted(self) -> Asset:
        """What holders have since."""
        return self.event.received


def missing_conversions(
    portfolio: Portfolio, *, dismissals: Iterable[ProblemDismissal]
) -> list[Conversion]:
    """What the books show as held in old units, the latest event last.

    Of a redenomination all that an account held when the day began; of a migration what it has
    held of the old asset ever since, for the rest was sold or converted as the old one. One query
    where nothing happened, four where something did.
    """
    known = {one.asset_id for one in dismissals if one.code == CONVERSION}
    held = portfolio.holding_series.order_by().values("asset")
    events = (
        AssetEvent.objects.filter(
            asset__in=held, kind__in=[AssetEvent.Kind.REDENOMINATION, AssetEvent.Kind.MIGRATION]
        )
        .exclude(asset__in=known)
        .select_related("asset", "successor")
        .order_by("on", "pk")
    )
    found = [event for event in events if event.on <= _today(portfolio)]
    if not found:
        return []
    assets = {event.asset_id for event in found}
    series = list(portfolio.holding_series.filter(asset__in=assets))
    accounts = portfolio.accounts.in_bulk()
    splits = _splits(portfolio, assets)
    conversions = (_conversion(portfolio, one, series, accounts, splits) for one in found)
    return [one for one in conversions if one.parts]


def _conversion(portfolio, event, series, accounts, splits) -> Conversion:
    at = datetime.combine(event.on, time.min, tzinfo=portfolio.zone)
    parts = []
    for one in series:
        if one.asset_id != event.asset_id or _is_recorded(event, at, splits.get(one.account_id)):
            continue
        units = _old_units(one, event)
        received = _converted(units, event)
        if units > 0 and received > 0:
            parts.append(Part(accounts[one.account_id], units, received))
    parts.sort(key=lambda part: part.account.pk)
    return Conversion(event, at, tuple(parts))


def _old_units(series: HoldingSeries, event: AssetEvent) -> Decimal:
    before = ZERO
    later = []
    for day, units in zip(series.days, series.units, strict=True):
        if day < event.on:
            before = units
        else:
            later.append(units)
    return min([before, *later]) if event.successor_id else before


def _converted(units: Decimal, event: AssetEvent) -> Decimal:
    whole = CONTEXT.multiply(units, event.units_after)
    return quantised(CONTEXT.divide(whole, event.units_before))


def _splits(portfolio: Portfolio, assets: set[int]) -> dict[int, list[tuple[int, datetime]]]:
    rows = portfolio.transactions.filter(type=TransactionType.SPLIT, sent_asset__in=assets)
    found: dict[int, list[tuple[int, datetime]]] = {}
    for account, asset, at in rows.order_by().values_list(
        "account_id", "sent_asset_id", "executed_at"
    ):
        found.setdefault(account, []).append((asset, at))
    return found


def _is_recorded(event: AssetEvent, at: datetime, splits) -> bool:
    """Whether an account has the split; a migration's leaves nothing of the old asset anyway."""
    return event.successor_id is None and any(
        asset == event.asset_id and abs(when - at) <= _NEAR for asset, when in splits or ()
    )


def _today(portfolio: Portfolio) -> date:
    return datetime.now(portfolio.zone).date()
