"""Batches of columns as CSV, as a JSON object a line, and as Parquet, piece by piece."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from markets.numbers import exact_decimal, plain
from markets.selectors.exports.batches import Batch
from markets.streaming import PARQUET

# The type of each column by its name, in order.
Columns = Mapping[str, type]
Pieces = Callable[[Columns, Iterator[Batch]], Iterator[str | bytes]]


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write columns, batch by batch."""

    media_type: str
    pieces: Pieces


def csv_pieces(columns: Columns, batches: Iterator[Batch]) -> Iterator[str]:
    """A heading, then a line a row; what is unknown is empty."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for batch in batches:
        writer.writerows(_rows(columns, batch))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    # The heading, where there is no batch at all.
    yield buffer.getvalue()


def ndjson_pieces(columns: Columns, batches: Iterator[Batch]) -> Iterator[str]:
    """An object a row, without a heading; figures are strings, what is unknown is null."""
    for batch in batches:
        yield "".join(
            json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n"
            for row in _rows(columns, batch)
        )


def parquet_pieces(columns: Columns, batches: Iterator[Batch]) -> Iterator[bytes]:
    """A row group a batch. The library is heavy, and loaded with the first that is asked for."""
    import pyarrow  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    types = {
        str: pyarrow.string(), date: pyarrow.date32(), datetime: pyarrow.timestamp("us", tz="UTC"),
        float: pyarrow.float64(), int: pyarrow.int64(), bool: pyarrow.bool_(),
    }  # fmt: skip
    schema = pyarrow.schema([(name, types[kind]) for name, kind in columns.items()])
    sink = _Sink()
    with parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_table(pyarrow.table({n: batch[n] for n in columns}, schema=schema))
            yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Takes bytes and gives them away; its position goes on, as that of a file does."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._position = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def write(self, data) -> int:
        self._pieces.append(bytes(data))
        self._position += len(self._pieces[-1])
        return len(self._pieces[-1])

    def taken(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


FORMS = {
    "csv": Form("text/csv", csv_pieces),
    "ndjson": Form("application/x-ndjson", ndjson_pieces),
    "parquet": Form(PARQUET, parquet_pieces),
}


def _rows(columns: Columns, batch: Batch) -> Iterator[tuple]:
    return zip(*(map(_written, batch[name]) for name in columns), strict=True)


def _written(value):
    """A figure without an exponent, a day or instant as ISO 8601, all else as it is."""
    if isinstance(value, float):
        text = repr(value + 0.0)  # of -0.0 it is 0
        return plain(exact_decimal(value)) if "e" in text else text.removesuffix(".0")
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value
