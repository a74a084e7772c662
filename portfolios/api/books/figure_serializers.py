"""Holdings, allocation and history as the API writes them: read-only, money in the base currency.

Figures that are quotients are rounded half-even to 18 places.
"""

from rest_framework import serializers

from markets.api.base.fields import FigureField, read_exact


class HeldAssetSerializer(serializers.Serializer):
    slug = serializers.CharField()
    symbol = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()


class PositionSerializer(serializers.Serializer):
    """One asset over all accounts. What needs a price is null where there is none."""

    asset = HeldAssetSerializer()
    quantity = read_exact()
    cost = read_exact()
    average_cost = read_exact()
    price = read_exact()
    value = read_exact()
    unrealised = read_exact()
    realised = read_exact()
    income = read_exact()
    fees = read_exact()
    carried = read_exact(help_text="profit that went with carried gifts, less what came")
    weight = read_exact(help_text="fraction of the portfolio's value")
    change_24h = FigureField(help_text="fraction")
    as_of = serializers.DateTimeField(help_text="the quote's instant")


class PositionsSerializer(serializers.Serializer):
    """Every position, the largest first, and what they add up to."""

    currency = serializers.CharField()
    value = read_exact()
    cost = read_exact()
    unrealised = read_exact()
    realised = read_exact()
    income = read_exact()
    fees = read_exact(help_text="those not in cost")
    carried = read_exact(help_text="profit that went with carried gifts, less what came")
    profit = read_exact()
    change_24h = read_exact(help_text="in the base currency")
    positions = PositionSerializer(many=True)


class SliceSerializer(serializers.Serializer):
    key = serializers.CharField()
    name = serializers.CharField()
    value = read_exact()
    weight = read_exact()


class AllocationSerializer(serializers.Serializer):
    """The same value from five sides; every side adds up to the whole."""

    by_asset = SliceSerializer(many=True)
    by_account = SliceSerializer(many=True)
    by_category = SliceSerializer(many=True)
    by_tier = SliceSerializer(many=True)
    by_kind = SliceSerializer(many=True)
    concentration = read_exact(help_text="sum of squared weights: 1 is all in one asset")
    effective_number = read_exact()
    stablecoin_share = read_exact()


class ValuePointSerializer(serializers.Serializer):
    """The value at the end of a day, and what was put in by then less what was taken out."""

    day = serializers.DateField()
    value = read_exact()
    net_flow = read_exact()


class ValuationSerializer(serializers.Serializer):
    """A portfolio at the last tick, in floating point; `positions` gives the exact figures."""

    portfolio = serializers.IntegerField()
    at = serializers.DateTimeField(help_text="when the tick's quotes were received")
    value_usd = FigureField(help_text="US dollars; what has no price counts nothing")
    concentration = FigureField(help_text="HHI over assets, 1 = all in one")
    liquid_share = FigureField(help_text="stablecoins and cash, a fraction")
