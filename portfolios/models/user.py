from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext, gettext_lazy

from portfolios.models.portfolio import validate_time_zone


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
    email = models.EmailField(gettext_lazy("e-mail address"), unique=True)
    is_demo = models.BooleanField(default=False, help_text="created by the first start")
    currency = models.ForeignKey(
        "markets.Asset", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="what all portfolios together are shown in; else the one of most of them",
    )  # fmt: skip
    time_zone = models.CharField(
        max_length=60, default="UTC", validators=[validate_time_zone],
        help_text="of the times on pages; each portfolio's days are its own zone's",
    )  # fmt: skip
    language = models.CharField(
        max_length=10, blank=True, default="",
        help_text="of pages, letters and messages; empty where pages follow the browser",
    )  # fmt: skip
    table_views = models.JSONField(
        default=dict, blank=True, help_text="table → the query of how it is seen"
    )

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
                self.channels.create(kind="email", name=gettext("E-mail"), time_zone=self.time_zone)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def letter_language(self) -> str:
        """What letters and messages are written in: nobody's browser is asked for those."""
        return (
            self.language if self.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        )

    def has_confirmed(self, email: str) -> bool:
        """Whether a further address is known to be theirs."""
        return self.emailaddress_set.filter(email__iexact=email, verified=True).exists()

    def confirm_email(self):
        """Count the address as confirmed: of who was made at the command line, not by a sign-up."""
        self.emailaddress_set.create(email=self.email, verified=True, primary=True)
