"""The first and the last day that a date field takes, as typed on the way to another one."""

import pytest
from django.urls import reverse

from portfolios.forms.ledger.tabs import FORMS

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


def test_a_level_until_such_a_day_is_taken_or_refused(as_alice, there):
    for name, fields in [
        ("arm", {"what": "stop", "kind": "stop_loss", "level": "100", "share": "100"}),
        ("ladder", {"stop_level": "100"}),
    ]:
        for day in (FIRST, LAST):
            path = reverse(f"portfolios:{name}", args=[there.pk])
            answer = as_alice.post(path, {"asset": "bitcoin", "expires_at": day, **fields})
            assert answer.status_code in (200, 302, 422), (name, day)
    for trigger in there.triggers.all():
        assert trigger.expires_at.astimezone(there.zone).date().isoformat() == LAST
    assert as_alice.get(reverse("portfolios:plan", args=[there.pk])).status_code == 200
