"""Target shares: set, changed, removed; together they are never more than the whole."""

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from markets.models import Asset
from markets.number_writing import written
from markets.numbers import ONE
from portfolios.models import Portfolio, Target
from portfolios.selectors.ledger.assets import may_name
from portfolios.services.errors import Refused
from portfolios.services.locks import hold, hold_portfolio, in_one_go


@in_one_go
def set_target(
    portfolio: Portfolio, *, asset: Asset, share: Decimal, band: Decimal | None = None
) -> Target:
    """Give an asset a target share, or another one. Fractions; raises `Refused`.

    What is moved counts as inside its band until the next look says otherwise.
    """
    hold_portfolio(portfolio.pk)
    if not may_name(portfolio, asset):
        raise Refused({"asset": [_("There is no such asset in this portfolio.")]})
    others = portfolio.targets.exclude(asset=asset).aggregate(sum=Sum("share"))["sum"] or 0
    if others + share > ONE:
        left = f"{(ONE - others) * 100:f}".rstrip("0").rstrip(".") or "0"
        said = _("The targets would add up to more than 100%: {left}% is left.").format(
            left=written(left)
        )
        raise Refused({"share": [said]})
    changes = {"share": share, "drifted_at": None}
    if band is not None:
        changes["band"] = band
    return Target.objects.update_or_create(portfolio=portfolio, asset=asset, defaults=changes)[0]


@in_one_go
def remove_target(target: Target) -> None:
    """An asset without a target may have any share."""
    hold(target).delete()
