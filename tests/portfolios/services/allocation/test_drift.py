"""Targets, and being told once when a share has left its band."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.models import Delivery, Notice, Target
from portfolios.selectors.allocation.targets import targets_of
from portfolios.selectors.books.holdings import holdings_of
from portfolios.services.allocation.drift import notify_drift
from portfolios.services.allocation.targets import remove_target, set_target
from portfolios.services.errors import Refused
from tests.factories import make_asset, set_price
from tests.portfolios.services.exits.plans_live import hold


@pytest.fixture
def bitcoin(portfolio):
    """Half of the value, at first."""
    asset = make_asset("bitcoin", price=100.0)
    hold(portfolio, asset, 10, cost=800)
    hold(portfolio, make_asset("ethereum", price=50.0), 20, cost=800)
    return asset


def aim(portfolio, asset, share, band="0.05") -> Target:
    return set_target(portfolio, asset=asset, share=Decimal(share), band=Decimal(band))


def told() -> int:
    return Notice.objects.filter(kind="drift").count()


def test_inside_its_band_nothing_is_told(portfolio, bitcoin):
    aim(portfolio, bitcoin, "0.46")
    assert notify_drift() == told() == 0


def test_outside_the_owner_is_told_once(portfolio, bitcoin, alice):
    target = aim(portfolio, bitcoin, "0.4")
    assert notify_drift() == 1
    assert notify_drift() == 0
    notice = Notice.objects.get(kind="drift")
    assert notice.user == alice
    assert "10.0 points away from its target of 40%" in notice.text
    assert Delivery.objects.filter(notice=notice).count() == 1
    target.refresh_from_db()
    assert target.drifted_at is not None


def test_the_owner_is_told_in_their_language(portfolio, bitcoin, alice):
    alice.language = "de"
    alice.save(update_fields=["language"])
    aim(portfolio, bitcoin, "0.4")
    notify_drift()
    text = Notice.objects.get(kind="drift").text
    assert "10,0 Punkte vom Zielgewicht 40 % entfernt" in text


def test_it_is_told_again_only_after_it_came_back_to_the_inner_half(portfolio, bitcoin):
    aim(portfolio, bitcoin, "0.5", band="0.1")
    for price, expected in ((200.0, 1), (145.0, 1), (200.0, 1), (110.0, 1), (200.0, 2)):
        set_price(bitcoin, price)
        notify_drift()
        assert told() == expected, price


def test_several_of_a_portfolio_are_told_together(portfolio, bitcoin):
    aim(portfolio, bitcoin, "0.3")
    aim(portfolio, make_asset("ethereum"), "0.7")
    assert notify_drift() == 2
    notice = Notice.objects.get(kind="drift")
    assert "BTC" in notice.title
    assert "ETH" in notice.title


def test_an_asset_that_is_not_held_has_no_share(portfolio, bitcoin):
    aim(portfolio, make_asset("solana", price=1.0), "0.2")
    assert notify_drift() == 1


def test_a_stale_price_is_not_judged(portfolio, bitcoin, settings):
    aim(portfolio, bitcoin, "0.1")
    old = timezone.now() - timedelta(seconds=settings.QUOTE_STALE_AFTER + 5)
    set_price(make_asset("ethereum"), 50.0, at=old)
    assert notify_drift() == 0


def test_a_portfolio_worth_nothing_has_no_shares(portfolio):
    aim(portfolio, make_asset("bitcoin", price=100.0), "0.5")
    assert notify_drift() == 0


def test_targets_never_exceed_the_whole(portfolio, bitcoin):
    aim(portfolio, bitcoin, "0.6")
    aim(portfolio, bitcoin, "0.7")
    with pytest.raises(Refused, match="30% is left"):
        aim(portfolio, make_asset("ethereum"), "0.4")
    remove_target(Target.objects.get())
    aim(portfolio, make_asset("ethereum"), "1")


def test_targets_stand_beside_what_is_held(portfolio, bitcoin):
    aim(portfolio, bitcoin, "0.4")
    found = targets_of(portfolio, holdings=holdings_of(portfolio))
    (row,) = found.rows
    assert (row.now, row.off, row.difference) == (Decimal("0.5"), Decimal("0.1"), Decimal(-200))
    assert row.is_outside
    assert (found.unassigned, found.rest) == (Decimal("0.6"), Decimal("0.5"))


def test_the_page_and_the_watch_agree(portfolio, bitcoin):
    aim(portfolio, bitcoin, "0.4")
    aim(portfolio, make_asset("ethereum"), "0.48")
    page = {row.target.asset.slug for row in
            targets_of(portfolio, holdings=holdings_of(portfolio)).outside}  # fmt: skip
    notify_drift()
    watch = set(Target.objects.exclude(drifted_at=None).values_list("asset__slug", flat=True))
    assert page == watch == {"bitcoin"}
