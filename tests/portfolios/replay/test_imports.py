"""`manage.py replay` of files in every form that the import reads."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.portfolios.importers.coinbase.files import coinbase, row
from tests.portfolios.importers.kraken.files import entry, kraken
from tests.portfolios.replay.replays import LEDGER, replay, write_files

KRAKEN = kraken(
    entry("D1", "deposit", "ZEUR", "1000"),
    entry("T1", "trade", "ZEUR", "-100", "0.5", time="13:00:00"),
    entry("T1", "trade", "XXBT", "0.002", time="13:00:00"),
)
KOINLY = (
    "Date,Type,Tag,Sending Wallet,Sent Amount,Sent Currency,Receiving Wallet,Received Amount,"
    "Received Currency,Fee Amount,Fee Currency,Net Value (EUR)\n"
    "2024-01-02 10:00:00 UTC,crypto_deposit,,,,,Main,2,BTC,,,100\n"
    "2024-01-03 10:00:00 UTC,transfer,,Main,2,BTC,Cold,2,BTC,,,\n"
)
SEMICOLONS = (
    "date;type;account;sent_amount;sent_asset;received_amount;received_asset\n"
    "2024-01-02;deposit;a;;;1.000;EUR\n"
)


@pytest.fixture
def file(tmp_path):
    def write(text: str) -> str:
        path = tmp_path / "export.csv"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def replayed(*arguments: str) -> tuple[dict, str]:
    """The document, and what was said beside it."""
    said = StringIO()
    return replay(*arguments, stderr=said), said.getvalue()


def refusal(*arguments: str) -> str:
    with pytest.raises(CommandError) as error:
        call_command("replay", *arguments, "--json", stdout=StringIO())
    assert error.value.returncode == 2
    return str(error.value)


def balances(found: dict) -> list[tuple[str, str, str]]:
    return [(one["account"], one["asset"], one["quantity"]) for one in found["balances"]]


def test_a_kraken_export_is_booked_as_it_is_imported(file):
    found, said = replayed(file(KRAKEN), "--currency=EUR")
    assert found["rows"] == 2
    assert balances(found) == [("Kraken", "BTC", "0.002"), ("Kraken", "EUR", "899.5")]
    assert found["lots"][0]["transaction"] == "T1"
    assert said == ""


def test_a_koinly_history_has_its_wallets_as_accounts(file):
    found, _ = replayed(file(KOINLY), "--currency=EUR")
    assert balances(found) == [("Cold", "BTC", "2")]


def test_rows_of_unknown_types_are_told_and_the_rest_is_booked(file):
    path = file(coinbase(row("Moon Landing", "1"), row("Receive", "2", number=2)))
    found, said = replayed(path, "--currency=EUR")
    assert (found["rows"], balances(found)) == (1, [("Coinbase", "ETH", "2")])
    assert "“Moon Landing” (line 2)" in said
    assert "--map 'Moon Landing=TYPE'" in said


def test_rows_of_unknown_types_can_be_mapped_or_skipped(file):
    path = file(coinbase(row("Moon Landing", "1"), row("Receive", "2", number=2)))
    found, said = replayed(path, "--currency=EUR", "--map", "moon landing=airdrop")
    assert (found["rows"], balances(found)) == (2, [("Coinbase", "ETH", "3")])
    assert said == ""
    found, said = replayed(path, "--currency=EUR", "--map", "moon landing=skip")
    assert found["rows"] == 1
    assert "1 row was left out as chosen" in said


@pytest.mark.parametrize("choice", ["airdrop", "=airdrop", "Moon=transfer", "Moon=nonsense"])
def test_a_mapping_that_is_none_is_refused(file, choice):
    with pytest.raises(CommandError, match="KIND=TYPE"):
        replay(file(KRAKEN), f"--map={choice}")


def test_bad_lines_are_told_as_the_import_tells_them(file):
    message = refusal(file(coinbase(row("Buy", "0"), row("Receive", "2", number=2))))
    assert "1 fault" in message
    assert "line 2, Quantity Transacted: the quantity is missing or zero" in message


def test_a_file_that_no_format_fits_is_told_what_is_read(file):
    message = refusal(file("ID,Account,Type,Datetime,Amount\n1,a,b,2024-01-02,3\n"))
    assert "belongs to no known format" in message
    assert "Kraken ledgers" in message


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_file_is_told(file, text):
    assert "The file is empty" in refusal(file(text))


@pytest.mark.parametrize(("mark", "quantity"), [(".", "1"), (",", "1000")])
def test_the_decimal_mark_that_a_file_leaves_open_is_asked_for(file, mark, quantity):
    message = refusal(file(SEMICOLONS))
    assert "1 fault" in message
    assert message.endswith("--decimal-mark says which mark the file uses.")
    found, _ = replayed(file(SEMICOLONS), "--currency=EUR", f"--decimal-mark={mark}")
    assert found["cash"] == {"EUR": quantity}


def test_a_file_of_our_own_form_gives_the_same_books_by_either_reader(tmp_path):
    ledger, prices = write_files(tmp_path, LEDGER)
    found, other = replay(ledger, prices), replay(ledger, prices, "--decimal-mark=.")
    assert found["rows"] == other["rows"] == 5
    assert found == other


def test_a_gift_that_carries_over_does_so_by_either_reader(tmp_path):
    rows = (
        "2020-01-01,buy,Mine,,100,USD,1,ABC,,,,,,,b\n"
        "2022-01-01T12:00:00Z,gift_given,Mine,,1,ABC,,,,,,,carried,,g\n"
        "2022-01-01T12:00:01Z,gift_received,Hers,,,,1,ABC,,,100,USD,carried,,h\n"
    )
    ledger, prices = write_files(tmp_path, rows)
    found = replay(ledger, prices)
    held = [lot for lot in found["lots"] if lot["remaining"] == "1"]
    assert [lot["acquired_at"] for lot in held] == ["2020-01-01T00:00:00Z"]
    assert found == replay(ledger, prices, "--decimal-mark=.")


def test_rows_after_the_last_day_asked_for_are_not_counted(tmp_path):
    assert replay(*write_files(tmp_path, LEDGER), "--as-of=2024-01-03")["rows"] == 3
