"""A market whose last day was analysed as it closed, and alerts on it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from markets.models import AnalysisRun, Asset
from portfolios.models import MarketAlert, Notice, User
from portfolios.services.alerts.market.alerts import create_market_alert
from portfolios.services.alerts.market.evaluation import evaluate_alerts
from tests.factories import make_asset, set_price
from tests.markets.analysed import store_market_day, store_points, store_run

YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)


@pytest.fixture
def bitcoin(db) -> Asset:
    return make_asset("bitcoin", price=100.0)


@pytest.fixture
def ethereum(db) -> Asset:
    return make_asset("ethereum", price=10.0)


def alert_on(user: User, asset: Asset | None = None, **terms) -> MarketAlert:
    """An armed alert, of an asset if one is given: above 150 of its price if nothing else."""
    subject = {"subject": "asset", "asset": asset} if asset else {}
    defaults = {} if asset is None else {"measure": "price", "rule": "above", "level": 150.0}
    if terms.get("measure") and "rule" not in terms:
        defaults = {"rule": "happens"}
    return create_market_alert(user, **{**subject, **defaults, **terms})


def quote(asset: Asset, price: float, **columns) -> int:
    """A further accepted quote, and an evaluation: how many alerts fired."""
    set_price(asset, price, **columns)
    return evaluate_alerts()


def analyse(
    day: date, points: dict[Asset, dict], *, origin: str = "live", figures: dict | None = None
) -> AnalysisRun:
    """A stored day with these data points, grades and signals."""
    run = store_run(day, origin=origin)
    store_market_day(run, day, **(figures or {}))
    for asset, values in points.items():
        store_points(run, day, asset, **values)
    return run


def notices(user: User) -> list[Notice]:
    return list(user.notices.order_by("pk"))
