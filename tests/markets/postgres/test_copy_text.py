"""The text form of COPY, line by line: a batch at a time, each column as Postgres reads it."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from markets.models import Asset
from markets.postgres.copy_text import column_text, copy_lines


class Number(models.IntegerChoices):
    SEVEN = 7, "seven"


def test_each_kind_of_value_has_its_text():
    cases = [
        (None, "\\N"), (True, "True"), (0, "0"), (-(2**63), str(-(2**63))), (0.1, "0.1"),
        (1e-7, "1e-07"), (float("inf"), "inf"), ("", ""), ("\\N", "\\\\N"), ("\\.", "\\\\."),
        ("a\tb\nc\rd", "a\\tb\\nc\\rd"), (date(24, 2, 29), "0024-02-29"),
        (datetime(2024, 1, 1, 12, tzinfo=UTC), "2024-01-01T12:00:00+00:00"),
        # A code with a name is its code, not its name.
        (Asset.Kind.COIN, "coin"), (Number.SEVEN, "7"),
        ([], "{}"), ((1, 2), "{1,2}"), (['a"b', "c\\"], '{"a\\\\"b","c\\\\\\\\"}'),
        ([Decimal("1.50"), Decimal(-2)], "{1.50,-2}"),
    ]  # fmt: skip
    for value, text in cases:
        assert column_text(value) == text, repr(value)


def test_figures_have_the_places_that_the_database_keeps_half_to_even():
    half = "0.1234567890123456785", "0.1234567890123456775"
    assert [column_text(Decimal(text)) for text in half] == [
        "0.123456789012345678", "0.123456789012345678",
    ]  # fmt: skip
    for text in ("1E+3", "1E-19", "1E-18", "-0E-30", "1.50", "12345678901234567890.5"):
        written = column_text(Decimal(text))
        assert abs(Decimal(written) - Decimal(text)) <= Decimal("5e-19"), text


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=18, min_value=-(10**20), max_value=10**20
    )
)
def test_a_figure_of_18_places_is_written_exactly(value):
    assert Decimal(column_text(value)) == value


def _unescaped(field: str) -> str | None:
    """What PostgreSQL's documentation says that a field of COPY means."""
    if field == "\\N":
        return None
    signs = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}
    found, rest = [], iter(field)
    for sign in rest:
        found.append(signs[next(rest)] if sign == "\\" else sign)
    return "".join(found)


text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.lists(st.none() | text, min_size=2, max_size=2), min_size=1, max_size=4))
def test_lines_part_rows_and_tabs_part_columns_whatever_the_text(rows):
    (lines,) = copy_lines(map(tuple, rows))
    assert lines.endswith("\n")
    read = [list(map(_unescaped, line.split("\t"))) for line in lines[:-1].split("\n")]
    assert read == rows


def test_shared_columns_stand_before_each_row_and_rows_come_in_batches():
    assert list(copy_lines([(1, "a"), (2, "b")], "buy", None)) == [
        "buy\t\\N\t1\ta\nbuy\t\\N\t2\tb\n"
    ]
    assert list(copy_lines([])) == []
    sizes = [lines.count("\n") for lines in copy_lines((n,) for n in range(2001))]
    assert sizes == [1000, 1000, 1]


def test_rows_are_taken_as_they_are_written():
    taken = []

    def rows():
        for number in range(3000):
            taken.append(number)
            yield (number,)

    batches = copy_lines(rows())
    next(batches)
    assert len(taken) == 1000
