"""The import page shows rows that the ledger says otherwise, and what was chosen of them."""

from django.urls import reverse

from portfolios.services.ledger.imports.commit import commit_import, preview_import
from portfolios.services.ledger.transactions import delete_transaction
from tests.factories import make_asset
from tests.portfolios.importers.texts import deposit, tidemark


def previewed(portfolio, *rows):
    content = tidemark(*rows).encode()
    return preview_import(portfolio, user=portfolio.owner, filename="f.csv", content=content).batch


def test_both_kinds_are_shown_and_taken(as_alice, portfolio):
    make_asset("bitcoin")
    commit_import(previewed(portfolio, deposit("1.5") + "a", deposit("3") + "b"))
    delete_transaction(portfolio.transactions.get(external_id="b"), user=portfolio.owner)
    batch = previewed(portfolio, deposit("2") + "a", deposit("3") + "b")
    page = reverse("portfolios:import_preview", args=[portfolio.pk, batch.pk])
    text = as_alice.get(page).content.decode()
    assert "The ledger says otherwise" in text
    assert "received: 1.5 BTC" in text
    assert "by alice@example.org" in text
    post = {"conflict-a": "take", "conflicts": "keep", "action": "preview"}
    as_alice.post(page, post)
    answer = as_alice.get(page)
    assert answer.context["preview"].replaced_count == 1
    assert answer.context["preview"].left_out_count == 1
    as_alice.post(page, {**post, "conflict-b": "take", "action": "import"})
    amounts = portfolio.transactions.values_list("external_id", "received_quantity")
    assert dict(amounts) == {"a": 2, "b": 3}
