"""Keys: what opens something to whoever has it. Only a digest is stored; a key is shown once."""

import hashlib
import hmac
import secrets

from django.db import models
from django.utils import timezone


class KeyQuerySet(models.QuerySet):
    def usable(self):
        """Neither revoked nor expired."""
        in_time = models.Q(expires_at=None) | models.Q(expires_at__gt=timezone.now())
        return self.filter(in_time, revoked_at=None)


class Key(models.Model):
    """The digest of a key, until when it works, and when it last did."""

    PREFIX = ""
    HINT_LENGTH = 8

    hint = models.CharField(max_length=12, help_text="the first characters of the key")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = KeyQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-created_at"]

    @classmethod
    def new_key(cls) -> str:
        """A fresh key of 256 random bits."""
        return cls.PREFIX + secrets.token_urlsafe(32)

    @staticmethod
    def digest_of(key: str) -> str:
        """A key of 256 random bits needs no slow hash: nobody can guess it from its SHA-256."""
        return hashlib.sha256(key.encode()).hexdigest()

    @classmethod
    def columns_of(cls, key: str) -> dict[str, str]:
        """What is stored of a key."""
        return {"digest": cls.digest_of(key), "hint": key[: cls.HINT_LENGTH]}

    def matches(self, key: str) -> bool:
        return hmac.compare_digest(self.digest, self.digest_of(key))

    @property
    def is_in_force(self) -> bool:
        """Neither revoked nor expired."""
        expired = self.expires_at is not None and self.expires_at <= timezone.now()
        return self.revoked_at is None and not expired
