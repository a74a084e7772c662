"""Target shares over the API."""

from decimal import Decimal

import pytest

from portfolios.models import Target
from tests.api.conftest import ROOT, pointers

PATH = f"{ROOT}targets/"


@pytest.fixture
def wanted(portfolio):
    return {"portfolio": portfolio.pk, "asset": "bitcoin", "share": "0.4", "band": "0.02"}


def test_a_target_is_set_read_changed_and_removed(as_alice, wanted, portfolio):
    made = as_alice.post(PATH, wanted, format="json")
    assert made.status_code == 201, made.content
    path = f"{PATH}{made.json()['id']}/"
    assert (made.json()["share"], made.json()["band"]) == ("0.4", "0.02")
    assert as_alice.patch(path, {"share": "0.5"}, format="json").json()["share"] == "0.5"
    assert Target.objects.get().band == Decimal("0.02")
    rows = as_alice.get(f"{PATH}?portfolio={portfolio.pk}&asset=bitcoin").json()["results"]
    assert [row["share"] for row in rows] == ["0.5"]
    assert as_alice.delete(path).status_code == 204


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"share": "1.5"}, "/share", 400),
        ({"share": 0.5}, "/share", 400),
        ({"band": "0"}, "/band", 400),
        ({"band": "0.9"}, "/band", 400),
        ({"asset": "nope"}, "/asset", 409),
        ({"tier": "large"}, "/tier", 400),
    ],
)
def test_what_a_target_cannot_be_is_named(as_alice, wanted, change, field, code):
    answer = as_alice.post(PATH, wanted | change, format="json")
    assert answer.status_code == code
    assert field in pointers(answer)


def test_together_they_are_at_most_the_whole(as_alice, wanted):
    as_alice.post(PATH, wanted, format="json")
    more = as_alice.post(PATH, wanted | {"asset": "ethereum", "share": "0.7"}, format="json")
    assert "/share" in pointers(more)


def test_a_target_stays_on_its_asset(as_alice, wanted):
    made = as_alice.post(PATH, wanted, format="json").json()
    answer = as_alice.patch(f"{PATH}{made['id']}/", {"asset": "ethereum"}, format="json")
    assert "/asset" in pointers(answer)


def test_who_may_look_may_not_change_and_others_find_nothing(as_alice, as_bob, as_charlie, wanted):
    made = as_alice.post(PATH, wanted, format="json").json()
    path = f"{PATH}{made['id']}/"
    assert as_bob.get(path).status_code == 200
    assert as_bob.delete(path).status_code == 403
    assert as_bob.post(PATH, wanted, format="json").status_code == 403
    assert as_charlie.get(path).status_code == 404
    assert as_charlie.delete(path).status_code == 404
    assert "/portfolio" in pointers(as_charlie.post(PATH, wanted, format="json"))
