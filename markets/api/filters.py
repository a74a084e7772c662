"""What lists can be narrowed by, and those of the markets.

Each filter takes what its schema says and nothing else: what it can't read is a 400, never silence.
"""

import re
from datetime import UTC, date

from django import forms
from django.core.validators import RegexValidator
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField
from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.utils import extend_schema_field

from markets.api.base.fields import DAY, MOST_ID, WORDS
from markets.models import Asset, Candle, Quote

SLUG = "^[a-zA-Z0-9_-]+$"
_WHOLE = re.compile(r"[0-9]{1,19}", re.ASCII)
_FLAGS = {"true": True, "false": False}


class _IdField(forms.Field):
    def to_python(self, value):
        if value in self.empty_values:
            return None
        if not _WHOLE.fullmatch(value) or int(value) > MOST_ID:
            raise forms.ValidationError("This is no id.")
        return int(value)


class _DayField(forms.Field):
    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            return date.fromisoformat(value if DAY.fullmatch(value) else "")
        except ValueError:
            raise forms.ValidationError("Write a day as 2026-01-31.") from None


class _FlagField(forms.Field):
    def to_python(self, value):
        if value in self.empty_values:
            return None
        if value not in _FLAGS:
            raise forms.ValidationError("Write true or false.")
        return _FLAGS[value]


class _InstantField(IsoDateTimeField):
    """In UTC: offsets as wide as the format allows are more than the database takes."""

    def to_python(self, value):
        try:
            found = super().to_python(value)
            return found and found.astimezone(UTC)
        except OverflowError:
            raise forms.ValidationError("This instant is beyond the calendar.") from None


@extend_schema_field({"type": "integer", "minimum": 0, "maximum": MOST_ID})
class IdFilter(filters.Filter):
    """The id of something."""

    field_class = _IdField


@extend_schema_field({"type": "string", "format": "date"})
class DayFilter(filters.Filter):
    """A day, written alike in every language: 01/02/2026 would be two days."""

    field_class = _DayField


@extend_schema_field({"type": "boolean"})
class FlagFilter(filters.Filter):
    """True or false."""

    field_class = _FlagField


@extend_schema_field({"type": "string", "format": "date-time"})
class InstantFilter(filters.Filter):
    """An instant with its offset; one without it is read as UTC."""

    field_class = _InstantField


@extend_schema_field({"type": "string", "minLength": 1, "maxLength": 200, "pattern": WORDS})
class NameFilter(filters.CharFilter):
    """A name, slug or symbol."""

    def __init__(self, *args, **kwargs):
        validators = [RegexValidator(WORDS, "This is no name.")]
        super().__init__(*args, max_length=200, validators=validators, **kwargs)


class SlugsFilter(filters.BaseInFilter, filters.CharFilter):
    """Slugs with commas between them."""

    def __init__(self, *args, **kwargs):
        validators = [RegexValidator(SLUG, "This is no slug.")]
        super().__init__(*args, validators=validators, **kwargs)


class AssetFilter(filters.FilterSet):
    slug = SlugsFilter(label="slugs, with commas between them")
    symbol = NameFilter(lookup_expr="iexact")
    kind = filters.ChoiceFilter(choices=Asset.Kind.choices)
    category = NameFilter(field_name="categories__slug")
    is_active = FlagFilter()
    search = NameFilter(method="matching", label="in symbol, name or slug")

    class Meta:
        model = Asset
        fields: list[str] = []

    def matching(self, queryset, name, value):
        return queryset.matching(value)


class _FilterSchema(DjangoFilterExtension):
    """Filters with their labels; lists with what stands in them."""

    target_class = "markets.api.base.strict.StrictFilterBackend"
    priority = 1

    def resolve_filter_field(self, auto_schema, model, filterset_class, name, filter_field):
        found = super().resolve_filter_field(
            auto_schema, model, filterset_class, name, filter_field
        )
        for parameter in found:
            if filter_field._label:
                parameter["description"] = filter_field._label
            if isinstance(filter_field, SlugsFilter):
                items = {"type": "string", "pattern": SLUG, "minLength": 1, "maxLength": 120}
                parameter["schema"] = {"type": "array", "items": items, "minItems": 1}
        return found


class QuoteFilter(filters.FilterSet):
    asset = SlugsFilter(field_name="asset__slug", label="slugs, with commas between them")

    class Meta:
        model = Quote
        fields: list[str] = []


class CandleFilter(filters.FilterSet):
    asset = NameFilter(field_name="asset__slug", required=True, label="a slug")
    since = DayFilter(field_name="day", lookup_expr="gte")
    until = DayFilter(field_name="day", lookup_expr="lte")

    class Meta:
        model = Candle
        fields: list[str] = []
