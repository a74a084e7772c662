"""How analysed days are asked for and written. Figures are strings, exactly; unknown is null."""

from rest_framework import serializers

from markets.api.base.fields import DayField, FigureField
from markets.api.base.sorting import SortField
from markets.api.base.strict import QuerySerializer
from markets.models import AnalysisRun

ORIGINS = AnalysisRun.Origin.choices


class AsOfQuery(QuerySerializer):
    """`as_of` reads the last analysed day at or before it, as it was first computed.

    The answer's `at` says when that was: on the day itself (`live`), or later.
    """

    as_of = DayField(required=False)


CATEGORY_FIGURES = (
    "coins", "ahead_14", "ahead_30", "ahead_90", "volume_share", "volume_trend", "breadth",
    "momentum",
)  # fmt: skip


class CategoriesQuery(AsOfQuery):
    """By momentum where no other order is asked for."""

    sort = SortField(("category", *CATEGORY_FIGURES))


class SpanQuery(QuerySerializer):
    """Days from `from` to `to`, both included; of one origin where it is named."""

    origin = serializers.ChoiceField(choices=ORIGINS, required=False)

    def get_fields(self):
        fields = super().get_fields()
        fields["from"] = DayField(required=False)
        fields["to"] = DayField(required=False)
        return fields

    def validate(self, values):
        first, last = values.get("from"), values.get("to")
        if first and last and first > last:
            # Each is a day by itself: the description can't rule out the two together.
            raise serializers.ValidationError({"to": ["This is before `from`."]}, code="conflict")
        return values


class DaysQuery(SpanQuery):
    """Oldest first where no other order is asked for."""

    sort = SortField(("day",))


RECORD_SORTS = ("subject", "origin", "first_day", "last_day", "n", "computed_at")


class RecordsQuery(QuerySerializer):
    """Of one origin where it is named; by subject where no other order is asked for."""

    sort = SortField(RECORD_SORTS)
    origin = serializers.ChoiceField(choices=ORIGINS, required=False)


class DataPointSerializer(serializers.Serializer):
    """What a data point is. `direction` is 1 where more ranks higher, −1 where less does."""

    id = serializers.CharField()
    group = serializers.CharField()
    unit = serializers.CharField()
    direction = serializers.IntegerField()
    formula = serializers.CharField()
    history = serializers.IntegerField(help_text="days that an asset must have")
    source = serializers.CharField()
    is_size_bound = serializers.BooleanField(help_text="ranked among assets of its size too")


class AnalysedDaySerializer(serializers.Serializer):
    """Which day, by which method, known when. `live` and `back_computed` are never one record."""

    day = serializers.DateField()
    origin = serializers.ChoiceField(choices=ORIGINS)
    method = serializers.IntegerField()
    seen_at = serializers.DateTimeField()


class GradeSerializer(serializers.Serializer):
    """0 to 100; `coverage` is the per cent of the weights that were available."""

    value = FigureField()
    coverage = FigureField()
    parts = serializers.DictField(child=FigureField())


class AssessmentSerializer(serializers.Serializer):
    """An asset's day. `quantiles` are log returns at 5, 10, 25, 50, 75, 90 and 95%, by horizon."""

    at = AnalysedDaySerializer()
    kind = serializers.CharField()
    grades = serializers.DictField(child=GradeSerializer())
    signal = serializers.IntegerField(allow_null=True)
    trend = serializers.IntegerField(allow_null=True)
    quantiles = serializers.DictField(child=serializers.ListField(child=FigureField()))


class StoredPointSerializer(serializers.Serializer):
    """One data point of a day; `missing` says why it has no value."""

    id = serializers.CharField(source="point.id")
    value = FigureField()
    rank = FigureField()
    date = serializers.DateField(source="day")
    source = serializers.CharField(source="point.source")
    missing = serializers.CharField(allow_null=True)


class AssetPointsSerializer(serializers.Serializer):
    at = AnalysedDaySerializer()
    points = StoredPointSerializer(many=True)


class MarketDaySerializer(serializers.Serializer):
    """The whole market's figures by id, as docs/analyse.md names them."""

    at = AnalysedDaySerializer()
    figures = serializers.DictField(child=FigureField())
    assets = serializers.IntegerField()
    ranked = serializers.IntegerField()
    regime = serializers.CharField(allow_null=True)


class CategoryDaySerializer(serializers.Serializer):
    """A category against the market: log returns ahead of it, volume, breadth, momentum."""

    category = serializers.SlugField(source="category.slug")
    day = serializers.DateField()
    coins = serializers.IntegerField()
    ahead_14 = FigureField()
    ahead_30 = FigureField()
    ahead_90 = FigureField()
    volume_share = FigureField()
    volume_trend = FigureField()
    breadth = FigureField()
    momentum = FigureField()
    turned = serializers.BooleanField()


class TrackRecordSerializer(serializers.Serializer):
    """How grades, signals, forecasts or turns did, of one origin."""

    subject = serializers.CharField()
    origin = serializers.ChoiceField(choices=ORIGINS)
    method = serializers.IntegerField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    n = serializers.IntegerField()
    is_significant = serializers.BooleanField()
    document = serializers.DictField(help_text="all figures, with their intervals")
    computed_at = serializers.DateTimeField()
