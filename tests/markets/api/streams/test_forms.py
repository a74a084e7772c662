"""Batches of columns in their three forms: nothing is lost, and nothing waits for the end."""

import csv
import io
import json
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from markets.api.streams.forms import FORMS, csv_pieces, ndjson_pieces, parquet_pieces

COLUMNS = {"asset": str, "day": date, "at": datetime, "price": float, "n": int, "turned": bool}
AT = datetime(2026, 3, 1, 12, 30, 5, 250000, tzinfo=UTC)
ROW = {
    "asset": "bitcoin", "day": date(2026, 3, 1), "at": AT, "price": 0.1, "n": -7, "turned": True,
}  # fmt: skip


def batch(*rows: dict) -> dict[str, list]:
    return {name: [row[name] for row in rows] for name in COLUMNS}


def test_a_row_is_written_as_its_columns_are():
    unknown = dict.fromkeys(COLUMNS)
    rows = batch(ROW, unknown)
    assert "".join(csv_pieces(COLUMNS, iter([rows]))) == (
        "asset,day,at,price,n,turned\r\n"
        "bitcoin,2026-03-01,2026-03-01T12:30:05.250000Z,0.1,-7,True\r\n"
        ",,,,,\r\n"
    )
    first, second = "".join(ndjson_pieces(COLUMNS, iter([rows]))).splitlines()
    assert json.loads(first) == {
        "asset": "bitcoin", "day": "2026-03-01", "at": "2026-03-01T12:30:05.250000Z",
        "price": "0.1", "n": -7, "turned": True,
    }  # fmt: skip
    assert json.loads(second) == unknown
    table = parquet.read_table(io.BytesIO(b"".join(parquet_pieces(COLUMNS, iter([rows])))))
    assert table.to_pylist() == [ROW, unknown]


def test_figures_have_no_exponent_and_no_needless_point():
    figures = {1e-7: "0.0000001", 1e22: "1" + "0" * 22, 5.0: "5", -0.0: "0", 0.1: "0.1",
               123456789.125: "123456789.125", 2.5e-5: "0.000025"}  # fmt: skip
    columns = {"price": float}
    text = "".join(csv_pieces(columns, iter([{"price": list(figures)}])))
    assert text.split() == ["price", *figures.values()]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5))
def test_a_figure_reads_back_as_itself_wherever_18_places_hold_it(values):
    columns = {"price": float}
    text = "".join(ndjson_pieces(columns, iter([{"price": values}])))
    for line, value in zip(text.splitlines(), values, strict=True):
        written = json.loads(line)["price"]
        assert "e" not in written
        assert float(written) == value


def test_text_that_a_form_gives_a_meaning_stays_text():
    columns = {"asset": str}
    odd = ['a,"b"', "line\nend", "tab\t", "é日😀", "", "null", "=1+1"]
    text = "".join(csv_pieces(columns, iter([{"asset": odd}])))
    _, *rows = csv.reader(io.StringIO(text, newline=""))
    assert rows == [[one] for one in odd]
    lines = "".join(ndjson_pieces(columns, iter([{"asset": odd}]))).split("\n")[:-1]
    assert [json.loads(line)["asset"] for line in lines] == odd
    data = b"".join(parquet_pieces(columns, iter([{"asset": odd}])))
    assert parquet.read_table(io.BytesIO(data)).column("asset").to_pylist() == odd


def test_each_batch_is_written_before_the_next_is_read():
    for name, form in FORMS.items():
        read = []

        def batches(read=read):
            for number in range(3):
                read.append(number)
                yield {"n": [number] * 2}

        pieces = form.pieces({"n": int}, batches())
        assert read == [], name
        next(pieces)
        assert read == [0], name
        assert len([next(pieces), next(pieces)]) == 2
        assert read == [0, 1, 2], name


def test_without_a_batch_a_table_has_its_columns():
    assert "".join(csv_pieces(COLUMNS, iter([]))) == "asset,day,at,price,n,turned\r\n"
    assert list(ndjson_pieces(COLUMNS, iter([]))) == []
    table = parquet.read_table(io.BytesIO(b"".join(parquet_pieces(COLUMNS, iter([])))))
    assert (table.num_rows, table.column_names) == (0, list(COLUMNS))


def test_only_what_is_asked_for_is_written_and_in_that_order():
    asked = {"n": int, "asset": str}
    rows = batch(ROW)
    assert "".join(csv_pieces(asked, iter([rows]))) == "n,asset\r\n-7,bitcoin\r\n"
    assert list(json.loads(next(ndjson_pieces(asked, iter([rows]))))) == ["n", "asset"]
    data = b"".join(parquet_pieces(asked, iter([rows])))
    assert parquet.read_table(io.BytesIO(data)).column_names == ["n", "asset"]
