"""After the first rows of a ledger, its pages lead to the positions and to an exit plan."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portfolios.services.exits.triggers import arm_trigger
from portfolios.services.ledger.imports.commit import preview_import
from tests.factories import make_asset
from tests.portfolios.importers.texts import deposit, tidemark

LEADS = "Next: check"


@pytest.fixture
def imported(as_alice, portfolio):
    """The page that follows the import of rows."""

    def follow(*rows, **answers) -> str:
        batch = preview_import(
            portfolio, user=portfolio.owner, filename="f.csv", content=tidemark(*rows).encode()
        ).batch
        page = reverse("portfolios:import_preview", args=[portfolio.pk, batch.pk])
        sent = {"action": "import"} | answers
        return as_alice.post(page, sent, follow=True).content.decode()

    make_asset("bitcoin", price=60000.0)
    return follow


def test_an_import_leads_to_the_positions_and_to_an_exit_plan(portfolio, imported):
    page = imported(deposit("1"))
    assert page.count(LEADS) == 1
    notice = page[page.index(LEADS) :][:400]
    for name, part in (("overview", "#positions"), ("plan", "")):
        assert f'href="{reverse(f"portfolios:{name}", args=[portfolio.pk])}{part}"' in notice


def test_the_page_of_an_import_with_lines_left_out_says_so_once(imported):
    page = imported(deposit("1"), deposit("NaN"), **{"shown-line": "3", "skip-3": "on"})
    assert "Lines that were left out" in page
    assert page.count(LEADS) == 1


def test_the_first_purchase_leads_on_and_one_of_a_series_does_not(as_alice, full):
    path = reverse("portfolios:add", args=[full.pk])
    sent = {"tab": "buy", "asset": "bitcoin", "money": "USD", "executed_at": "2026-01-02T10:00",
            "account": full.accounts.get().pk, "quantity": "1", "price": "60000",
            "price_is_right": "on"}  # fmt: skip
    assert LEADS in as_alice.post(path, sent, follow=True).content.decode()
    assert (
        LEADS not in as_alice.post(path, sent | {"then": "another"}, follow=True).content.decode()
    )


def test_who_has_armed_a_level_is_not_led_on(portfolio, imported):
    imported(deposit("1"))
    arm_trigger(
        portfolio, user=portfolio.owner, asset=make_asset("bitcoin"), kind="price_below",
        level=Decimal(50000),
    )  # fmt: skip
    assert LEADS not in imported(deposit("2"))
