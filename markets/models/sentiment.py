from django.db import models


class Sentiment(models.Model):
    """The market's mood on a day, from 0 (fear) to 100 (greed), as first seen."""

    day = models.DateField()
    value = models.FloatField()
    source = models.CharField(max_length=20)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-day"]
        verbose_name_plural = "sentiment"
        constraints = [
            models.UniqueConstraint(fields=["day", "source"], name="sentiment_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(value__gte=0) & models.Q(value__lte=100),
                name="sentiment_within_its_scale",
            ),
        ]

    def __str__(self):
        return f"{self.day}: {self.value:g}"
