"""What the API says of assets and their prices; prices are in US dollars."""

from rest_framework import serializers

from markets.api.base.fields import FigureField, read_exact
from markets.models import (
    Asset,
    AssetContract,
    AssetEvent,
    AssetName,
    AssetProfile,
    Candle,
    Quote,
)


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


class AssetContractSerializer(serializers.ModelSerializer):
    """Where a token lives."""

    class Meta:
        model = AssetContract
        fields = ["chain", "address"]


class FormerNameSerializer(serializers.ModelSerializer):
    """Another name or symbol, with the days on which it held; null is an open end."""

    class Meta:
        model = AssetName
        fields = ["kind", "text", "valid_from", "valid_until"]


class AssetEventSerializer(serializers.ModelSerializer):
    """What happened on a day (UTC): `units_before` old units became `units_after` new ones."""

    successor = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)
    units_before = read_exact()
    units_after = read_exact()

    class Meta:
        model = AssetEvent
        fields = [
            "kind", "on", "successor", "units_before", "units_after", "former_symbol",
            "former_name", "is_worthless",
        ]  # fmt: skip


class VenueSerializer(serializers.Serializer):
    """A market of the asset; `spread` is a fraction, `trust` the vendor's own word."""

    venue = serializers.CharField()
    pair = serializers.CharField()
    volume = FigureField()
    spread = FigureField()
    trust = serializers.CharField(allow_null=True, allow_blank=True)


class AssetProfileSerializer(serializers.ModelSerializer):
    """What a vendor says of the asset, as of `seen_at`."""

    links = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    venues = VenueSerializer(many=True)
    fdv = FigureField()

    class Meta:
        model = AssetProfile
        fields = ["description", "algorithm", "links", "venues", "fdv", "source", "seen_at"]


class AssetDetailSerializer(AssetSerializer):
    """An asset with its contracts, names, what became of it, and its profile where there is one."""

    contracts = AssetContractSerializer(many=True, read_only=True)
    names = FormerNameSerializer(many=True, read_only=True)
    events = AssetEventSerializer(many=True, read_only=True)
    profile = serializers.SerializerMethodField()

    class Meta(AssetSerializer.Meta):
        fields = [*AssetSerializer.Meta.fields, "contracts", "names", "events", "profile"]

    def get_profile(self, asset) -> AssetProfileSerializer(allow_null=True):
        profile = getattr(asset, "profile", None)
        return None if profile is None else AssetProfileSerializer(profile).data


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
