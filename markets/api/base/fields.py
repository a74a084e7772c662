"""How the API writes and reads values: decimals as strings, instants with their offset.

Each field takes what its schema says and nothing else: no number for a text, no text for a number.
"""

import math
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from markets.numbers import STORED_DIGITS, STORED_PLACES, exact_decimal, plain

# Text without control characters, but for tabs and ends of lines; and the same with something seen.
_CONTROL = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"
TEXT = f"^[^{_CONTROL}]*$"
WORDS = f"^[^{_CONTROL}]*[^\\s{_CONTROL}][^{_CONTROL}]*$"
CLOCK = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST_ID = 2**63 - 1
# A day from the ends of the calendar: every time zone has a clock for what lies between.
_FIRST = datetime.min.replace(tzinfo=UTC) + timedelta(days=1)
_LAST = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)
_TEXT = re.compile(TEXT)
_HALF = re.compile(r"[\ud800-\udfff]")
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)


def is_text(value: str, pattern: re.Pattern = _TEXT) -> bool:
    """Whether a text is one by the pattern, without half a character (a surrogate)."""
    return bool(pattern.match(value)) and not _HALF.search(value)


def decimal_text(value: Decimal) -> str:
    """A decimal as the API writes it: to at most 18 places."""
    return plain(value, places=STORED_PLACES)


class ExactField(serializers.DecimalField):
    """An exact decimal, a string both ways: a JSON number with a fraction is refused.

    `positive`: above 0. `pattern` is the schema's, where bounds make it another.
    """

    default_error_messages = {
        "float": "Write decimals as strings, so that no digit is lost.",
        "decimal": "This is no decimal.",
        "positive": "This must be above 0.",
    }

    def __init__(self, *, positive: bool = False, pattern: str = "", **kwargs):
        kwargs.setdefault("max_digits", STORED_DIGITS)
        kwargs.setdefault("decimal_places", STORED_PLACES)
        super().__init__(**kwargs)
        self.positive = positive
        whole = self.max_digits - self.decimal_places
        start = r"(?!0*\.?0*$)" if positive else "" if self.min_value is not None else "-?"
        self.pattern = pattern or rf"^{start}\d{{1,{whole}}}(?:\.\d{{1,{self.decimal_places}}})?$"

    def validate_empty_values(self, data):
        """Empty text and spaces are no decimal; DRF's own field takes them for null."""
        if isinstance(data, str) and not data.strip():
            self.fail("decimal")
        return super().validate_empty_values(data)

    def to_internal_value(self, data):
        if isinstance(data, float | bool):
            self.fail("float")
        if not isinstance(data, int) and not (isinstance(data, str) and _DECIMAL.fullmatch(data)):
            self.fail("decimal")
        value = super().to_internal_value(data)
        if self.positive and value <= 0:
            self.fail("positive")
        return value

    def to_representation(self, value):
        return decimal_text(value if isinstance(value, Decimal) else Decimal(str(value)))


def read_exact(**options) -> ExactField:
    """An exact read-only decimal; null where there is none."""
    return ExactField(read_only=True, allow_null=True, **options)


@extend_schema_field({"type": "string", "format": "decimal"})
class FigureField(serializers.Field):
    """A figure of the markets, read-only: the shortest decimal that is that number."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value):
        # The illiquidity of the largest coins begins at the thirteenth place.
        return (
            plain(exact_decimal(value))
            if isinstance(value, float)
            else decimal_text(Decimal(value))
        )


class InstantField(serializers.DateTimeField):
    """An instant; a time without an offset could be several, so it is refused."""

    default_error_messages = {
        "naive": "Give the time's offset, as in 2026-01-31T13:45:00Z.",
        "overflow": "This instant is beyond the calendar.",
    }

    def to_internal_value(self, value):
        """In UTC: offsets as wide as the format allows are more than the database takes."""
        if not isinstance(value, str):
            self.fail("invalid", format="RFC 3339")
        try:
            instant = super().to_internal_value(value).astimezone(UTC)
        except OverflowError:
            self.fail("overflow")
        if not _FIRST <= instant <= _LAST:
            self.fail("overflow")
        return instant

    def enforce_timezone(self, value):
        if value.tzinfo is None:
            self.fail("naive")
        return super().enforce_timezone(value)


class DayField(serializers.DateField):
    """A day, written in the one way that the schema says: 2026-01-31."""

    def to_internal_value(self, value):
        if not isinstance(value, str) or not DAY.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


class TextField(serializers.CharField):
    """Text, and only text, without control characters."""

    default_error_messages = {"control": "Control characters can't stand in a text."}

    def run_validation(self, data=serializers.empty):
        """Before DRF trims it: what is nothing but white space is blank."""
        if data is not serializers.empty and data is not None:
            if not isinstance(data, str):
                self.fail("invalid")
            if not is_text(data):
                self.fail("control")
        return super().run_validation(data)


class FlagField(serializers.BooleanField):
    """True or false, by no other name."""

    def to_internal_value(self, data):
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class WholeField(serializers.IntegerField):
    """A whole number of JSON."""

    def to_internal_value(self, data):
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field({"type": "string", "pattern": CLOCK})
class ClockField(serializers.TimeField):
    """A time of day in the time zone that is named beside it: 22:00 or 22:00:00."""

    def to_internal_value(self, value):
        if not isinstance(value, str) or not re.match(CLOCK, value):
            self.fail("invalid", format="hh:mm[:ss]")
        return super().to_internal_value(value)


class _TextSchema(OpenApiSerializerFieldExtension):
    target_class = TextField

    def map_serializer_field(self, auto_schema, direction):
        schema = auto_schema._map_serializer_field(self.target, direction, bypass_extensions=True)
        # Whether it may be null is said by the caller, once.
        schema = {**schema, "type": "string"}
        pattern = TEXT if self.target.allow_blank else WORDS
        return {**schema, "pattern": pattern} if direction == "request" else schema


class _ExactSchema(OpenApiSerializerFieldExtension):
    target_class = ExactField

    def map_serializer_field(self, auto_schema, direction):
        if direction == "response":
            return {"type": "string", "format": "decimal"}
        field = self.target
        most = 10 ** (field.max_digits - field.decimal_places) - 1
        least = 1 if field.positive else -most
        return {
            "type": ["string", "integer"],
            "pattern": field.pattern,
            "minimum": least if field.min_value is None else math.ceil(field.min_value),
            "maximum": most if field.max_value is None else math.floor(field.max_value),
        }
