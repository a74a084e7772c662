"""The page and the API of a part's returns, and the table of parts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import buy, make_asset

pytestmark = pytest.mark.django_db


def address(portfolio, name="performance", **query):
    path = reverse(f"portfolios:{name}", args=[portfolio.pk])
    return path + "?" + "&".join(f"{key}={value}" for key, value in query.items())


def test_the_table_of_parts_adds_up_to_the_headline(as_alice, full):
    found = as_alice.get(address(full, by="asset")).context
    profit = sum(part.profit for part in found["parts"])
    assert profit == pytest.approx(float(found["stretch"].profit))
    assert found["remainder"] is None
    assert {part.key for part in found["parts"]} == {"bitcoin", "ethereum"}


def test_the_page_asks_for_its_table_once_it_is_shown(as_alice, full):
    text = as_alice.get(address(full)).content.decode()
    parts = reverse("portfolios:performance_parts", args=[full.pk])
    assert f'hx-get="{parts}' in text
    assert 'href="?by=account#parts"' in text
    table = as_alice.get(parts)
    whole = as_alice.get(address(full, by="asset"))
    assert table.context["parts"] == whole.context["parts"]
    assert f'href="{address(full)}asset=bitcoin"' in table.content.decode()


def test_a_period_that_ended_has_no_table(as_alice, full):
    ended = {"from": "2020-01-01", "to": "2020-02-01", "period": "custom"}
    answer = as_alice.get(reverse("portfolios:performance_parts", args=[full.pk]), ended)
    assert answer.content.strip() == b""


def test_a_part_has_the_page_to_itself_and_a_way_back(as_alice, full):
    page = as_alice.get(address(full, asset="bitcoin"))
    text = page.content.decode()
    assert "Only asset" in text
    assert "The whole portfolio" in text
    assert page.context["stretch"].closing == 30000
    assert "parts" not in page.context


def test_a_parts_charts_are_its_own(as_alice, full):
    series = as_alice.get(address(full, "performance_data", asset="bitcoin")).json()["series"]
    assert series["value"][-1] == "30000"


def test_what_is_no_part_is_not_found(as_alice, full):
    assert as_alice.get(address(full, asset="solana")).status_code == 404
    assert as_alice.get(address(full, account="999999")).status_code == 404


def test_the_table_costs_the_same_queries_for_any_number_of_parts(
    as_alice, full, django_capture_on_commit_callbacks
):
    def count():
        as_alice.get(address(full, by="asset"))
        with CaptureQueriesContext(connection) as captured:
            as_alice.get(address(full, by="asset"))
        return len(captured)

    before = count()
    with django_capture_on_commit_callbacks(execute=True):
        for slug in ("solana", "cardano", "stellar"):
            make_asset(slug, price=10.0)
            buy(full, slug, "1", dollars="5", ago=3)
    assert count() == before


def test_the_api_answers_for_a_part(as_alice, full):
    path = f"/api/v1/portfolios/{full.pk}/performance/"
    assert as_alice.get(path, {"asset": "ethereum"}).json()["value"] == "4000"
    assert as_alice.get(path, {"asset": "solana"}).status_code == 404
    assert as_alice.get("/api/v1/performance/", {"asset": "ethereum"}).status_code == 400


def test_an_outsider_sees_no_part(as_charlie, full):
    assert as_charlie.get(address(full, asset="bitcoin")).status_code == 404
