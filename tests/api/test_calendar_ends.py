"""Days in queries: one way to write them, and none that is too early or too late to ask for."""

import io
from datetime import date, timedelta

import pytest
from pyarrow import parquet

from tests.api.conftest import ROOT, pointers
from tests.markets.analyses import store_analysis

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
FIRST, LAST = "0001-01-01", "9999-12-31"
TABLES = ("candles", "observations", "points", "grades", "market", "categories", "forecasts")


@pytest.fixture
def analysed(assets):
    store_analysis(TODAY, {"bitcoin": {"trader": 10.0, "points": {"ret_30d": 0.5}}})


def lines(answer) -> list[str]:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode().splitlines()


def test_the_whole_calendar_is_what_is_stored(as_alice, analysed):
    for table in TABLES:
        whole = lines(as_alice.get(f"{ROOT}history/{table}.csv/"))
        for span in (f"from={FIRST}", f"to={LAST}", f"from={FIRST}&to={LAST}", f"as_of={LAST}"):
            assert lines(as_alice.get(f"{ROOT}history/{table}.csv/?{span}")) == whole, (table, span)


def test_before_and_after_all_that_is_stored_there_is_a_heading(as_alice, analysed):
    for table in TABLES:
        for span in (f"to={FIRST}", f"from={LAST}", f"as_of={FIRST}", f"from={LAST}&to={LAST}"):
            found = lines(as_alice.get(f"{ROOT}history/{table}.csv/?{span}"))
            assert len(found) == 1, (table, span)


def test_a_span_that_ends_years_ahead_makes_no_room_for_its_days(as_alice, analysed):
    """Each day would be 48 bytes an asset, for three million of them."""
    answer = as_alice.get(f"{ROOT}history/candles.parquet/?from=0001-01-02&to={LAST}")
    table = parquet.read_table(io.BytesIO(b"".join(answer.streaming_content)))
    assert table.column("day").to_pylist() == [date(2024, 1, day) for day in range(1, 6)]
    assert table.column("close").to_pylist() == [40001.0, 40002.0, 40003.0, 40004.0, 40005.0]


def test_both_ends_of_a_span_are_included_and_one_day_may_be_asked_for(as_alice, analysed):
    path = f"{ROOT}history/candles.csv/?fields=day&asset=bitcoin"
    for span, days in {
        "&from=2024-01-02&to=2024-01-04": "02 03 04", "&from=2024-01-05": "05",
        "&to=2024-01-01": "01", "&from=2024-01-03&to=2024-01-03": "03",
        "&to=2024-01-04&as_of=2024-01-02": "01 02", "&from=2024-01-04&as_of=2024-01-03": "",
        "&from=1970-01-01&to=2024-01-02": "01 02", "&from=1969-12-31&to=2024-01-02": "01 02",
    }.items():  # fmt: skip
        heading, *found = lines(as_alice.get(path + span))
        assert heading == "day"
        assert found == [f"2024-01-{day}" for day in days.split()], span


def test_a_day_is_written_in_one_way_alone(as_alice, analysed):
    odd = ["20260310", "2026-3-10", "2026-W11-2", "%D9%A2026-03-10", "2026-03-10T00:00",
           "2026-02-30", "0000-01-01", "10000-01-01", "10.03.2026", "2026-03", "today"]  # fmt: skip
    addresses = [
        ("assessments/bitcoin/", "as_of"), ("assessments/bitcoin/points/", "as_of"),
        ("assessments/bitcoin/history/", "from"), ("analytics/market/", "to"),
        ("analytics/categories/", "as_of"), ("history/grades.csv/", "as_of"),
        ("history/candles.csv/", "from"), ("candles/?asset=bitcoin", "since"),
    ]  # fmt: skip
    for text in odd:
        for address, name in addresses:
            sign = "&" if "?" in address else "?"
            answer = as_alice.get(f"{ROOT}{address}{sign}{name}={text}")
            assert answer.status_code == 400, (address, text)
            assert list(pointers(answer)) == [f"/{name}"], (address, text)


def test_an_analysed_day_is_known_from_the_end_of_the_day_on_which_it_was_seen(as_alice, analysed):
    """It was seen at one in the morning (UTC) of the 11th."""
    for as_of, count in {"2026-03-10": 0, "2026-03-11": 1, "2026-03-12": 1}.items():
        assert len(lines(as_alice.get(f"{ROOT}history/grades.csv/?as_of={as_of}"))) == 1 + count
        # The last analysed day is another question: which day, not what was known.
        answer = as_alice.get(f"{ROOT}assessments/bitcoin/?as_of={as_of}")
        assert answer.json()["at"]["day"] == "2026-03-10"
    before = (TODAY - timedelta(days=1)).isoformat()
    assert as_alice.get(f"{ROOT}assessments/bitcoin/?as_of={before}").status_code == 404


def test_an_origin_narrows_and_an_empty_span_is_an_empty_list(as_alice, analysed):
    path = f"{ROOT}assessments/bitcoin/history/"
    assert len(as_alice.get(f"{path}?origin=live").json()) == 1
    assert as_alice.get(f"{path}?origin=back_computed").json() == []
    assert as_alice.get(f"{path}?from={LAST}").json() == []
    assert as_alice.get(f"{ROOT}analytics/market/?to={FIRST}").json() == []
    answer = as_alice.get(f"{path}?from=2026-03-10&to=2026-03-09")
    assert (answer.status_code, list(pointers(answer))) == (404, ["/to"])


def test_a_page_has_500_rows_at_most_however_the_number_is_written(as_alice, assets):
    for address in ("assets/", "quotes/", "candles/?asset=bitcoin", "screener/"):
        sign = "&" if "?" in address else "?"
        for text in ("0000000011000", "501", "000", "٣", "1" * 400):
            answer = as_alice.get(f"{ROOT}{address}{sign}page_size={text}")
            assert answer.status_code == 400, (address, text)
            assert list(pointers(answer)) == ["/page_size"], (address, text)
        assert as_alice.get(f"{ROOT}{address}{sign}page_size=0002").status_code == 200
