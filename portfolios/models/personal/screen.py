from django.conf import settings
from django.db import models

from portfolios.querysets import PersonalQuerySet


class SavedScreen(models.Model):
    """A view of the screener that somebody saved: the query of its address, under a name."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="screens"
    )
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)

    objects = PersonalQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="screen_name_once")]

    def __str__(self):
        return self.name
