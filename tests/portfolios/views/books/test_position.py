"""One position's page: its figures, its lots and disposals, a few of them or all."""

import pytest
from django.urls import reverse

from markets.models import Quote
from portfolios.models import Lot, Portfolio
from portfolios.services.books.books import rebuild_books
from tests.factories import make_asset
from tests.portfolios.books import swell


def text_of(answer):
    return answer.content.decode()


def address(name, portfolio, *args):
    return reverse(f"portfolios:{name}", args=[portfolio.pk, *args])


def test_a_position_shows_its_figures_and_lots(as_alice, booked):
    answer = as_alice.get(address("position", booked, "ethereum"))
    holding, lots = answer.context["holding"], answer.context["lots"]
    assert sum(row.lot.remaining for row in lots) == holding.quantity
    assert sum(row.lot.cost for row in lots) == holding.cost
    assert sum(row.gain for row in lots) == holding.unrealised
    assert {row.term for row in lots} == {"long"}
    for row in lots:
        assert address("edit", booked, row.lot.transaction_id) in text_of(answer)


def test_each_holding_of_the_overview_leads_to_its_position_and_back(as_alice, booked):
    there = address("position", booked, "bitcoin")
    assert there in text_of(as_alice.get(address("overview", booked)))
    assert address("overview", booked) in text_of(as_alice.get(there))


@pytest.mark.parametrize("method", ["fifo", "lifo", "hifo", "average"])
@pytest.mark.parametrize("scope", ["account", "portfolio"])
def test_a_position_adds_up_by_every_method(as_alice, booked, method, scope):
    Portfolio.objects.update(method=method, scope=scope)
    rebuild_books(booked.pk)
    for slug in ("bitcoin", "ethereum"):
        answer = as_alice.get(address("position", booked, slug))
        holding = answer.context["holding"]
        assert sum(row.lot.remaining for row in answer.context["lots"]) == holding.quantity
        assert answer.context["sums"].gain == holding.realised
        assert ("no acquisition date of its own" in text_of(answer)) == (method == "average")


def test_a_position_is_narrowed_to_an_account(as_alice, booked):
    wallet = booked.accounts.get(name="Wallet")
    answer = as_alice.get(address("position", booked, "ethereum"), {"account": wallet.pk})
    assert {row.lot.account for row in answer.context["lots"]} == {wallet}
    assert answer.context["sums"].count == 0


def test_an_asset_that_the_books_do_not_know_is_not_found(as_alice, booked):
    make_asset("solana")
    for slug in ("solana", "never-heard-of"):
        assert as_alice.get(address("position", booked, slug)).status_code == 404


def test_lots_and_disposals_are_paged_apart(as_alice, booked):
    swell(booked, 60)
    answer = as_alice.get(address("position", booked, "bitcoin"), {"lots": "2"})
    assert (answer.context["lots_page"].number, answer.context["page"].number) == (2, 1)
    assert "?lots=2&amp;page=all" in text_of(answer)
    both = as_alice.get(address("position", booked, "bitcoin"), {"lots": "2", "page": "1"})
    assert "?lots=2&amp;page=2" in text_of(both)


def test_a_long_list_of_lots_begins_with_a_few_and_shows_all_when_asked(as_alice, booked):
    swell(booked, 30)
    page = address("position", booked, "bitcoin")
    few = as_alice.get(page)
    count = few.context["lot_sums"].count
    assert len(few.context["lots"]) == len(few.context["page"]) == 10
    assert f'href="?lots=all#lots">Show all {count} open lots<' in text_of(few)
    everything = as_alice.get(page, {"lots": "all"})
    assert len(everything.context["lots"]) == count
    assert "Show all" not in text_of(everything).split('id="closed"')[0]


def test_a_list_that_is_hardly_longer_is_shown_whole(as_alice, booked):
    page = address("position", booked, "bitcoin")
    swell(booked, 12 - as_alice.get(page).context["lot_sums"].count)
    assert len(as_alice.get(page).context["lots"]) == 12
    swell(booked, 1)
    assert len(as_alice.get(page).context["lots"]) == 10


@pytest.mark.parametrize("query", [{}, {"lots": "all"}, {"lots": "2"}])
def test_the_sums_of_lots_are_those_of_all_however_few_are_shown(as_alice, booked, query):
    swell(booked, 60)
    answer = as_alice.get(address("position", booked, "bitcoin"), query)
    sums, price = answer.context["lot_sums"], answer.context["holding"].price
    lots = Lot.objects.filter(asset__slug="bitcoin", remaining__gt=0)
    assert sums.count == len(lots)
    assert sums.quantity == sum(lot.remaining for lot in lots)
    assert sums.cost == sum(lot.cost for lot in lots)
    assert sums.value == sums.quantity * price
    assert sums.gain == sums.value - sums.cost
    assert f"All {sums.count}<" in text_of(answer)
    assert f"{sums.count} open lots</h2>" in text_of(answer)


def test_the_sums_of_lots_are_narrowed_to_the_account_as_the_lots_are(as_alice, booked):
    swell(booked, 20)
    wallet = booked.accounts.get(name="Wallet")
    answer = as_alice.get(address("position", booked, "ethereum"), {"account": wallet.pk})
    lots = answer.context["lots"]
    assert answer.context["lot_sums"].quantity == sum(row.lot.remaining for row in lots)
    first = booked.accounts.first()
    answer = as_alice.get(address("position", booked, "bitcoin"), {"account": first.pk})
    assert answer.context["lot_sums"].count > len(answer.context["lots"]) == 10
    assert f"?account={first.pk}&amp;lots=all#lots" in text_of(answer)


def test_lots_without_a_price_have_a_cost_and_no_value(as_alice, booked):
    Quote.objects.filter(asset__slug="bitcoin").delete()
    sums = as_alice.get(address("position", booked, "bitcoin")).context["lot_sums"]
    assert sums.cost > 0
    assert (sums.value, sums.gain) == (None, None)
