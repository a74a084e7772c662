"""The central bank's table: a zipped CSV of days, and what may be wrong with each part of it."""

import io
import zipfile
from datetime import date

import pytest
from django.conf import settings

from markets.providers.answers import AnswerCache
from markets.providers.base import ProviderError
from markets.providers.budget import redis_client
from markets.providers.ecb import MOST_UNPACKED, EuropeanCentralBank, bank_rates
from tests.markets import fake_vendor as bad

TODAY = date(2026, 4, 7)
HEADER = "Date,USD,JPY,GBP,"


def packed(*lines: str, header: str = HEADER, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("eurofxref-hist.csv", "\n".join([header, *lines]))
    return stream.getvalue()


def read(content: bytes, since: date = date(2020, 1, 1)):
    return bank_rates(content, since=since, today=TODAY)


def days(page) -> list[str]:
    return [record.day.isoformat() for record in page.records]


def test_units_per_euro_become_dollars_a_unit():
    # 1 euro is 1.10 dollars and 165 yen: a yen is 1.10 / 165 = 0.00666… dollars.
    (record,) = read(packed("2026-04-02,1.10,165,0.88,")).records
    assert record.rates == {
        "EUR": 1.10, "USD": 1.0, "JPY": pytest.approx(1 / 150), "GBP": pytest.approx(1.25),
    }  # fmt: skip
    assert record.odd == 0


def test_days_come_newest_first_from_the_one_asked_for_on():
    table = packed("2026-04-01,1.1,,,", "2026-04-03,1.1,,,", "2026-03-31,1.1,,,")
    assert days(read(table, since=date(2026, 4, 1))) == ["2026-04-03", "2026-04-01"]


def test_a_cell_without_a_rate_is_none_and_an_odd_one_is_counted():
    page = read(packed("2026-04-02,1.10,N/A,,", "2026-04-01,1.10,x,-1,", "2026-03-31,1.1,0,1e999,"))
    assert [sorted(record.rates) for record in page.records] == [["EUR", "USD"]] * 3
    assert page.rejected == {"unreadable": 4}


@pytest.mark.parametrize(
    "line",
    ["2026-04-08,1.1,165,0.88,", "02.04.2026,1.1,165,0.88,", ",1.1,165,0.88,", "x",
     "2026-04-02,N/A,165,0.88,", "2026-04-02,0,165,0.88,", "2026-04-02"],
)  # fmt: skip
def test_a_day_to_come_no_day_and_one_without_the_dollar_cost_only_themselves(line):
    page = read(packed(line, "2026-04-01,1.1,165,0.88,"))
    assert days(page) == ["2026-04-01"]
    assert page.rejected["unreadable"] >= 1


def test_a_repeated_day_keeps_its_first_line():
    page = read(packed("2026-04-02,1.1,,,", "2026-04-02,9.9,,,"))
    assert [record.rates["EUR"] for record in page.records] == [1.1]
    assert page.rejected == {"repeated": 1}


def test_a_row_with_more_cells_than_the_header_is_read_without_them():
    assert days(read(packed("2026-04-02,1.1,165,0.88,,1,2,3"))) == ["2026-04-02"]


def damaged(content: bytes) -> bytes:
    """Some bytes of the compressed rows turned."""
    place = len(content) // 3
    return (
        content[:place]
        + bytes(byte ^ 0xFF for byte in content[place : place + 30])
        + content[place + 30 :]
    )


def two_files() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.csv", HEADER)
        archive.writestr("b.csv", HEADER)
    return stream.getvalue()


MANY = [f"2026-04-0{1 + n % 6},1.{n},165,0.88," for n in range(200)]


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA], ids=str
)
def test_the_table_is_read_as_the_bank_packs_it_and_as_ours_is(method):
    found = read(packed("2026-04-02,1.25,165,0.5,", method=method))
    assert found.records[0].rates["GBP"] == 1.25 / 0.5


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<html>sorry</html>", b"PK\x03\x04", packed("2026-04-02,1.1,,,")[:40], two_files(),
        damaged(packed(*MANY)), damaged(packed(*MANY, method=zipfile.ZIP_STORED)),
        damaged(packed(*MANY, method=zipfile.ZIP_LZMA)), packed(*MANY, method=zipfile.ZIP_BZIP2),
        packed(header=""), packed(header="<html>"), packed("1,2", header="USD,JPY"),
        packed("2026-04-02,1.1,é,"), packed('2026-04-02,"' + "x" * 200_000),
    ],
    ids=range(14),
)  # fmt: skip
def test_what_is_not_the_table_is_an_error_that_says_so(content):
    with pytest.raises(ProviderError, match="not the bank's table"):
        read(content)


def test_a_file_that_unpacks_to_too_much_is_not_unpacked():
    bomb = packed("0" * (MOST_UNPACKED + 1))
    assert len(bomb) < 100_000
    with pytest.raises(ProviderError, match="unpacks to 4000"):
        read(bomb)


def test_the_bank_is_asked_once_and_an_unchanged_file_is_not_sent_again(vendor, valkey):

    vendor.routes["/eurofxref-hist.zip"] = packed("2026-04-02,1.1,165,0.88,")
    answers = AnswerCache("ecb", client=redis_client(settings.REDIS_URL))
    bank = EuropeanCentralBank(base_url=vendor.url, answers=answers)
    for _ in range(2):
        assert days(bank.rates(since=date(2026, 1, 1))) == ["2026-04-02"]
    assert "if-none-match" in vendor.requests[1].headers
    vendor.replies = [bad.status(503)] * 3
    impatient = EuropeanCentralBank(base_url=vendor.url, sleep=lambda seconds: None)
    with pytest.raises(ProviderError, match="HTTP 503"):
        impatient.rates(since=date(2026, 1, 1))
