from markets.models import AssetEvent


class AssetMerge(AssetEvent):
    """The merges among the events of assets, for the page where staff merge two."""

    class Meta:
        proxy = True
        app_label = "portfolios"
        verbose_name = "merge of assets"
        verbose_name_plural = "merges of assets"
