"""Values as the API reads and writes them: each field takes what its schema says, and no more."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError

from markets.api.base.fields import (
    ClockField,
    DayField,
    ExactField,
    FigureField,
    FlagField,
    InstantField,
    TextField,
    WholeField,
    decimal_text,
)

# 30 digits before the point and 18 after it.
texts = st.from_regex(r"\A-?[0-9]{1,30}(\.[0-9]{1,18})?\Z")


def refused(field, value) -> str:
    with pytest.raises(ValidationError) as refusal:
        field.run_validation(value)
    (code,) = refusal.value.get_codes()
    return code


@given(texts)
def test_every_decimal_of_the_schema_is_read_exactly_and_written_in_one_form(text):
    field = ExactField()
    assert re.match(field.pattern, text)
    value = field.run_validation(text)
    with localcontext(prec=60):
        assert value == Decimal(text)
        written = field.to_representation(value)
        assert Decimal(written) == value
    assert re.fullmatch(r"-?(0|[1-9]\d*)(\.\d*[1-9])?", written)
    assert written != "-0"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=30, min_value=-9, max_value=9))
def test_a_figure_is_written_to_18_places_half_to_even(value):
    """Against the decimal module's own quantize."""
    with localcontext(prec=80):
        rounded = value.quantize(Decimal("1e-18"), rounding="ROUND_HALF_EVEN")
        assert Decimal(decimal_text(value)) == rounded


def test_what_is_no_decimal_is_refused_by_what_is_wrong():
    cases = {
        1.5: "float", True: "float", "1,5": "decimal", "": "decimal", " ": "decimal",
        "NaN": "decimal", "Infinity": "decimal", "0x10": "decimal", "1e1000": "decimal",
        "١": "decimal", "1_000": "decimal", "--1": "decimal", "1e-19": "max_decimal_places",
        "1e30": "max_whole_digits", "1" * 31: "max_whole_digits", None: "null",
        "0.0000000000000000001": "max_decimal_places",
    }  # fmt: skip
    for value, code in cases.items():
        assert refused(ExactField(), value) == code, value
    for value in ("0", "-1", "-0.0", 0):
        assert refused(ExactField(positive=True), value) == "positive", value
    for value, read in {"1e3": 1000, ".5": Decimal("0.5"), "5.": 5, 7: 7, "+1": 1}.items():
        assert ExactField().run_validation(value) == read, value


def test_a_positive_field_s_pattern_leaves_out_nothing_but_0():
    pattern = re.compile(ExactField(positive=True).pattern)
    texts = ("0", "0.0", "000", "-1", "0.10", "00.01", "5")
    assert [text for text in texts if pattern.match(text)] == ["0.10", "00.01", "5"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1, "0.1"), (1e-18, "0.000000000000000001"), (1e21, "1000000000000000000000"), (-0.0, "0"),
     (2.5e-19, "0.00000000000000000025"), (3.693443521302777e-13, "0.0000000000003693443521302777"),
     (123456789.123456789, "123456789.12345679"), (3, "3")],
)  # fmt: skip
def test_a_figure_of_the_markets_is_the_shortest_decimal_that_it_is(value, text):
    assert FigureField().to_representation(value) == text


def test_an_instant_has_its_offset_and_lies_in_the_calendar():
    field = InstantField()
    noon = datetime(2026, 1, 31, 12, tzinfo=UTC)
    for text in ("2026-01-31T12:00:00Z", "2026-01-31T13:00:00+01:00", "2026-01-31T06:30:00-05:30"):
        assert field.run_validation(text) == noon
        assert field.run_validation(text).tzinfo == UTC
    cases = {
        "2026-01-31T12:00:00": "naive", "2026-01-31": "naive", "noon": "invalid",
        "0001-01-01T00:00:00+23:00": "overflow", "9999-12-31T23:00:00-23:00": "overflow",
        "0001-01-01T12:00:00Z": "overflow", "9999-12-31T12:00:00Z": "overflow",
        "2026-02-30T12:00:00Z": "invalid", 1769860800: "invalid", True: "invalid",
    }  # fmt: skip
    for value, code in cases.items():
        assert refused(field, value) in (code, "date"), value


def test_a_day_is_written_in_one_way():
    for text, day in {"2026-01-31": date(2026, 1, 31), "0001-01-01": date.min}.items():
        assert DayField().run_validation(text) == day
    odd = ("20260131", "2026-1-31", "2026-W05-6", "2026-02-29", "2026-01-31\n", " 2026-01-31",
           "2026-01-31T00:00:00Z", "٢٠٢٦-01-31", "", 20260131, True, date(2026, 1, 31))  # fmt: skip
    for value in odd:
        assert refused(DayField(), value) == "invalid", value


def test_a_text_is_text_without_control_characters_or_halves_of_one():
    field = TextField(max_length=5)
    for value in ("abc", "é", "a\tb", "日本", "😀"):
        assert field.run_validation(value) == value
    assert field.run_validation("  a ") == "a"
    cases = {
        5: "invalid", True: "invalid", "a\x00": "control", "\x1b[1m": "control", "\x9f": "control",
        "\ud800": "control", "": "blank", "  ": "blank", "abcdef": "max_length", None: "null",
    }  # fmt: skip
    for value, code in cases.items():
        assert refused(field, value) == code, repr(value)


def test_flags_wholes_and_clocks_take_their_own_kind_alone():
    assert [FlagField().run_validation(one) for one in (True, False)] == [True, False]
    for value in ("true", "1", 1, 0, "yes", []):
        assert refused(FlagField(), value) == "invalid", value
    assert WholeField(min_value=0, max_value=9).run_validation(9) == 9
    odd = [
        ("9", "invalid"),
        (1.0, "invalid"),
        (True, "invalid"),
        (10, "max_value"),
        (-1, "min_value"),
    ]
    for value, code in odd:
        assert refused(WholeField(min_value=0, max_value=9), value) == code, value
    assert f"{ClockField().run_validation('22:05')}" == "22:05:00"
    for value in ("24:00", "7:05", "07:60", "07:05:61", "noon", 705, "07:05Z"):
        assert refused(ClockField(), value) == "invalid", value
