"""Returns as the API asks for them and writes them: read-only, fractions and money as strings."""

from rest_framework import serializers

from markets.analytics.charts.periods import Period
from markets.api.base.fields import DayField, FigureField, read_exact
from markets.api.base.references import AssetRefField
from markets.api.base.strict import QuerySerializer
from markets.api.charts import ChartQuery
from portfolios.api.base.problems import Conflict
from portfolios.selectors.ledger.exchange import is_base_currency
from portfolios.selectors.performance.benchmarks import TOTAL_MARKET, benchmark_of


class CurrencyQuery(QuerySerializer):
    """In which currency, if not in the usual one."""

    currency = AssetRefField(
        required=False, help_text="a fiat currency, bitcoin or ethereum; else the usual one"
    )

    def validate_currency(self, asset):
        if not is_base_currency(asset):
            raise Conflict("A base currency is fiat, bitcoin or ethereum.")
        return asset


class SeriesQuery(CurrencyQuery):
    """Which days, in which currency. `from` and `to` (both included) make a custom period.

    Where both are left out of a custom period, it is the whole history.
    """

    period = serializers.ChoiceField(choices=list(Period), default=Period.ALL)

    def get_fields(self):
        fields = super().get_fields()
        fields["from"] = DayField(required=False)
        fields["to"] = DayField(required=False)
        return fields

    def validate(self, values):
        first, last = values.get("from"), values.get("to")
        if first and last and first > last:
            raise Conflict({"to": "The period ends before it begins."})
        if first or last:
            values["period"] = Period.CUSTOM
        return values


class BenchmarkRefField(AssetRefField):
    """An asset by slug or symbol, or the whole market by its key."""

    def to_internal_value(self, data):
        if data == TOTAL_MARKET.key:
            return TOTAL_MARKET
        return benchmark_of(super().to_internal_value(data))


class PerformanceQuery(SeriesQuery):
    benchmark = BenchmarkRefField(
        required=False, help_text="any asset by slug or symbol, or total-market"
    )


class PartQuery(QuerySerializer):
    """One part of a portfolio instead of all of it; at most one of the three."""

    asset = serializers.CharField(required=False, max_length=120, help_text="its slug")
    account = serializers.CharField(required=False, max_length=18, help_text="its id")
    category = serializers.CharField(required=False, max_length=120, help_text="its slug")


class PartSeriesQuery(PartQuery, SeriesQuery):
    pass


class PartPerformanceQuery(PartQuery, PerformanceQuery):
    pass


class PortfolioChartQuery(PartQuery, ChartQuery):
    """`range` instead of a period; otherwise as the performance is asked for."""

    currency = AssetRefField(required=False, help_text="as for performance")
    benchmark = BenchmarkRefField(required=False, help_text="as for performance")

    validate_currency = SeriesQuery.validate_currency


class MoneyWeightedSerializer(serializers.Serializer):
    """XIRR: null where no rate fits; of several `rates` the one nearest 0."""

    yearly = FigureField(help_text="annual effective, Actual/365")
    own = FigureField(help_text="(1 + yearly)^(days ÷ 365) − 1: the period's own")
    days = serializers.IntegerField(help_text="from the first money to the close")
    rates = serializers.ListField(child=FigureField(), source="rates.roots")


class DrawdownSerializer(serializers.Serializer):
    depth = FigureField(help_text="0 or less")
    start = serializers.DateField(help_text="the day of the high")
    end = serializers.DateField(help_text="the day of the low")
    recovered = serializers.DateField(allow_null=True, help_text="the first day back at the high")


class RiskSerializer(serializers.Serializer):
    """Of daily time-weighted returns; a year has 365 days. Null where not to be formed."""

    volatility = FigureField()
    downside_deviation = FigureField()
    sharpe = FigureField()
    sortino = FigureField()
    calmar = FigureField()
    drawdown = DrawdownSerializer()
    value_at_risk = FigureField(help_text="95%, a return")
    conditional_value_at_risk = FigureField(help_text="95%, a return")
    best_day = FigureField()
    worst_day = FigureField()
    tail_ratio = FigureField()
    skew = FigureField()
    kurtosis = FigureField(help_text="excess")
    profit_factor = FigureField()
    beta = FigureField(help_text="to the benchmark")
    correlation = FigureField(help_text="with the benchmark")


class MonthSerializer(serializers.Serializer):
    month = serializers.IntegerField()
    twr = read_exact()
    days = serializers.IntegerField()


class YearSerializer(serializers.Serializer):
    year = serializers.IntegerField()
    twr = read_exact()
    months = MonthSerializer(many=True)


class BenchmarkSerializer(serializers.Serializer):
    """An asset over the period, and what the same flows would be worth in it."""

    asset = serializers.CharField(help_text="its slug, or total-market")
    twr = read_exact()
    ahead = read_exact(help_text="the portfolio's twr less this one")
    priced_since = serializers.DateField(allow_null=True, help_text="before, money waits")
    same_flows_value = read_exact(help_text="at the end of the period")
    same_flows_difference = read_exact(help_text="the portfolio's value less that")
    same_flows_unpaid = read_exact(help_text="of the outflows, beyond what was there")
    short_on = serializers.DateField(allow_null=True, help_text="the first day with such one")
    xirr = MoneyWeightedSerializer()


class PerformanceSerializer(serializers.Serializer):
    """The figures of a period; null where it has no day. profit = value − opening − net_flow."""

    currency = serializers.CharField()
    period = serializers.CharField()
    first_day = serializers.DateField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)
    is_live = serializers.BooleanField(help_text="today's value is at the latest quotes")
    carried_days = serializers.IntegerField(
        help_text="days whose rate of exchange is the last one before"
    )
    starts_late = serializers.DateField(
        allow_null=True, help_text="the first day with a rate, where earlier ones had none"
    )
    opening = read_exact(help_text="at the end of the day before the first")
    value = read_exact(help_text="at the end of the last day")
    inflow = read_exact()
    outflow = read_exact()
    net_flow = read_exact()
    profit = read_exact()
    twr = read_exact(help_text="chained, not annualised")
    twr_yearly = FigureField(help_text="from a year on")
    xirr = MoneyWeightedSerializer(allow_null=True)
    risk = RiskSerializer(allow_null=True)
    years = YearSerializer(many=True, help_text="of the whole history")
    benchmark = BenchmarkSerializer(allow_null=True)


class DaySerializer(serializers.Serializer):
    """A day of the series; `twr` is chained from the beginning of the period."""

    day = serializers.DateField()
    value = read_exact()
    inflow = read_exact()
    outflow = read_exact()
    simple = read_exact(help_text="the day's own return, a fraction")
    twr = read_exact()
    drawdown = FigureField()


class DailySerializer(serializers.Serializer):
    """Every day of the period, oldest first."""

    currency = serializers.CharField()
    days = DaySerializer(many=True)
