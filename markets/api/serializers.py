"""What the API says of assets and their prices; prices are in US dollars."""

from rest_framework import serializers

from markets.api.base.fields import FigureField
from markets.models import Asset, Candle, Quote


class QuoteSerializer(serializers.ModelSerializer):
    """The latest accepted price. `change_24h` is a fraction: 0.01 is +1 %."""

    asset = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    price = FigureField()
    change_24h = FigureField()
    market_cap = FigureField()
    volume_24h = FigureField()
    high_24h = FigureField()
    low_24h = FigureField()

    class Meta:
        model = Quote
        fields = [
            "asset", "price", "change_24h", "market_cap", "volume_24h", "high_24h", "low_24h",
            "as_of", "received_at", "source",
        ]  # fmt: skip


class AssetSerializer(serializers.ModelSerializer):
    """A coin, token or currency, with its latest quote where it has one."""

    categories = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    circulating_supply = FigureField()
    total_supply = FigureField()
    max_supply = FigureField()
    quote = serializers.SerializerMethodField()

    class Meta:
        model = Asset
        fields = [
            "slug", "symbol", "name", "kind", "categories", "rank", "circulating_supply",
            "total_supply", "max_supply", "launched_on", "is_active", "quote",
        ]  # fmt: skip

    def get_quote(self, asset) -> QuoteSerializer(allow_null=True):
        quote = getattr(asset, "quote", None)
        if quote is None:
            return None
        quote.asset = asset
        return QuoteSerializer(quote, context=self.context).data


class CandleSerializer(serializers.ModelSerializer):
    """One UTC day of an asset."""

    open = FigureField()
    high = FigureField()
    low = FigureField()
    close = FigureField()
    volume = FigureField()
    market_cap = FigureField()

    class Meta:
        model = Candle
        fields = ["day", "open", "high", "low", "close", "volume", "market_cap", "source"]
