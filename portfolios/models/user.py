import hashlib
import hmac
import secrets

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager):
    """Makes users, who are known by their e-mail address."""

    use_in_migrations = True

    def get_by_natural_key(self, username):
        return self.get(email__iexact=username)

    def create_user(self, email, password=None, **extra):
        if not email:
            raise ValueError("A user needs an e-mail address")
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **extra):
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **extra)
        user.confirm_email()
        return user


class User(AbstractUser):
    """Someone who signs in, by e-mail address."""

    username = None
    email = models.EmailField("e-mail address", unique=True)
    is_demo = models.BooleanField(default=False, help_text="created by the first start")
    currency = models.ForeignKey(
        "markets.Asset", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="what all portfolios together are shown in; else the one of most of them",
    )  # fmt: skip

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case"),
        ]

    def __str__(self):
        return self.email

    def save(self, *args, **kwargs):
        """Keep the user; a new one gets alerts by e-mail from the start."""
        is_new = self._state.adding
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_new:
                self.channels.create(kind="email", name="E-mail")

    def confirm_email(self):
        """Count the address as confirmed: of who was made at the command line, not by a sign-up."""
        self.emailaddress_set.create(email=self.email, verified=True, primary=True)


class ApiTokenQuerySet(models.QuerySet):
    def usable(self):
        """Neither revoked nor expired."""
        in_time = models.Q(expires_at=None) | models.Q(expires_at__gt=timezone.now())
        return self.filter(in_time, revoked_at=None)


class ApiToken(models.Model):
    """A named key to the API. Only its digest is stored; the key itself is shown once."""

    class Scope(models.TextChoices):
        READ = "read", "Read"
        WRITE = "write", "Read and write"

    PREFIX = "tm_"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    hint = models.CharField(max_length=12, help_text="the first characters of the key")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(max_length=5, choices=Scope, default=Scope.READ)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="token_name_once")]

    def __str__(self):
        return f"{self.name} ({self.hint}…)"

    @staticmethod
    def new_key() -> str:
        """A fresh key of 256 random bits."""
        return ApiToken.PREFIX + secrets.token_urlsafe(32)

    @staticmethod
    def digest_of(key: str) -> str:
        """A key of 256 random bits needs no slow hash: nobody can guess it from its SHA-256."""
        return hashlib.sha256(key.encode()).hexdigest()

    def matches(self, key: str) -> bool:
        return hmac.compare_digest(self.digest, self.digest_of(key))

    @property
    def is_usable(self) -> bool:
        expired = self.expires_at is not None and self.expires_at <= timezone.now()
        return self.revoked_at is None and not expired and self.user.is_active
