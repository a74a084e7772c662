"""What charts draw, as the API answers it: figures for a picture, not for books."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from markets.analytics.charts.bars import Step
from markets.analytics.charts.indicators import INDICATORS
from markets.analytics.charts.periods import RANGES, Period
from markets.api.base.fields import FigureField
from markets.api.base.strict import QuerySerializer
from markets.selectors.charts import asset_chart

# The query is read by the action itself: it narrows bars, not rows.
OWN_QUERY = {"filter_backends": [], "pagination_class": None}


class ChartQuery(QuerySerializer):
    """How far back a chart reaches; its steps follow from that."""

    def get_fields(self):
        fields = super().get_fields()
        fields["range"] = serializers.ChoiceField(choices=list(RANGES), default=Period.ALL)
        return fields


class AssetChartQuery(ChartQuery):
    """`indicators` are series of days beside the price, with commas between their names."""

    indicators = serializers.CharField(
        required=False, max_length=100, help_text=f"any of {', '.join(INDICATORS)}"
    )

    def validate_indicators(self, text):
        names = text.split(",")
        unknown = [name for name in names if name not in INDICATORS]
        if unknown:
            raise serializers.ValidationError(
                f"There is no indicator {unknown[0]!r}: it is one of {', '.join(INDICATORS)}."
            )
        return names


class ChartSerializer(serializers.Serializer):
    """Series over time, at most about 500 points, in the digits that a screen shows.

    Figures are rounded for a picture; other operations have the exact ones.
    """

    range = serializers.ChoiceField(choices=list(RANGES))
    step = serializers.ChoiceField(choices=list(Step), help_text="how long a bar is")
    currency = serializers.CharField()
    note = serializers.CharField(help_text="why steps are longer than usual, or empty")
    time = serializers.ListField(
        child=serializers.IntegerField(), help_text="seconds since 1970 (UTC) at which each begins"
    )
    opening = serializers.DictField(
        child=FigureField(), help_text="what a change over the range is measured from"
    )
    series = serializers.DictField(
        child=serializers.ListField(child=FigureField()),
        help_text="values by name, as many as there are times, null where unknown",
    )


class AssetChartAction:
    """For a view set of assets."""

    @extend_schema(parameters=[AssetChartQuery], responses=ChartSerializer)
    @action(detail=True, **OWN_QUERY)
    def chart(self, request, slug=None):
        """Candles over a range in US dollars; a currency has closes alone."""
        asked = AssetChartQuery.read(request)
        found = asset_chart(
            self.get_object(), Period(asked["range"]), indicators=asked.get("indicators", ())
        )
        return Response(found.body())
