"""Headlines of an asset, as its page has them."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from markets.api.base.fields import FigureField
from markets.api.charts import OWN_QUERY
from markets.models import NewsItem
from markets.selectors.news.headlines import AssetNews, asset_news


class HeadlineSerializer(serializers.ModelSerializer):
    """A headline, with the page that it leads to."""

    class Meta:
        model = NewsItem
        fields = ["title", "link", "source", "published_at"]


class AssetNewsSerializer(serializers.Serializer):
    """The latest headlines, and how many there were: counts alone, nothing is scored."""

    headlines = HeadlineSerializer(many=True)
    week = serializers.IntegerField(allow_null=True, help_text="in 7 days; null without a feed")
    usual = FigureField(
        help_text="in 7 of the 30 days before, on average; null until feeds were read for 37 days"
    )


class AssetNewsAction:
    """For a view set of assets."""

    @extend_schema(responses=AssetNewsSerializer)
    @action(detail=True, **OWN_QUERY)
    def news(self, request, slug=None):
        """The five latest headlines of the installation's feeds that name the asset."""
        found = asset_news(self.get_object()) or AssetNews()
        return Response(AssetNewsSerializer(found).data)
