from django.conf import settings
from django.db import models

from portfolios.models.channel import NOTICE_KINDS


class Notice(models.Model):
    """An alert that no trigger fired: sent once a subject and day."""

    TEST = "test"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    portfolio = models.ForeignKey(
        "portfolios.Portfolio", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=16, choices=[*NOTICE_KINDS, (TEST, "Test")])
    subject = models.CharField(max_length=120, help_text="what it is about, for telling it once")
    day = models.DateField()
    title = models.CharField(max_length=120)
    text = models.TextField()
    path = models.CharField(max_length=200, blank=True, help_text="the page that helps")
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["user", "-created_at"], name="notice_listing")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "subject", "day"], name="notice_once_a_day"
            )
        ]

    def __str__(self):
        return self.title
