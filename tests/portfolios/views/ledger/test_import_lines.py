"""Wrong lines of a file are corrected on the page of its preview, without JavaScript too."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portfolios.services.ledger.imports.commit import preview_import
from tests.factories import make_asset
from tests.portfolios.importers.coinbase.files import coinbase
from tests.portfolios.importers.coinbase.files import row as coinbase_row
from tests.portfolios.importers.kraken.files import entry, kraken
from tests.portfolios.importers.texts import deposit, tidemark


@pytest.fixture
def previewed(portfolio):
    make_asset("bitcoin")

    def preview(*rows):
        batch = preview_import(
            portfolio, user=portfolio.owner, filename="f.csv", content=tidemark(*rows).encode()
        ).batch
        return reverse("portfolios:import_preview", args=[portfolio.pk, batch.pk])

    return preview


def text_of(answer):
    return " ".join(answer.content.decode().split())


def amounts(portfolio):
    return sorted(portfolio.transactions.values_list("received_quantity", flat=True))


def test_the_wrong_cell_of_a_line_is_a_field(as_alice, portfolio, previewed):
    page = previewed(deposit("1"), deposit("NaN"))
    text = text_of(as_alice.get(page))
    assert 'id="cell-3-receivedamount" value="NaN"' in text
    assert 'name="cell-3-account"' not in text
    post = {"shown-line": "3", "cell-3-receivedamount": "2", "action": "preview"}
    text = text_of(as_alice.post(page, post, follow=True))
    assert "In the file: NaN" in text
    assert "Import 2 transactions" in text
    as_alice.post(page, {"action": "import"})
    assert amounts(portfolio) == [1, 2]


def test_a_correction_and_the_import_can_be_one_step(as_alice, portfolio, previewed):
    page = previewed(deposit("1"), deposit("NaN"))
    as_alice.post(page, {"shown-line": "3", "cell-3-receivedamount": "2", "action": "import"})
    assert amounts(portfolio) == [1, 2]


def test_all_cells_of_a_line_can_be_edited(as_alice, portfolio, previewed):
    page = previewed(deposit("1"), deposit("NaN"))
    answer = as_alice.post(page, {"action": "preview", "open": "3"})
    assert answer["Location"] == f"{page}?line=3#line-3"
    text = text_of(as_alice.get(f"{page}?line=3"))
    assert 'name="cell-3-account"' in text
    assert 'name="cell-2-account"' in text_of(as_alice.get(f"{page}?line=2"))
    for line in ("99", "x", "99999999"):
        assert as_alice.get(page, {"line": line}).status_code == 200


def test_a_line_is_left_out_by_its_box_and_taken_again(as_alice, portfolio, previewed):
    page = previewed(deposit("1"), deposit("NaN"))
    as_alice.post(page, {"shown-line": "3", "skip-3": "on", "action": "preview"})
    answer = as_alice.get(page)
    assert answer.context["preview"].can_commit
    as_alice.post(page, {"shown-line": "3", "action": "preview"})
    assert not as_alice.get(page).context["preview"].can_commit


def test_a_symbol_of_no_asset_is_asked_and_picked(as_alice, portfolio, previewed):
    for slug in ("gold-a", "gold-b"):
        make_asset(slug, symbol="XAU", name="Gold")
    page = previewed(deposit("1").replace("BTC", "PAPERGOLD"))
    assert 'name="asset-PAPERGOLD"' in text_of(as_alice.get(page))
    refused = text_of(as_alice.post(page, {"asset-PAPERGOLD": "Gold", "action": "preview"}))
    assert "Several assets are called Gold" in refused
    assert 'name="asset-PAPERGOLD-pick" value="gold-a Gold"' in refused
    post = {"asset-PAPERGOLD": "Gold", "asset-PAPERGOLD-pick": "gold-a Gold", "action": "preview"}
    as_alice.post(page, post)
    as_alice.post(page, {"action": "import"})
    assert portfolio.transactions.get().received_asset.slug == "gold-a"


def test_an_unknown_symbol_is_named_by_its_column_which_is_a_field(as_alice, portfolio):
    make_asset("usd")
    text = (
        "Date,Sent Amount,Sent Currency,Received Amount,Received Currency\n"
        "2025-02-06 10:00 UTC,100,USD,1000,ZZYX\n"
    )
    batch = preview_import(
        portfolio, user=portfolio.owner, filename="f.csv", content=text.encode()
    ).batch
    page = text_of(
        as_alice.get(reverse("portfolios:import_preview", args=[portfolio.pk, batch.pk]))
    )
    assert "Received Currency: There is no asset “ZZYX”." in page
    assert 'id="cell-2-receivedcurrency" value="ZZYX"' in page


def test_an_unknown_symbol_of_a_file_without_its_column_is_named_in_words(
    as_alice, portfolio, previewed
):
    page = text_of(as_alice.get(previewed(deposit("1").replace("BTC", "ZZYX"))))
    assert "Received asset: There is no asset “ZZYX”." in page


def test_a_row_that_stands_twice_is_said_and_can_be_left_out(as_alice, portfolio, previewed):
    page = previewed(deposit("1"), deposit("2"), deposit("1"))
    text = text_of(as_alice.get(page))
    assert "Rows that stand twice" in text
    assert "Import 3 transactions" in text
    answer = as_alice.post(
        page, {"shown-line": "4", "skip-4": "on", "action": "preview"}, follow=True
    )
    assert "Rows that stand twice" not in text_of(answer)
    assert "Import 2 transactions" in text_of(answer)
    as_alice.post(page, {"action": "import"})
    assert amounts(portfolio) == [1, 2]


def test_rows_that_stand_twice_both_count_unless_one_is_left_out(as_alice, portfolio, previewed):
    as_alice.post(previewed(deposit("1"), deposit("1")), {"action": "import"})
    assert amounts(portfolio) == [1, 1]


def test_what_changes_stands_by_account_in_words(as_alice, portfolio, previewed):
    reward = deposit("3").replace("deposit", "staking_reward")
    page = previewed(deposit("1"), deposit("2"), reward.replace("Cold wallet", "Main"))
    text = text_of(as_alice.get(page))
    assert 'Cold wallet <span class="tag">new account</span>' in text
    assert "2 deposits" in text
    assert "1 staking reward<" in text
    assert "Staking reward</span>" in text


def test_the_answer_to_htmx_is_a_page_where_the_file_moved_on(as_alice, portfolio, previewed):
    page = previewed(deposit("1"))
    as_alice.post(page, {"action": "import"})
    answer = as_alice.get(page, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == page


def test_an_upload_in_place_leads_to_its_preview(as_alice, portfolio):
    make_asset("bitcoin")
    upload = reverse("portfolios:import", args=[portfolio.pk])
    file = SimpleUploadedFile("f.csv", tidemark(deposit("1")).encode())
    answer = as_alice.post(upload, {"file": file}, headers={"HX-Request": "true"})
    batch = portfolio.import_batches.get()
    assert answer["HX-Redirect"] == reverse(
        "portfolios:import_preview", args=[portfolio.pk, batch.pk]
    )


def test_a_viewer_corrects_nothing(as_bob, portfolio, previewed):
    page = previewed(deposit("NaN"))
    post = {"shown-line": "2", "cell-2-receivedamount": "2", "action": "import"}
    assert as_bob.post(page, post).status_code == 403
    assert amounts(portfolio) == []


@pytest.mark.parametrize(
    ("content", "cell"),
    [(kraken(entry("R1", "deposit", "ZZQX", "50")), "cell-2-asset"),
     (coinbase(coinbase_row("Receive", "50", asset="ZZQX")), "cell-2-asset")],
    ids=["kraken", "coinbase"],
)  # fmt: skip
def test_a_symbol_that_no_asset_has_can_be_corrected_in_the_columns_of_an_exchange(
    as_alice, portfolio, content, cell
):
    batch = preview_import(
        portfolio, user=portfolio.owner, filename="f.csv", content=content.encode()
    ).batch
    text = text_of(
        as_alice.get(reverse("portfolios:import_preview", args=[portfolio.pk, batch.pk]))
    )
    assert f'id="{cell}" value="ZZQX"' in text
