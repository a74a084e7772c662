"""How the API writes and reads values: decimals as strings, instants with their offset."""

from decimal import ROUND_HALF_EVEN, Context, Decimal

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

PLACES = Decimal(1).scaleb(-18)
_WIDE = Context(prec=120, rounding=ROUND_HALF_EVEN)


def written(value: Decimal) -> str:
    """A decimal without exponent and needless zeros, to at most 18 places."""
    if value.as_tuple().exponent < -18:
        value = _WIDE.quantize(value, PLACES)
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


class ExactField(serializers.DecimalField):
    """An exact decimal, a string both ways: a JSON number with a fraction is refused."""

    default_error_messages = {"float": "Write decimals as strings, so that no digit is lost."}

    def __init__(self, **kwargs):
        kwargs.setdefault("max_digits", 48)
        kwargs.setdefault("decimal_places", 18)
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        if isinstance(data, float | bool):
            self.fail("float")
        return super().to_internal_value(data)

    def to_representation(self, value):
        return written(value if isinstance(value, Decimal) else Decimal(str(value)))


def read_exact(**options) -> ExactField:
    """An exact decimal that is only told; null where there is none."""
    return ExactField(read_only=True, allow_null=True, **options)


@extend_schema_field({"type": "string", "format": "decimal"})
class FigureField(serializers.Field):
    """A figure of the markets, read-only: the shortest decimal that is that number."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value):
        return written(Decimal(repr(value)) if isinstance(value, float) else Decimal(value))


class InstantField(serializers.DateTimeField):
    """An instant; a time without an offset could be several, so it is refused."""

    default_error_messages = {"naive": "Give the time's offset, as in 2026-01-31T13:45:00Z."}

    def enforce_timezone(self, value):
        if value.tzinfo is None:
            self.fail("naive")
        return super().enforce_timezone(value)
