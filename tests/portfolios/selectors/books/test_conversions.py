"""Redenominations and migrations that a ledger does not have yet."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from markets.models import AssetEvent
from portfolios.models import Account, HoldingSeries, ProblemDismissal
from portfolios.selectors.books.conversions import missing_conversions
from tests.factories import make_asset
from tests.portfolios.books import record

ON = date(2024, 3, 1)
BEFORE, SINCE = date(2024, 1, 1), date(2024, 4, 1)


@pytest.fixture
def main(portfolio):
    return portfolio.accounts.get()


@pytest.fixture
def wallet(portfolio):
    return Account.objects.create(portfolio=portfolio, name="Wallet", kind="wallet")


def held(account, units, slug="old"):
    """Units by the day from which they were held."""
    zeros = [0] * len(units)
    return HoldingSeries.objects.create(
        portfolio=account.portfolio, account=account, asset=make_asset(slug), days=list(units),
        units=[Decimal(one) for one in units.values()], capital=zeros, moved=zeros,
    )  # fmt: skip


def happened(kind="redenomination", *, on=ON, old="1000", new="1", slug="old", **columns):
    if kind == "migration":
        columns["successor"] = make_asset("new")
    return AssetEvent.objects.create(
        asset=make_asset(slug), kind=kind, on=on, units_before=old, units_after=new, **columns
    )


def found(portfolio, *, dismissals=()):
    """(account, sent, received) of each part, by event."""
    return [
        [(part.account.name, part.sent, part.received) for part in one.parts]
        for one in missing_conversions(portfolio, dismissals=dismissals)
    ]


def test_what_an_account_held_when_the_day_began_is_converted(portfolio, main):
    held(main, {BEFORE: "500", date(2024, 2, 29): "2500", ON: "9", SINCE: "1"})
    happened()
    assert found(portfolio) == [[("Main", Decimal(2500), Decimal("2.5"))]]


@pytest.mark.parametrize(
    ("units", "sent"),
    [({BEFORE: "100"}, "100"), ({BEFORE: "100", SINCE: "40"}, "40"),
     ({BEFORE: "100", SINCE: "300"}, "100"), ({BEFORE: "100", ON: "20", SINCE: "90"}, "20")],
)  # fmt: skip
def test_of_a_migration_what_was_held_ever_since_is_converted(portfolio, main, units, sent):
    """What was sold since the day was sold as the old asset, and what came since came as it."""
    held(main, units)
    happened("migration", old="4", new="1")
    assert found(portfolio) == [[("Main", Decimal(sent), Decimal(sent) / 4)]]


@pytest.mark.parametrize(
    ("kind", "units"),
    [("redenomination", {ON: "5"}), ("redenomination", {BEFORE: "5", date(2024, 2, 1): "0"}),
     ("redenomination", {BEFORE: "-5"}), ("migration", {BEFORE: "5", SINCE: "0"}),
     ("migration", {SINCE: "5"}),
     # A thousandth of the finest unit is nothing.
     ("redenomination", {BEFORE: "0.000000000000000001"})],
)  # fmt: skip
def test_where_no_old_unit_was_held_nothing_is_missing(portfolio, main, kind, units):
    held(main, units)
    happened(kind)
    assert found(portfolio) == []


def test_accounts_have_a_part_each_and_their_sum_keeps_every_digit(portfolio, main, wallet):
    most = "9" * 29 + "." + "9" * 18
    held(wallet, {BEFORE: "0.000000000000000001"})
    held(main, {BEFORE: most})
    happened(old="1", new="1")
    (one,) = missing_conversions(portfolio, dismissals=())
    assert [part.account for part in one.parts] == [main, wallet]
    assert one.sent == one.received == Decimal("1" + "0" * 29)


def test_units_are_rounded_once_half_to_even(portfolio, main):
    """2 ÷ 3 ends nowhere; the ratio itself, rounded first, would lose the last digits of 2e12."""
    held(main, {BEFORE: "2000000000000"})
    happened(old="3", new="1")
    assert found(portfolio)[0][0][2] == Decimal("666666666666.666666666666666667")


def test_a_split_near_the_day_is_this_one(portfolio, main, wallet, at_commit):
    """The wallet has it, the account has it not; one of last year is another one."""
    held(main, {BEFORE: "1000"})
    held(wallet, {BEFORE: "3000"})
    happened()
    with at_commit():
        record(portfolio, "2024-04-29T12:00Z", "split", account=wallet, sent="3000 old",
               received="3 old")  # fmt: skip
    held_again(main, wallet)
    assert found(portfolio) == [[("Main", Decimal(1000), Decimal(1))]]
    portfolio.transactions.update(executed_at=datetime(2024, 5, 1, tzinfo=UTC))
    assert len(found(portfolio)[0]) == 2


def held_again(*accounts):
    """The books were rebuilt: their holdings are put back."""
    HoldingSeries.objects.all().delete()
    for account, units in zip(accounts, ("1000", "3000"), strict=True):
        held(account, {BEFORE: units})


def test_a_conversion_that_is_dismissed_is_not_missing(portfolio, main):
    held(main, {BEFORE: "1000"})
    event = happened()
    other = ProblemDismissal(portfolio=portfolio, code="stale_price", asset=event.asset)
    assert found(portfolio, dismissals=[other])
    known = ProblemDismissal(portfolio=portfolio, code="conversion", asset=event.asset)
    assert found(portfolio, dismissals=[known]) == []


def test_other_events_and_other_assets_convert_nothing(portfolio, main, django_assert_num_queries):
    held(main, {BEFORE: "1000"})
    make_asset("elsewhere")
    happened(slug="elsewhere")
    for kind, columns in (
        ("rename", {"former_symbol": "X"}), ("end", {}), ("merge", {"successor": make_asset("b")}),
    ):  # fmt: skip
        AssetEvent.objects.create(asset=make_asset("old"), kind=kind, on=ON, **columns)
    with django_assert_num_queries(1):
        assert missing_conversions(portfolio, dismissals=()) == []


def test_a_day_begins_at_midnight_of_the_portfolio(portfolio, main):
    portfolio.time_zone = "America/New_York"
    held(main, {BEFORE: "1000"})
    happened()
    (one,) = missing_conversions(portfolio, dismissals=())
    assert one.at == datetime(2024, 3, 1, tzinfo=ZoneInfo("America/New_York"))
    assert one.at.astimezone(UTC).hour == 5


def test_what_is_still_to_come_is_not_missing(portfolio, main):
    held(main, {BEFORE: "1000"})
    today = datetime.now(portfolio.zone).date()
    event = happened(on=today + timedelta(days=2))
    assert found(portfolio) == []
    AssetEvent.objects.filter(pk=event.pk).update(on=today)
    assert len(found(portfolio)) == 1


def test_events_come_in_their_order_with_what_holders_have_since(portfolio, main):
    held(main, {BEFORE: "1000"})
    held(main, {BEFORE: "8"}, slug="other")
    happened("migration", on=date(2024, 6, 1))
    happened(slug="other", old="1", new="10", on=date(2024, 2, 1))
    one, two = missing_conversions(portfolio, dismissals=())
    assert (one.event.asset.slug, one.converted.slug, one.received) == ("other", "other", 80)
    assert (two.event.asset.slug, two.converted.slug, two.received) == ("old", "new", 1)
