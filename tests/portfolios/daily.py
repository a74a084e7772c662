"""Portfolios with daily values that were put into the books directly."""

from datetime import UTC, date, datetime, timedelta

from portfolios.models import DailyValue, Portfolio, Position
from tests.factories import make_asset, set_closes


def today() -> date:
    return datetime.now(UTC).date()


def day(ago: int) -> date:
    return today() - timedelta(days=ago)


def set_days(portfolio: Portfolio, *rows: tuple, until: int = 0) -> None:
    """(value, inflow, outflow) of days in a row up to `until` days ago; flows may be left out."""
    full = [(*row, *(0,) * (3 - len(row))) for row in rows]
    DailyValue.objects.bulk_create(
        DailyValue(
            portfolio=portfolio, day=day(until + len(full) - 1 - place),
            value=value, inflow=inflow, outflow=outflow,
        )
        for place, (value, inflow, outflow) in enumerate(full)
    )  # fmt: skip


def hold(portfolio: Portfolio, slug: str, quantity, *, price: float | None) -> None:
    """A position, so that there is a value at the latest quotes."""
    Position.objects.create(
        portfolio=portfolio, account=portfolio.accounts.first(),
        asset=make_asset(slug, price=price), quantity=quantity,
        cost=0, realised=0, income=0, fees=0,
    )  # fmt: skip


def set_closes_until_today(slug: str, *closes: float):
    """Daily closes of an asset, the last one today's."""
    asset = make_asset(slug)
    set_closes(asset, {day(len(closes) - 1 - n): close for n, close in enumerate(closes)})
    return asset
