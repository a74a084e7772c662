"""What makes no sense as an alert on the market is refused, naming its field."""

import pytest

from portfolios.models import MarketAlert
from portfolios.services.alerts.market import alerts
from portfolios.services.alerts.market.alerts import create_market_alert, delete_market_alert
from portfolios.services.assets.merging import merge_assets
from portfolios.services.errors import Refused
from tests.factories import make_asset
from tests.portfolios.services.alerts.market.conftest import alert_on, notices, quote


@pytest.mark.parametrize(
    ("field", "terms"),
    [
        ("asset", {"asset": None}),
        ("measure", {"measure": "nonsense"}),
        ("measure", {"measure": "momentum"}),
        ("rule", {"rule": ""}),
        ("rule", {"rule": "happens"}),
        ("level", {"level": None}),
        ("level", {"level": float("nan")}),
        ("level", {"rule": "top", "level": 2.5}),
        ("level", {"rule": "top", "level": 0}),
        ("days", {"rule": "change", "level": 0.1}),
        ("days", {"rule": "change", "level": 0.1, "days": 2}),
        ("level", {"rule": "change", "level": 0.0, "days": 7}),
        ("level", {"rule": "change", "level": -1.0, "days": 7}),
        ("rule", {"measure": "change_24h", "rule": "change", "level": 0.1, "days": 7}),
        ("rule", {"subject": "market", "measure": "dominance", "rule": "top", "level": 3}),
        ("screen", {"subject": "screen", "rule": "enters"}),
        ("watchlist", {"subject": "watchlist"}),
    ],
)
def test_each_refusal_names_its_field(alice, bitcoin, field, terms):
    with pytest.raises(Refused) as refused:
        alert_on(alice, **{"subject": "asset", "asset": bitcoin, "measure": "price",
                           "rule": "above", "level": 1.0, **terms})  # fmt: skip
    assert list(refused.value.errors) == [field]
    assert not MarketAlert.objects.exists()


def test_money_has_no_figures_of_the_market(alice):
    with pytest.raises(Refused, match="no figures of Euro"):
        alert_on(alice, make_asset("eur", price=1.1))


def test_what_does_not_belong_to_the_rule_is_dropped(alice, bitcoin):
    alert = create_market_alert(
        alice, subject="asset", asset=bitcoin, measure="signal_flip", rule="above", level=5.0,
        days=7,
    )  # fmt: skip
    assert (alert.rule, alert.level, alert.days) == ("happens", None, None)


def test_there_is_a_most(alice, bitcoin, monkeypatch):
    monkeypatch.setattr(alerts, "MOST_ALERTS", 1)
    alert = alert_on(alice, bitcoin)
    with pytest.raises(Refused, match="the most"):
        alert_on(alice, bitcoin)
    delete_market_alert(alert)
    alert_on(alice, bitcoin)


def test_an_alert_goes_on_with_the_asset_that_its_own_was_merged_into(alice, bitcoin):
    twin = make_asset("bitcoin-twin", price=100.0)
    alert = alert_on(alice, twin)
    quote(bitcoin, 200.0)
    merge_assets(twin, bitcoin, user=alice)
    alert.refresh_from_db()
    assert (alert.asset, alert.met) == (bitcoin, [])
    assert quote(bitcoin, 210.0) == quote(bitcoin, 100.0) == 0
    assert quote(bitcoin, 160.0) == 1


def test_a_deleted_alert_takes_its_notices_along(alice, bitcoin):
    alert = alert_on(alice, bitcoin)
    quote(bitcoin, 200.0)
    delete_market_alert(alert)
    assert notices(alice) == []


def test_alerts_of_who_may_not_sign_in_rest(alice, bitcoin):
    alert_on(alice, bitcoin)
    alice.is_active = False
    alice.save()
    assert quote(bitcoin, 200.0) == 0
