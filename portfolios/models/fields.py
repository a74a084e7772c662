"""The forms in which the database keeps exact numbers, secrets, and sentences."""

import logging

from django.db import models

from markets.numbers import STORED_DIGITS, STORED_PLACES
from markets.sealing import seal, unseal
from markets.wording import as_column, from_column, packed, unpacked

logger = logging.getLogger(__name__)


class ExactField(models.DecimalField):
    """NUMERIC(48, 18): 30 digits before the point and 18 behind it, for quantities and money."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", STORED_DIGITS)
        kwargs.setdefault("decimal_places", STORED_PLACES)
        super().__init__(*args, **kwargs)


class SumField(ExactField):
    """NUMERIC(96, 18): what quantities and money that are stored come to, added or multiplied.

    A quantity of 30 digits at a price of as many is worth 60 of them, and a ledger has many rows.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", 2 * STORED_DIGITS)
        super().__init__(*args, **kwargs)


class SecretField(models.TextField):
    """Text that stands in the database encrypted (Fernet, with a key made from SECRET_KEY).

    A copy of the database alone gives no secret away. What no key opens reads as empty: the
    rest of the row can still be shown, and its owner gives the secret again. It cannot be
    searched for.
    """

    def from_db_value(self, value, expression, connection):
        if not value:
            return value
        text = unseal(value)
        if text is None:
            logger.warning("A secret cannot be read: SECRET_KEY has changed since it was stored")
        return text or ""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return seal(value) if value else value


class SentenceField(models.TextField):
    """A text, or a `Sentence` that each reader gets in their own language.

    To the database it is a text like any other, of which migrations need not know more.
    """

    def from_db_value(self, value, expression, connection):
        return value if value is None else from_column(value)

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return value if value is None else as_column(value)

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class SentencesField(models.JSONField):
    """JSON that may hold sentences wherever it holds a text."""

    def from_db_value(self, value, expression, connection):
        return unpacked(super().from_db_value(value, expression, connection))

    def get_db_prep_value(self, value, connection, prepared=False):
        return super().get_db_prep_value(packed(value), connection, prepared)

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs
