"""The central bank's days after the installation's file, by its form and against its breaches."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest

from markets.models import Asset, Candle, Market, OpenCandle, Quote
from markets.providers.base import ProviderError
from markets.providers.ecb import bank_rates
from markets.services import load_fiat_history, refresh_bank_rates
from tests.markets import fake_vendor as bad

pytestmark = pytest.mark.django_db
PATH = "/eurofxref-hist.zip"
TODAY = datetime.now(UTC).date()
YESTERDAY = TODAY - timedelta(days=1)


def packed(*lines: str, header: str = "Date,USD,JPY,GBP,") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("eurofxref-hist.csv", "\n".join([header, *lines]))
    return stream.getvalue()


@pytest.fixture
def bank(live_market, use_source, vendor):
    """Has the bank answer these days."""
    use_source("ecb")
    load_fiat_history(since=date(2026, 1, 1))

    def answer(*lines: str, **options) -> None:
        vendor.routes[PATH] = packed(*lines, **options)

    return answer


def close(code: str, day: date) -> float | None:
    return Candle.objects.filter(asset__slug=code, day=day).values_list("close", flat=True).first()


def test_new_days_are_stored_and_quoted(bank):
    dollars = Quote.objects.get(asset__slug="eur").price
    bank(
        f"{TODAY},{dollars},N/A,0.85,", f"{YESTERDAY},{dollars * 1.01},N/A,0.85,",
        "1999-01-04,1.17,133,0.71,",
    )  # fmt: skip
    run = refresh_bank_rates()
    assert close("eur", TODAY) == dollars
    assert close("eur", YESTERDAY) == dollars * 1.01
    assert close("jpy", TODAY) is None
    assert (run.kind, run.provider, run.accepted, run.rejected, run.error) == (
        "fiat", "ecb", run.rows, 0, "",
    )  # fmt: skip
    assert Quote.objects.get(asset__slug="eur").as_of.date() == TODAY


def test_an_unchanged_file_is_not_sent_again_and_changes_nothing(bank, vendor):
    bank(f"{YESTERDAY},1.17,N/A,N/A,")
    refresh_bank_rates()
    run = refresh_bank_rates()
    assert vendor.requests[-1].headers["if-none-match"]
    assert (run.accepted, run.unchanged) == (0, run.rows)


def test_a_rate_a_thousand_times_the_last_is_left_out_alone(bank):
    bank(f"{YESTERDAY},1.17,0.17,0.85,")
    run = refresh_bank_rates()
    assert close("jpy", YESTERDAY) is None
    assert close("gbp", YESTERDAY) == 1.17 / 0.85
    assert run.reasons == {"far from the last rate": 1}


def test_no_currency_is_made_of_an_answer(bank):
    count = Asset.objects.count()
    bank(f"{YESTERDAY},1.17,5,", header="Date,USD,ZZZ,")
    assert refresh_bank_rates().reasons == {"unknown currency": 1}
    assert Asset.objects.count() == count


@pytest.mark.parametrize(
    "line",
    [f"{TODAY + timedelta(days=2)},1.17,N/A,N/A,", "soon,1.17,,,", ",1.17,,,", "2026-99-01,1,1,1,",
     f"{TODAY},N/A,150,N/A,", f"{TODAY},-1,150,N/A,"],
)  # fmt: skip
def test_an_odd_day_is_counted_and_costs_no_other(bank, line):
    bank(line, f"{YESTERDAY},1.17,N/A,N/A,")
    run = refresh_bank_rates()
    assert (close("eur", YESTERDAY), close("eur", TODAY)) == (1.17, None)
    assert run.reasons == {"unreadable": 1}


@pytest.mark.parametrize("cell", ["NaN", "inf", "0", "-3", "many"])
def test_an_odd_rate_is_counted_and_costs_no_other(bank, cell):
    bank(f"{YESTERDAY},1.17,{cell},0.85,")
    run = refresh_bank_rates()
    assert (close("gbp", YESTERDAY), close("jpy", YESTERDAY)) == (1.17 / 0.85, None)
    assert run.reasons == {"unreadable": 1}


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"PK\x03\x04cut", packed("x")[:60]],
    ids=["empty", "a page", "no archive", "half an archive"],
)
def test_a_file_that_is_none_is_said_and_costs_nothing(bank, vendor, body):
    vendor.replies = [bad.text(body)]
    before = OpenCandle.objects.count()
    assert "not the bank's table" in refresh_bank_rates().error
    assert OpenCandle.objects.count() == before


def test_a_file_that_would_unpack_without_end_is_not_unpacked():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("eurofxref-hist.csv", b"0" * 50_000_000)
    with pytest.raises(ProviderError, match="unpacks to"):
        bank_rates(stream.getvalue(), since=date(2026, 1, 1), today=TODAY)


def test_a_simulated_market_asks_nobody(bank, vendor):
    Market.objects.update(provider="simulated", seed=1)
    assert refresh_bank_rates() is None
    assert vendor.requests == []


def test_a_source_that_is_switched_off_is_not_asked(bank, use_source, vendor):
    use_source("ecb", enabled=False)
    assert refresh_bank_rates() is None
    assert vendor.requests == []
