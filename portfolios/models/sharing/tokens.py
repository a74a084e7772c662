from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolios.models.sharing.keys import Key


class ApiToken(Key):
    """A named key to the API. Only its digest is stored; the key itself is shown once."""

    class Scope(models.TextChoices):
        READ = "read", _("Read")
        WRITE = "write", _("Read and write")

    PREFIX = "tm_"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField(max_length=60)
    scope = models.CharField(max_length=5, choices=Scope, default=Scope.READ)

    class Meta(Key.Meta):
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="token_name_once")]

    def __str__(self):
        return f"{self.name} ({self.hint}…)"

    @property
    def is_usable(self) -> bool:
        return self.is_in_force and self.user.is_active
