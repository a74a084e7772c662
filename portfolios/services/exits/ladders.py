"""Arms a stop and its targets at once, as one group that sells the position once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from markets.models import Asset
from markets.number_writing import written
from markets.numbers import ONE, ZERO, plain
from portfolios.models import Portfolio, Trigger, TriggerKind
from portfolios.services.errors import Refused
from portfolios.services.exits.exit_groups import LONGEST_NAME
from portfolios.services.exits.triggers import AlreadyBreached, arm_trigger
from portfolios.services.locks import in_one_go

MOST_TARGETS = 4


@dataclass(frozen=True, slots=True)
class Rung:
    """A target: its level in the portfolio's currency, and the fraction of the position to sell.

    No share is what the other targets leave.
    """

    level: Decimal
    share: Decimal | None = None


@in_one_go
@transaction.atomic
def arm_ladder(
    portfolio: Portfolio,
    *,
    user,
    asset: Asset,
    targets: Sequence[Rung],
    stop_level: Decimal | None = None,
    trail_percent: Decimal | None = None,
    group: str = "",
    expires_at: datetime | None = None,
) -> list[Trigger]:
    """A stop at a level, or a trail (a fraction), over all that is left, and up to four targets.

    All of them are armed, or none. Raises `Refused` with every fault under `asset`, `group`,
    `stop_level`, `trail_percent`, `target_1` … `target_4` or `share_1` … `share_4`; a level that
    the price has reached already is one.
    """
    rungs = _settled(targets)
    name = _free_name(portfolio, asset=asset, asked=group)
    plan = [_stop(stop_level, trail_percent)]
    plan += [
        ({"level": f"target_{number}", "share": f"share_{number}"},
         {"kind": TriggerKind.TAKE_PROFIT, "level": rung.level, "share": rung.share})
        for number, rung in enumerate(rungs, 1)
    ]  # fmt: skip
    armed, errors = [], {}
    for fields, terms in plan:
        # One that is refused does not stop the next, so that the faults of all come together.
        try:
            armed.append(
                arm_trigger(
                    portfolio, user=user, asset=asset, group=name, expires_at=expires_at, **terms
                )
            )
        except AlreadyBreached:
            message = _("The price has reached it already: choose a level under the price.")
            if terms["kind"] == TriggerKind.TAKE_PROFIT:
                message = _("The price has reached it already: choose a level over the price.")
            errors[fields["level"]] = [message]
        except Refused as refusal:
            for field, said in refusal.errors.items():
                known = errors.setdefault(fields.get(field, field), [])
                known += [message for message in said if message not in known]
    if errors:
        raise Refused(errors)
    return armed


def _stop(level: Decimal | None, trail_percent: Decimal | None) -> tuple[dict, dict]:
    """The names that the form has for its fields, and the terms."""
    if (level is None) == (trail_percent is None):
        raise Refused(
            {"stop_level": [_("Give the stop a level, or a trail in per cent: one of both.")]}
        )
    if level is not None:
        return {"level": "stop_level"}, {"kind": TriggerKind.STOP_LOSS, "level": level}
    terms = {"kind": TriggerKind.TRAILING_STOP, "trail_percent": trail_percent}
    return {"trail_amount": "trail_percent"}, terms


def _settled(targets: Sequence[Rung]) -> list[Rung]:
    """The targets with a share each. Raises `Refused` where they can't be."""
    if not targets:
        raise Refused({"target_1": [_("A ladder has at least one target.")]})
    if len(targets) > MOST_TARGETS:
        raise Refused(_("A ladder has at most {most} targets.").format(most=MOST_TARGETS))
    open_ended = [number for number, rung in enumerate(targets, 1) if rung.share is None]
    if len(open_ended) > 1:
        message = _("Only one target can take what the others leave: give the others a share.")
        raise Refused({f"share_{number}": [message] for number in open_ended[:-1]})
    given = sum((rung.share for rung in targets if rung.share is not None), ZERO)
    rest = ONE - given
    if rest < ZERO or (open_ended and not rest):
        message = _("The shares come to {sum}%: 100% is all of the position.")
        message = message.format(sum=written(plain(given * 100)))
        place = len(targets)
        if open_ended and not rest:
            message, place = _("The other shares leave nothing for this one."), open_ended[0]
        raise Refused({f"share_{place}": [message]})
    return [rung if rung.share is not None else Rung(rung.level, rest) for rung in targets]


def _free_name(portfolio: Portfolio, *, asset: Asset, asked: str) -> str:
    """The group's name. Raises `Refused` for one whose rules are still armed."""
    taken = set(
        portfolio.triggers.armed()
        .filter(asset=asset, group__isnull=False)
        .values_list("group__name", flat=True)
    )
    asked = asked.strip()
    if asked in taken:
        message = _("{name} has armed levels already: choose another name.")
        raise Refused({"group": [message.format(name=repr(asked))]})
    if asked:
        return asked[: LONGEST_NAME + 1]
    first = pgettext("name of a group of levels", "Exit")
    names = (first if number == 1 else f"{first} {number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
