"""How the screener is asked and what it answers. Figures are strings, exactly; unknown is null."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from markets.analytics.formulas import LONGEST as LONGEST_FORMULA
from markets.analytics.tiers import TIERS
from markets.api.analytics.serializers import AnalysedDaySerializer
from markets.api.base.cursors import CURSOR_PARAMETER, SIZE_PARAMETER
from markets.api.base.fields import FigureField, TextField
from markets.api.base.strict import QuerySerializer
from markets.selectors.screener.query import (
    ABOVE,
    KINDS,
    MOST_FORMULAS,
    MOST_RANGES,
    ScreenerQuery,
    read_query,
)

_NAMES = r"^[a-z][a-z0-9_]*(,[a-z][a-z0-9_]*)*$"
_SORT = r"^-?[a-z][a-z0-9_]*$"
LONGEST_LIMIT = 40


class ScreenQuery(QuerySerializer):
    """The query of the screener's page, so that an address of the one is an address of the other.

    Limits are as people write them, and shares in per cent: `min1=10` of a return is 10%.
    """

    q = TextField(required=False, max_length=100, help_text="in symbol, name or slug")
    category = serializers.SlugField(required=False, max_length=50)
    kind = serializers.ChoiceField(choices=list(KINDS.items()), required=False)
    tier = serializers.ChoiceField(choices=list(TIERS), required=False)
    above = serializers.ChoiceField(
        choices=list(ABOVE), required=False, help_text="above its average of so many days"
    )
    columns = serializers.RegexField(
        _NAMES, required=False, max_length=1000, help_text="as `screener/columns/` lists them"
    )
    sort = serializers.RegexField(
        _SORT,
        required=False,
        max_length=40,
        help_text="a column, or `name`; with - the largest first",
    )  # fmt: skip

    def get_fields(self):
        fields = super().get_fields()
        for number in range(1, MOST_FORMULAS + 1):
            fields[f"formula{number}"] = TextField(
                required=False, max_length=LONGEST_FORMULA,
                help_text=f"a column of its own, `formula{number}`: as market_cap / tvl",
            )  # fmt: skip
        for number in range(1, MOST_RANGES + 1):
            fields[f"range{number}"] = serializers.RegexField(
                _SORT, required=False, max_length=40, help_text="a column that must lie within"
            )
            for end in ("min", "max"):
                fields[f"{end}{number}"] = TextField(required=False, max_length=LONGEST_LIMIT)
        return fields

    @classmethod
    def read_screen(cls, request, *, paged: bool = True) -> ScreenerQuery:
        """What is asked for; raises ValidationError naming what is wrong.

        A column or formula that nobody knows is like any other name that leads nowhere.
        """
        asked = request.query_params.copy()
        for name in (CURSOR_PARAMETER, SIZE_PARAMETER) if paged else ():
            asked.pop(name, None)
        cls.read_parameters(asked)
        query = read_query(asked)
        if query.errors:
            errors = {name: [text] for name, text in query.errors.items()}
            raise serializers.ValidationError(errors, code="unknown")
        return query


class ColumnSerializer(serializers.Serializer):
    """A figure to show, to sort by, to limit and to compute with."""

    id = serializers.CharField()
    label = serializers.CharField()
    group = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    formula = serializers.CharField()


class ScreenedSerializer(serializers.Serializer):
    """An asset that fits, with the columns asked for; shares are fractions: 0.1 is 10%."""

    asset = serializers.SlugField()
    symbol = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    figures = serializers.DictField(child=FigureField())


@extend_schema_serializer(many=False)
class ScreenSerializer(serializers.Serializer):
    """A page of the assets that fit; `at` is the day of all figures that are not live."""

    next = serializers.URLField(
        allow_null=True, help_text="The address of the next page; null on the last."
    )
    count = serializers.IntegerField(help_text="assets that fit, on all pages")
    at = AnalysedDaySerializer(allow_null=True)
    results = ScreenedSerializer(many=True)
