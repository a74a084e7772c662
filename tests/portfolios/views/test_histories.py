"""Downloads of the histories of what one holds."""

import pytest
from django.utils import timezone

from portfolios.models import Position
from tests.factories import make_asset, make_portfolio
from tests.portfolios.services.exits.plans_live import hold

PATH = "/histories/"
ASKED = {"table": "candles", "written": "csv", "assets": "held"}


@pytest.fixture
def held(alice, bob):
    portfolio = make_portfolio(alice)
    for slug in ("solana", "bitcoin"):
        hold(portfolio, make_asset(slug, price=1.0), 1)
    hold(portfolio, make_asset("own-shed", kind="own"), 1)
    hold(portfolio, make_asset("sold", price=1.0), 1)
    Position.objects.filter(asset__slug="sold").update(quantity=0)
    hold(make_portfolio(bob, name="Bob’s"), make_asset("ripple", price=1.0), 1)


def test_a_visitor_signs_in_first(client, db):
    assert client.get(PATH, ASKED).status_code == 302


def test_the_form_leads_to_the_download_of_what_one_holds(client, alice, held):
    client.force_login(alice)
    assert client.get(PATH).status_code == 200
    today = f"{timezone.now():%Y-%m-%d}"
    answer = client.get(PATH, {**ASKED, "written": "ndjson", "since": "2026-01-01", "until": today})
    address = f"/api/v1/history/candles.ndjson/?from=2026-01-01&to={today}&asset=bitcoin,solana"
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert client.get(address).status_code == 200


def test_all_assets_name_none(client, alice, held):
    client.force_login(alice)
    answer = client.get(PATH, {**ASKED, "assets": "all", "table": "grades"})
    assert answer["Location"] == "/api/v1/history/grades.csv/"


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"table": "secrets"}, "secrets is not one of the available choices"),
     ({"since": "2026-02-01", "until": "2026-01-01"}, "The last day lies before the first"),
     ({"since": "soon"}, "Enter a valid date"), ({}, "You hold no asset of the market")],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_beside_its_field(client, charlie, changes, said):
    client.force_login(charlie)
    assert said in client.get(PATH, {**ASKED, **changes}).content.decode()
