"""The positions that stops and targets share: one goes with the other when it is used up."""

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from portfolios.models import ExitGroup, Trigger
from portfolios.services.errors import Refused

LONGEST_NAME = ExitGroup._meta.get_field("name").max_length


def join_group(trigger: Trigger, *, name: str) -> ExitGroup | None:
    """The group of this name, locked, ready for one more trigger; None for no name.

    A group with nothing armed in it begins anew: the whole of what is held now. Raises `Refused`.
    """
    name = name.strip()
    if not name:
        return None
    if len(name) > LONGEST_NAME:
        message = _("It may have at most {most} characters.").format(most=LONGEST_NAME)
        raise Refused({"group": [message]})
    held = trigger.portfolio.positions.filter(asset=trigger.asset).aggregate(sum=Sum("quantity"))
    quantity = max(Decimal(0), held["sum"] or Decimal(0))
    key = {"portfolio": trigger.portfolio, "asset": trigger.asset, "name": name}
    ExitGroup.objects.bulk_create([ExitGroup(**key, quantity=quantity)], ignore_conflicts=True)
    group = ExitGroup.objects.select_for_update().get(**key)
    if not group.triggers.armed().exclude(pk=trigger.pk).exists():
        group.share_left, group.quantity = Decimal(1), quantity
        group.save()
    return group
