"""What else an asset is, or was, known by, and what became of it."""

import re

from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

UNITS = {"max_digits": 36, "decimal_places": 18, "null": True, "blank": True}


class AssetReference(models.Model):
    """A provider's own id of an asset, beside the slug, which is the listing provider's."""

    asset = models.ForeignKey("markets.Asset", on_delete=models.CASCADE, related_name="references")
    provider = models.CharField(max_length=20)
    reference = models.CharField(max_length=120)

    class Meta:
        ordering = ["provider", "reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "reference"], name="asset_reference_names_one"
            )
        ]

    def __str__(self):
        return f"{self.provider}: {self.reference}"


# No symbol and hardly a name is as long.
SHORTEST_ADDRESS = 20
_BEFORE_ADDRESS, _AFTER_ADDRESS = re.compile(r"[\s:/]+"), re.compile(r"[?#]")


class AssetContract(models.Model):
    """Where a token lives; hexadecimal addresses are stored in small letters."""

    asset = models.ForeignKey("markets.Asset", on_delete=models.CASCADE, related_name="contracts")
    chain = models.CharField(max_length=60, help_text="the chain's slug: ethereum, solana …")
    address = models.CharField(max_length=200, db_index=True)

    class Meta:
        ordering = ["chain", "address"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "address"], name="asset_contract_names_one")
        ]

    def __str__(self):
        return f"{self.chain}: {self.address}"

    def save(self, *args, **kwargs):
        self.address = self.normalise(self.address)
        super().save(*args, **kwargs)

    @staticmethod
    def normalise(address: str) -> str:
        """The address as it is stored: capitals carry a checksum in 0x…, elsewhere a value."""
        address = address.strip()
        return address.lower() if address[:2].lower() == "0x" else address

    @classmethod
    def addresses_in(cls, text: str) -> list[str]:
        """What a text may name as an address: all of it, and what follows a chain or a page.

        Wallets and explorers write chain:0x…, eip155:1:0x… and https://…/token/0x…; addresses of
        some chains have a colon or a slash themselves.
        """
        last = _BEFORE_ADDRESS.split(_AFTER_ADDRESS.split(text.strip())[0])[-1]
        rest = [last] if len(last) >= SHORTEST_ADDRESS else []
        return [*dict.fromkeys(cls.normalise(one) for one in (text, *rest))]


class AssetName(models.Model):
    """Another name of an asset, or a symbol that it had; the days are both included."""

    class Kind(models.TextChoices):
        ALIAS = "alias", "Alias"
        SYMBOL = "symbol", "Former symbol"
        NAME = "name", "Former name"

    asset = models.ForeignKey("markets.Asset", on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.ALIAS)
    text = models.CharField(max_length=160)
    valid_from = models.DateField(null=True, blank=True, help_text="none: from its launch on")
    valid_until = models.DateField(null=True, blank=True, help_text="a former name's last day")

    class Meta:
        ordering = ["kind", "text", "valid_from"]
        indexes = [
            models.Index(OpClass(Upper("text"), name="text_pattern_ops"), name="asset_name_text")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="alias") | Q(valid_until__isnull=False),
                name="asset_name_former_ended",
                violation_error_message="A former name needs its last day.",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_from__lte=models.F("valid_until")),
                name="asset_name_days_in_order",
                violation_error_message="The last day lies before the first.",
            ),
        ]

    def __str__(self):
        return self.text


class AssetEvent(models.Model):
    """What happened to an asset on a day (UTC), with who recorded it and when.

    `units_before` old units became `units_after` new ones: of the same asset in a redenomination,
    of the `successor` in a migration.
    """

    class Kind(models.TextChoices):
        RENAME = "rename", "Renamed"
        REDENOMINATION = "redenomination", "Redenominated"
        MIGRATION = "migration", "Became another asset"
        MERGE = "merge", "Was listed twice"
        END = "end", "Ended"

    asset = models.ForeignKey("markets.Asset", on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=Kind)
    on = models.DateField(help_text="the first day of the new state, in UTC")
    successor = models.ForeignKey(
        "markets.Asset", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    units_before = models.DecimalField(**UNITS, help_text="1000 old units …")
    units_after = models.DecimalField(**UNITS, help_text="… became 1 new one")
    former_symbol = models.CharField(max_length=40, blank=True)
    former_name = models.CharField(max_length=160, blank=True)
    is_worthless = models.BooleanField(
        "worth nothing since", default=False, help_text="otherwise the last price stays"
    )
    note = models.CharField(max_length=300, blank=True, help_text="the source, for example")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["redenomination", "migration"])
                # A comparison with null is neither true nor false, which a check lets through.
                | Q(units_before__isnull=False, units_after__isnull=False)
                & Q(units_before__gt=0, units_after__gt=0),
                name="asset_event_has_a_ratio",
                violation_error_message="Say how many old units became how many new ones.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["migration", "merge"], successor__isnull=False)
                | ~Q(kind__in=["migration", "merge"]) & Q(successor__isnull=True),
                name="asset_event_has_its_successor",
                violation_error_message="Name the successor of a migration, and of nothing else.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="rename") | ~Q(former_symbol="", former_name=""),
                name="asset_event_renames_something",
                violation_error_message="Give the former symbol, the former name, or both.",
            ),
        ]

    def __str__(self):
        return f"{self.asset} {self.get_kind_display()} {self.on}"

    @property
    def converts(self) -> bool:
        """Whether holders have other units, or another asset, since."""
        return self.kind in (self.Kind.REDENOMINATION, self.Kind.MIGRATION)

    @property
    def received(self):
        """The asset that holders have since a conversion."""
        return self.successor or self.asset
