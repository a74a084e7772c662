"""Takes a pure plan through the live path: the same rules armed in the database, the same prices
accepted one by one."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from markets.models import Quote
from portfolios.models import Alert, Position, Trigger
from portfolios.services.exits.claims import claim_triggers
from portfolios.services.exits.triggers import arm_trigger

FIELDS = ("entry_price", "percent", "trail_amount", "trail_percent", "activate_at", "share")


class LivePlan:
    """`fired` is the ids of each price, in order of firing, as the pure machine tells them."""

    def __init__(self, rules, *, portfolio, assets, start: dict[str, float]):
        self.assets, self.portfolio, self.ticks = assets, portfolio, 0
        self.begin = timezone.now() - timedelta(minutes=10)
        for name in assets:
            self.accept(name, start[name])
        # Ids are compared as text by the pure rules and as numbers by the database.
        self.triggers = {}
        for rule in sorted(rules, key=lambda one: one.id):
            terms = {name: getattr(rule, name) for name in FIELDS}
            if rule.percent is None and rule.kind not in ("trailing_stop", "break_even"):
                terms |= {"level": rule.level, "entry_price": None}
            made = arm_trigger(
                portfolio, user=portfolio.owner, asset=assets[rule.asset], kind=rule.kind.value,
                group=rule.group or "", fire_at_once=True, **terms,
            )  # fmt: skip
            self.triggers[made.pk] = rule.id
        # The pure rules know no price from before: let none of these fire anything.
        Quote.objects.filter(asset__in=assets.values()).update(as_of=self.begin - timedelta(days=1))

    def accept(self, name: str, price: Decimal | float) -> None:
        self.ticks += 1
        at = self.begin + timedelta(milliseconds=self.ticks)
        Quote.objects.update_or_create(
            asset=self.assets[name],
            defaults={
                "price": float(price),
                "as_of": at,
                "received_at": timezone.now(),
                "source": "test",
            },
        )

    def step(self, name: str, price: Decimal) -> list[str]:
        self.accept(name, price)
        alerts = claim_triggers()
        rows = dict(Alert.objects.filter(pk__in=alerts).values_list("pk", "trigger"))
        return [self.triggers[rows[pk]] for pk in alerts]

    def outcome(self) -> dict[str, tuple]:
        """Status, price and sold units of each rule."""
        found = {}
        for trigger in Trigger.objects.filter(portfolio=self.portfolio):
            alert = Alert.objects.filter(trigger=trigger).first()
            found[self.triggers[trigger.pk]] = (
                trigger.status,
                None if alert is None else Decimal(repr(alert.price)),
                None if alert is None or not trigger.is_exit else alert.quantity,
            )
        return found


def hold(portfolio, asset, quantity, *, cost=None) -> None:
    Position.objects.update_or_create(
        portfolio=portfolio, asset=asset, account=portfolio.accounts.first(),
        defaults={
            "quantity": quantity, "cost": cost or quantity, "realised": 0, "income": 0, "fees": 0,
        },
    )  # fmt: skip
