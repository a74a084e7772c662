from django.db import models

from markets.models.market import Market, provider_label


class AssetProfile(models.Model):
    """What a vendor says of an asset in words, and where it is traded; one row once it was asked.

    `links` are lists of addresses by what they lead to, `venues` the markets with the largest
    volume, each {venue, pair, volume, spread, trust}. Its contracts are `AssetContract`s.
    """

    asset = models.OneToOneField(
        "markets.Asset", primary_key=True, on_delete=models.CASCADE, related_name="profile"
    )
    description = models.TextField(blank=True)
    algorithm = models.CharField(max_length=160, blank=True)
    categories = models.JSONField(default=list, blank=True, help_text="as the vendor names them")
    links = models.JSONField(default=dict, blank=True)
    venues = models.JSONField(default=list, blank=True)
    fdv = models.FloatField(null=True, blank=True, help_text="US dollars, as the vendor says")
    source = models.CharField(max_length=20, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True, help_text="of the last good answer")
    due_at = models.DateTimeField(db_index=True, help_text="when the vendor is asked again")
    error = models.CharField(max_length=200, blank=True)

    def __str__(self):
        return f"{self.asset_id}: {self.description[:40]}"

    @property
    def source_name(self) -> str:
        return provider_label(self.source)

    @property
    def is_simulated(self) -> bool:
        """Nothing is at its links then."""
        return self.source == Market.Provider.SIMULATED
