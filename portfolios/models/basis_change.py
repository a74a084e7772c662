"""What a change of method or scope did to the books."""

from django.conf import settings
from django.db import models

from portfolios.models.portfolio import METHOD_CHOICES, SCOPE_CHOICES
from portfolios.querysets import OwnedQuerySet


class BasisChange(models.Model):
    """The last change of a portfolio's method or scope: figures by asset before and after it.

    `after` is null until the books have been remade. Both map an asset's id to exact decimals as
    text, and `before` also keeps the value that both unrealised profits are counted from.
    """

    portfolio = models.OneToOneField(
        "portfolios.Portfolio", on_delete=models.CASCADE, related_name="basis_change"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    at = models.DateTimeField(auto_now_add=True)
    old_method = models.CharField(max_length=8, choices=METHOD_CHOICES)
    old_scope = models.CharField(max_length=10, choices=SCOPE_CHOICES)
    new_method = models.CharField(max_length=8, choices=METHOD_CHOICES)
    new_scope = models.CharField(max_length=10, choices=SCOPE_CHOICES)
    before = models.JSONField()
    after = models.JSONField(null=True)

    objects = OwnedQuerySet.as_manager()

    def __str__(self):
        return f"{self.old_method}/{self.old_scope} → {self.new_method}/{self.new_scope}"
