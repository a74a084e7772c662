"""Figures of an asset's day beyond its candle, with the day on which each was first seen."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ObservationYear(models.Model):
    """One figure of an asset in a year as arrays; element n is day n of the year.

    `figure` is one of `markets.analytics.inputs.INPUTS`. NaN is an unknown value: arrays without
    nulls are read without an object a value. A value once stored is never changed: what a source
    says later stands in `ObservationRevision`.
    """

    asset = models.ForeignKey(
        "markets.Asset", on_delete=models.CASCADE, related_name="observation_years", db_index=False
    )
    figure = models.CharField(max_length=20)
    year = models.SmallIntegerField()
    source = models.CharField(max_length=20)
    values = ArrayField(models.FloatField())
    seen_after = ArrayField(
        models.SmallIntegerField(), help_text="days from each day to the first sight of its value"
    )

    class Meta:
        ordering = ["asset", "figure", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "figure", "year"], name="observation_year_once"
            )
        ]

    def __str__(self):
        return f"{self.asset_id} {self.figure} {self.year}"


class ObservationRevision(models.Model):
    """What a source said of a day after it had said something else."""

    asset = models.ForeignKey(
        "markets.Asset", on_delete=models.CASCADE, related_name="observation_revisions"
    )
    figure = models.CharField(max_length=20)
    day = models.DateField()
    value = models.FloatField()
    source = models.CharField(max_length=20)
    seen_on = models.DateField()

    class Meta:
        ordering = ["asset", "figure", "day", "seen_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "figure", "day", "seen_on"], name="observation_revision_a_day"
            )
        ]

    def __str__(self):
        return f"{self.asset_id} {self.figure} {self.day}: {self.value}"
