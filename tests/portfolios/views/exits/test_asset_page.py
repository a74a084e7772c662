"""What an asset's page shows of its reader's own exit plan."""

from decimal import Decimal

import pytest

from portfolios.services.exits.triggers import arm_trigger, disarm_trigger
from tests.factories import make_asset


@pytest.fixture
def stop(full):
    return arm_trigger(
        full, user=full.owner, asset=make_asset("bitcoin"), kind="stop_loss", level=Decimal(54000)
    )


def page(client):
    return " ".join(client.get("/markets/bitcoin/").content.decode().split())


def test_armed_levels_are_shown_with_their_distance(as_alice, full, stop):
    shown = page(as_alice)
    assert "My exit plan" in shown
    assert "$54,000.00" in shown
    assert "10.0% under" in shown
    assert f"/portfolios/{full.pk}/plan/" in shown
    disarm_trigger(stop)
    assert "My exit plan" not in page(as_alice)


def test_whom_it_is_shared_with_sees_it_and_others_do_not(client, bob, charlie, stop):
    client.force_login(bob)
    assert "My exit plan" in page(client)
    client.force_login(charlie)
    assert "My exit plan" not in page(client)
    client.logout()
    assert "My exit plan" not in page(client)


def test_watch_and_alert_are_offered_where_nothing_is_held(as_charlie, full):
    shown = page(as_charlie)
    assert "Watch</button>" in shown
    assert "Alert me" in shown
