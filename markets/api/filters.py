"""What lists of the markets can be narrowed to."""

from django_filters import rest_framework as filters

from markets.models import Asset, Candle, Quote


class AssetFilter(filters.FilterSet):
    symbol = filters.CharFilter(lookup_expr="iexact")
    kind = filters.ChoiceFilter(choices=Asset.Kind.choices)
    category = filters.CharFilter(field_name="categories__slug")
    is_active = filters.BooleanFilter()
    search = filters.CharFilter(method="matching", label="in symbol, name or slug")

    class Meta:
        model = Asset
        fields: list[str] = []

    def matching(self, queryset, name, value):
        return queryset.matching(value)


class SlugsFilter(filters.BaseInFilter, filters.CharFilter):
    """Slugs with commas between them."""


class QuoteFilter(filters.FilterSet):
    asset = SlugsFilter(field_name="asset__slug", label="slugs, with commas between them")

    class Meta:
        model = Quote
        fields: list[str] = []


class CandleFilter(filters.FilterSet):
    asset = filters.CharFilter(field_name="asset__slug", required=True, label="a slug")
    since = filters.DateFilter(field_name="day", lookup_expr="gte")
    until = filters.DateFilter(field_name="day", lookup_expr="lte")

    class Meta:
        model = Candle
        fields: list[str] = []
