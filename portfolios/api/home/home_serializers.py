"""All portfolios together as the API writes them: read-only, money in one currency."""

from rest_framework import serializers

from markets.api.base.fields import FigureField, read_exact
from portfolios.api.books.figure_serializers import SliceSerializer
from portfolios.selectors.performance.spans import DAY, SPANS


class ContributorSerializer(serializers.Serializer):
    """An asset and what it gained, or lost, in the span."""

    asset = serializers.CharField(source="slug")
    amount = read_exact()


class SpanChangeSerializer(serializers.Serializer):
    """A gain net of flows, and the assets that made the most of it."""

    span = serializers.ChoiceField(choices=[DAY, *SPANS])
    amount = read_exact()
    share = read_exact(help_text="fraction; of whole days the time-weighted return")
    is_whole = serializers.BooleanField(help_text="whether the history reaches back that far")
    contributors = ContributorSerializer(many=True)


class HomePortfolioSerializer(serializers.Serializer):
    portfolio = serializers.IntegerField(source="portfolio.pk")
    name = serializers.CharField(source="portfolio.name")
    value = read_exact()
    change_24h = read_exact(source="change")
    change_24h_share = read_exact(source="change_share", help_text="fraction")
    problems = serializers.IntegerField(help_text="open problems of its ledger")
    is_current = serializers.BooleanField(source="portfolio.books_are_current")


class NearLevelSerializer(serializers.Serializer):
    """An armed level, and the fraction that the price must move to reach it."""

    trigger = serializers.IntegerField(source="trigger.pk")
    portfolio = serializers.IntegerField(source="trigger.portfolio_id")
    asset = serializers.CharField(source="trigger.asset.slug")
    kind = serializers.CharField(source="trigger.kind")
    distance = read_exact()


class PlanStatusSerializer(serializers.Serializer):
    armed = serializers.IntegerField()
    without_exit = serializers.IntegerField(help_text="positions with neither stop nor target")
    nearest = NearLevelSerializer(many=True)


class IncomeTogetherSerializer(serializers.Serializer):
    """Each day's income at that day's rate; `unknown` counts the days that have none."""

    month = read_exact(help_text="of 30 days")
    year = read_exact(help_text="of 365 days")
    all = read_exact()
    unknown = serializers.IntegerField()


class MarketSerializer(serializers.Serializer):
    """The market as last analysed."""

    day = serializers.DateField(source="today.at.day")
    in_words = serializers.CharField()
    season = serializers.CharField(allow_null=True)
    total_cap = FigureField(source="today.figures.total_cap")
    dominance = FigureField(source="today.figures.dominance", help_text="0 to 100")


class HomeSerializer(serializers.Serializer):
    """`value` is null where the currency has no rate; `unpriced` are missing from every sum."""

    currency = serializers.CharField(source="currency.slug")
    value = read_exact()
    unpriced = serializers.ListField(child=serializers.CharField())
    starts_late = serializers.DateField(
        source="series.starts_late",
        allow_null=True,
        help_text="the first day with a rate; null if all have one",
    )
    portfolios = HomePortfolioSerializer(many=True)
    changes = SpanChangeSerializer(many=True)
    allocation = SliceSerializer(many=True)
    plan = PlanStatusSerializer()
    income = IncomeTogetherSerializer()
    unseen_alerts = serializers.IntegerField()
    market = MarketSerializer(allow_null=True)
