import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portfolios.accounting.core.types import PROBLEM_NAMES, TYPE_NAMES, Method, Scope
from portfolios.querysets import InvitationQuerySet, OwnedQuerySet, PortfolioQuerySet


def choices_of(codes) -> list[tuple[str, Promise]]:
    """Codes of rows or problems as Django's choices: staking_reward → Staking reward."""
    names = {**TYPE_NAMES, **PROBLEM_NAMES}
    return [(code.value, _(names[code])) for code in codes]


METHOD_CHOICES = [
    (Method.FIFO.value, _("FIFO (first in, first out)")),
    (Method.LIFO.value, _("LIFO (last in, first out)")),
    (Method.HIFO.value, _("HIFO (highest cost first)")),
    (Method.AVERAGE.value, _("Average cost")),
]
SCOPE_CHOICES = [
    (Scope.ACCOUNT.value, _("per account")),
    (Scope.PORTFOLIO.value, _("per portfolio")),
]


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("%(name)s is not a time zone"), code="unknown", params={"name": name}
        )


class Portfolio(models.Model):
    """A person's holdings over several accounts, in one base currency."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="portfolios"
    )
    name = models.CharField(max_length=80)
    currency = models.ForeignKey("markets.Asset", on_delete=models.PROTECT, related_name="+")
    time_zone = models.CharField(max_length=60, default="UTC", validators=[validate_time_zone])
    method = models.CharField(
        _("cost-basis method"), max_length=8, choices=METHOD_CHOICES, default=Method.FIFO
    )
    scope = models.CharField(
        _("lots are kept"),
        max_length=10,
        default=Scope.ACCOUNT,
        choices=SCOPE_CHOICES,
    )
    tracks_cash = models.BooleanField(
        default=False,
        help_text=_(
            "Keep fiat balances. Otherwise money flows in with each buy, out with each sale."
        ),
    )
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # The ledger counts its changes; the books say which count they were made from.
    ledger_version = models.PositiveBigIntegerField(default=0)
    books_version = models.PositiveBigIntegerField(default=0)
    books_made_at = models.DateTimeField(null=True, blank=True)
    books_currency = models.ForeignKey(
        "markets.Asset", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    # A process with a copy of the positions asks for what was swapped since it last looked.
    books_swap = models.BigIntegerField(
        default=0, editable=False, db_index=True, help_text="the database transaction that did it"
    )

    objects = PortfolioQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        permissions = [("view_amounts", "Can see the amounts in other people's portfolios")]

    def __str__(self):
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def books_are_current(self) -> bool:
        return self.books_version == self.ledger_version

    @property
    def figures_currency(self):
        """The currency of what the books say: the one before, until they are made in another."""
        if self.books_currency_id in (None, self.currency_id):
            return self.currency
        return self.books_currency


class PortfolioShare(models.Model):
    """Lets another user see a portfolio, or change it too."""

    class Role(models.TextChoices):
        VIEWER = "viewer", _("can look")
        EDITOR = "editor", _("can change")

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="shares")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="portfolio_shares"
    )
    role = models.CharField(max_length=6, choices=Role, default=Role.VIEWER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["portfolio", "user"], name="share_once_a_user")
        ]

    def __str__(self):
        return f"{self.user} {self.get_role_display()}"


class PortfolioInvitation(models.Model):
    """Offers a portfolio to an e-mail address, whether or not anybody has signed up with it.

    Nothing is shared before the owner of that address accepts.
    """

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("e-mail address", help_text="in small letters")
    role = models.CharField(
        max_length=6, choices=PortfolioShare.Role, default=PortfolioShare.Role.VIEWER
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["portfolio", "email"], name="invitation_once_an_email")
        ]
        indexes = [models.Index(fields=["email"], name="invitation_by_email")]

    def __str__(self):
        return f"{self.email} {self.get_role_display()}"


class Account(models.Model):
    """A wallet or an exchange where a portfolio's assets lie."""

    class Kind(models.TextChoices):
        EXCHANGE = "exchange", _("Exchange")
        WALLET = "wallet", _("Wallet")
        BANK = "bank", _("Bank")

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="accounts")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.EXCHANGE)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["portfolio", "name"], name="account_name_once")
        ]

    def __str__(self):
        return self.name
