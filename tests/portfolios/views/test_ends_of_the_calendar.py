"""The first and the last day that a date field takes, as typed on the way to another one."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from portfolios.forms.ledger.tabs import FORMS
from portfolios.services.errors import Refused
from portfolios.services.exits.triggers import arm_trigger
from tests.factories import make_asset

FIRST, LAST = "0001-01-01", "9999-12-31"
# East and west of Greenwich: there the first day, and here the last, reach beyond the calendar.
ZONES = ["Asia/Tokyo", "UTC", "America/New_York"]


@pytest.fixture(params=ZONES)
def there(request, full):
    full.time_zone = request.param
    full.save(update_fields=["time_zone"])
    return full


def test_pages_take_the_ends_of_the_calendar_for_days(as_alice, there):
    asked = [
        ("transactions", "since={0}&until={1}"), ("transactions", "until={0}"),
        ("export", "since={0}&until={1}"), ("export", "until={0}"), ("export", "since={1}"),
        ("performance", "from={0}&to={1}"), ("performance", "from={0}&to={0}"),
        ("performance", "from={1}&to={1}"), ("performance_data", "from={0}&to={1}"),
        ("performance_data", "from={1}&to={1}"), ("gains", "year=1"), ("gains", "year=9999"),
        ("income", "year=9999"), ("gains_csv", "year=1"),
    ]  # fmt: skip
    for name, query in asked:
        path = reverse(f"portfolios:{name}", args=[there.pk])
        answer = as_alice.get(f"{path}?{query.format(FIRST, LAST)}")
        assert answer.status_code in (200, 400), (name, query)


def test_a_row_of_such_a_day_is_refused_by_every_tab(as_alice, there):
    account = there.accounts.get()
    fields = {
        "account": account.pk, "asset": "bitcoin", "money": "USD", "quantity": "1", "price": "5",
        "total": "5", "type": "airdrop", "sent_asset": "bitcoin", "sent_quantity": "1",
        "received_asset": "ethereum", "received_quantity": "1", "new_to_account": "Cold",
    }  # fmt: skip
    before = there.transactions.count()
    for form in FORMS:
        for at in (FIRST, f"{FIRST}T00:00", LAST, f"{LAST}T23:59:59"):
            path = reverse("portfolios:add", args=[there.pk])
            answer = as_alice.post(path, fields | {"tab": form.tab, "executed_at": at})
            assert answer.status_code in (200, 422), (form.tab, at)
            assert "executed_at" in answer.context["form"].errors, (form.tab, at)
    assert there.transactions.count() == before


def test_a_level_until_such_a_day_is_refused(as_alice, there):
    for name, fields in [
        ("arm", {"what": "stop", "kind": "stop_loss", "level": "100", "share": "100"}),
        ("ladder", {"stop_level": "100", "target_1": "900000", "share_1": "100"}),
    ]:
        for day in (FIRST, LAST):
            path = reverse(f"portfolios:{name}", args=[there.pk])
            answer = as_alice.post(path, {"asset": "bitcoin", "expires_at": day, **fields})
            assert answer.status_code in (200, 422), (name, day)
            assert "expires_at" in answer.context["form"].errors, (name, day)
    assert not there.triggers.exists()


def test_a_level_has_an_end_that_every_zone_has_a_date_for(as_alice, there):
    terms = {"user": there.owner, "asset": make_asset("bitcoin"), "kind": "stop_loss"}
    latest = datetime(9999, 12, 30, 12, tzinfo=UTC)
    trigger = arm_trigger(there, level=Decimal(100), expires_at=latest, **terms)
    for path in (
        reverse("portfolios:plan", args=[there.pk]),
        reverse("portfolios:trigger", args=[there.pk, trigger.pk]),
    ):
        assert as_alice.get(path).status_code == 200
    for at in (datetime(9999, 12, 31, 12, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)):
        with pytest.raises(Refused, match="too far ahead"):
            arm_trigger(there, level=Decimal(90), expires_at=at, **terms)
