"""What becomes of armed triggers whose prices end: of a changed market, of a merged asset."""

from collections import Counter

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from markets.models import Asset
from markets.postgres.locks import Lock, lock
from portfolios.models import HighWater, NearestLevel, Portfolio, Trigger
from portfolios.services.alerts.notices import notify


@transaction.atomic
def disarm_all() -> int:
    """End every armed trigger: levels chosen by one market's prices mean nothing to another's.

    Their owners are notified, and can re-arm each. Returns how many there were. Runs before the
    first prices of the new market are judged, in their transaction.
    """
    lock(Lock.TICKS)
    armed = Trigger.objects.armed()
    counts = Counter(armed.values_list("portfolio", flat=True))
    now = timezone.now()
    armed.update(status=Trigger.Status.CANCELLED, ended_at=now, high_water=None)
    # They are the highest prices of the old market.
    HighWater.objects.all().delete()
    NearestLevel.objects.all().delete()
    _notify_owners(
        counts, at=now,
        text=_("Prices come from another market now, to which the armed levels say nothing."
               " Look at each, and arm it again."),
    )  # fmt: skip
    return counts.total()


@transaction.atomic
def disarm_levels_on(asset: Asset, *, successor: Asset) -> int:
    """End every armed trigger on an asset whose prices go on as another's; how many there were."""
    lock(Lock.TICKS)
    armed = Trigger.objects.armed().filter(asset=asset)
    counts = Counter(armed.values_list("portfolio", flat=True))
    now = timezone.now()
    armed.update(status=Trigger.Status.CANCELLED, ended_at=now, high_water=None)
    NearestLevel.objects.filter(asset=asset).delete()
    _notify_owners(
        counts, at=now,
        text=format_lazy(
            _("{asset} is listed as {successor} now. Arm the levels on that again."),
            asset=asset.name, successor=successor.name,
        ),
    )  # fmt: skip
    return counts.total()


def _notify_owners(counts: Counter, *, at, text: Promise) -> None:
    for portfolio in Portfolio.objects.select_related("owner").filter(pk__in=counts):
        _tell(portfolio, counts[portfolio.pk], at=at, text=text)


def _tell(portfolio: Portfolio, count: int, *, at, text: Promise) -> None:
    title = ngettext_lazy(
        "{portfolio}: {count} level was disarmed",
        "{portfolio}: {count} levels were disarmed",
        count,
    )
    notify(
        [portfolio.owner],
        kind="provider_stale",
        subject=f"market {portfolio.pk} {at.isoformat()}",
        title=format_lazy(title, portfolio=portfolio.name, count=count),
        text=text,
        path=f"/portfolios/{portfolio.pk}/plan/",
        portfolio=portfolio,
    )
