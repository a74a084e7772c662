"""The one form in which the database keeps exact numbers."""

from django.db import models


class ExactField(models.DecimalField):
    """NUMERIC(48, 18): 30 digits before the point and 18 behind it, for quantities and money."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", 48)
        kwargs.setdefault("decimal_places", 18)
        super().__init__(*args, **kwargs)
