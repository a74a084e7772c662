"""What happened to an asset is recorded with who and when, and taken back as it was."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from markets.models import Asset, AssetEvent, OpenCandle, Quote
from markets.providers.base import AssetRecord
from markets.selectors import former_wearers, usd_prices
from markets.services import record_event, sync_assets, withdraw_event
from markets.services.assets.listing import store_assets

DAY = date(2022, 5, 28)


@pytest.fixture
def luna(make_asset):
    return make_asset("terra-luna", symbol="LUNC", name="Terra Classic", rank=70)


def rename(asset, **columns):
    return AssetEvent(asset=asset, kind="rename", on=DAY, former_symbol="LUNA", **columns)


def test_a_former_symbol_has_its_last_day_and_who_said_so(luna, alice):
    event = record_event(rename(luna, former_name="Terra"), user=alice)
    assert (event.recorded_by, event.recorded_at is not None) == (alice, True)
    (wearer,) = former_wearers(["luna"])["LUNA"]
    assert (wearer.asset, wearer.since, wearer.until) == (luna, None, date(2022, 5, 27))
    assert luna.names.get(kind="name").text == "Terra"


def test_a_second_rename_begins_where_the_first_one_ended(luna, alice):
    record_event(rename(luna), user=alice)
    record_event(
        AssetEvent(asset=luna, kind="rename", on=date(2024, 1, 1), former_symbol="LUNC"),
        user=alice,
    )
    assert luna.names.get(text="LUNC").valid_from == DAY


def test_a_rename_that_is_withdrawn_leaves_no_name(luna, alice):
    withdraw_event(record_event(rename(luna), user=alice))
    assert not luna.names.exists()
    assert not AssetEvent.objects.exists()


class TestAnEnd:
    def closes(self, asset):
        for day, close in ((date(2024, 1, 1), 5.0), (date(2024, 1, 2), 1.0)):
            OpenCandle.objects.create(asset=asset, day=day, close=close, source="test")
        now = datetime.now(UTC)
        Quote.objects.create(asset=asset, price=1.0, as_of=now, received_at=now, source="test")
        return lambda *days: usd_prices([asset.pk], [date(2024, 1, n) for n in days])[asset.pk]

    def end(self, asset, **columns):
        return AssetEvent(asset=asset, kind="end", on=date(2024, 1, 3), **columns)

    def test_keeps_the_last_price(self, luna, alice):
        closes = self.closes(luna)
        record_event(self.end(luna), user=alice)
        luna.refresh_from_db()
        assert (luna.ended_on, luna.is_active, luna.rank) == (date(2024, 1, 3), False, None)
        assert closes(1, 2, 3, 9).tolist() == [5.0, 1.0, 1.0, 1.0]
        assert Quote.objects.filter(asset=luna).exists()

    def test_is_worth_nothing_only_if_the_operator_says_so(self, luna, alice):
        closes = self.closes(luna)
        record_event(self.end(luna, is_worthless=True), user=alice)
        assert closes(2, 3, 9).tolist() == [1.0, 0.0, 0.0]
        assert usd_prices([luna.pk], [date(2026, 1, 1)])[luna.pk].tolist() == [0.0]
        assert not Quote.objects.filter(asset=luna).exists()

    def test_outlives_a_list_that_still_has_it(self, luna, alice, simulated_market):
        record_event(self.end(luna), user=alice)
        listed = AssetRecord(ref="terra-luna", symbol="LUNC", name="Terra Classic", rank=70)
        store_assets([listed], source="simulated", replace=True)
        luna.refresh_from_db()
        assert not luna.is_active

    def test_can_be_withdrawn(self, luna, alice):
        withdraw_event(record_event(self.end(luna, is_worthless=True), user=alice))
        luna.refresh_from_db()
        assert (luna.ended_on, luna.is_worthless) == (None, False)


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"kind": "redenomination"}, "__all__"),
        ({"kind": "redenomination", "units_before": Decimal(0), "units_after": 1}, "__all__"),
        ({"kind": "migration", "units_before": 1, "units_after": 1}, "__all__"),
        ({"kind": "rename"}, "__all__"),
        ({"kind": "merge"}, "kind"),
        ({"kind": "rename", "former_symbol": "X", "is_worthless": True}, "is_worthless"),
    ],
)
def test_what_contradicts_itself_is_refused(luna, alice, columns, field):
    with pytest.raises(ValidationError) as refused:
        record_event(AssetEvent(asset=luna, on=DAY, **columns), user=alice)
    assert field in refused.value.message_dict
    assert not AssetEvent.objects.exists()


def test_money_has_no_events(make_asset, alice):
    with pytest.raises(ValidationError, match="coins"):
        record_event(rename(make_asset("usd", kind="fiat")), user=alice)


def test_an_asset_is_not_its_own_successor(luna, alice):
    event = AssetEvent(asset=luna, kind="migration", on=DAY, successor=luna, units_before=1)
    with pytest.raises(ValidationError, match="own successor"):
        record_event(event, user=alice)


def test_a_corrected_kind_survives_the_next_list(simulated_market):
    sync_assets()
    asset = Asset.objects.filter(kind="stablecoin").first()
    Asset.objects.filter(pk=asset.pk).update(kind="wrapped", kind_is_fixed=True)
    sync_assets()
    asset.refresh_from_db()
    assert asset.kind == "wrapped"
