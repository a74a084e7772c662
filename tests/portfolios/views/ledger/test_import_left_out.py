"""The lines that an import left out, as a file that can be corrected and imported."""

import csv

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portfolios.services.ledger.imports.answers import Answers
from portfolios.services.ledger.imports.commit import commit_import, preview_import
from tests.factories import make_asset
from tests.portfolios.importers.coinbase.files import PREAMBLE, coinbase, row
from tests.portfolios.importers.kraken.files import entry, kraken
from tests.portfolios.importers.texts import deposit, tidemark

KOINLY = "Date;Sent Amount;Sent Currency;Received Amount;Received Currency;Label;Description\n"
# A file with one wrong line, the wrong cell in it, and what it should be.
FILES = {
    "tidemark": (tidemark(deposit("1"), deposit("NaN")), "NaN", "2.5"),
    "coinbase": (
        coinbase(row("Receive", "1"), row("Receive", "2x", number=2), preamble=PREAMBLE),
        "2x", "2.5",
    ),
    "kraken": (
        kraken(entry("R1", "deposit", "XETH", "1"),
               entry("R2", "withdrawal", "XETH", "-0.1", txid="L2", time="25:00:00")),
        "2024-03-19 25:00:00", "2024-03-19 23:00:00",
    ),
    "semicolons": (
        f"{KOINLY}2024-01-31 10:00 UTC;;;1,5;ETH;airdrop;=1+1\n"
        "2024-02-31 10:00 UTC;;;2,25;ETH;airdrop;=1+1\n",
        "2024-02-31 10:00 UTC", "2024-02-28 10:00 UTC",
    ),
}  # fmt: skip


@pytest.fixture
def left_out(as_alice, portfolio):
    """The CSV of what an import of a file left out."""
    make_asset("bitcoin")
    make_asset("ethereum")
    make_asset("eur", symbol="EUR", kind="fiat")

    def import_and_download(content: str) -> str:
        seen = preview_import(
            portfolio, user=portfolio.owner, filename="f.csv", content=content.encode(),
            account=portfolio.accounts.first(),
        )  # fmt: skip
        commit_import(seen.batch, answers=Answers(leave_out_errors=True))
        page = reverse("portfolios:import_left_out", args=[portfolio.pk, seen.batch.pk])
        return as_alice.get(page).content.decode()

    return import_and_download


@pytest.mark.parametrize("name", FILES)
def test_a_line_is_corrected_in_it_and_imported(as_alice, portfolio, left_out, name):
    content, wrong, right = FILES[name]
    got = left_out(content)
    (line,) = csv.DictReader(got.splitlines())
    assert wrong in line.values()
    assert line["Why it was left out"]
    assert int(line["Line in the file"]) == content.rstrip().count("\n") + 1
    before = portfolio.transactions.count()
    file = SimpleUploadedFile("corrected.csv", got.replace(wrong, right).encode())
    sent = {"file": file, "account": portfolio.accounts.first().pk}
    preview = as_alice.post(reverse("portfolios:import", args=[portfolio.pk]), sent)["Location"]
    as_alice.post(preview, {"action": "import"})
    assert portfolio.transactions.count() == before + 1


def test_a_formula_in_it_computes_nothing_and_is_no_part_of_the_text_again(left_out):
    content, *_ = FILES["semicolons"]
    (line,) = csv.DictReader(left_out(content).splitlines())
    assert line["Description"] == "'=1+1"
