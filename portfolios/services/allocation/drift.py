"""Allocation drift: one notice when a share leaves its band, another only after it came back."""

from collections import defaultdict

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from markets.models import USD, Asset
from markets.number_writing import written
from markets.numbers import plain
from markets.postgres.statements import statement, words
from markets.selectors import fiat_fresh_since, fresh_since, market_status
from portfolios.models import Portfolio, Target
from portfolios.services.alerts.notices import notify

_JUDGE = statement(__file__, "judge_targets")


@transaction.atomic
def notify_drift() -> int:
    """Judge every target against the latest quotes; returns how many have begun to drift.

    Claimed and notified in one transaction: one notice for each time out of the band.
    """
    now = timezone.now()
    values = {
        "now": now,
        "fresh_since": fresh_since(now=now),
        "fiat_fresh_since": fiat_fresh_since(now=now, is_simulated=market_status().is_simulated),
    }
    with connection.cursor() as cursor:
        cursor.execute(_JUDGE, words(Asset.Kind) | {"usd": USD} | values)
        off = {pk: far for pk, is_outside, far in cursor.fetchall() if is_outside}
    by_portfolio: dict[Portfolio, list[Target]] = defaultdict(list)
    for target in Target.objects.select_related("asset", "portfolio__owner").filter(pk__in=off):
        by_portfolio[target.portfolio].append(target)
    for portfolio, targets in by_portfolio.items():
        subject = f"portfolio {portfolio.pk} {now.isoformat()}"
        with translation.override(portfolio.owner.language or settings.LANGUAGE_CODE):
            _tell(portfolio, targets, off=off, subject=subject)
    return len(off)


def _tell(
    portfolio: Portfolio, targets: list[Target], *, off: dict[int, float], subject: str
) -> None:
    symbols = ", ".join(target.asset.symbol for target in targets)
    line = _("{symbol}: {off} points away from its target of {target}%; up to {band} are let go.")
    lines = [
        line.format(
            symbol=target.asset.symbol, off=written(f"{100 * off[target.pk]:.1f}"),
            target=written(plain(100 * target.share)), band=written(plain(100 * target.band)),
        )
        for target in targets
    ]  # fmt: skip
    title = _("{portfolio}: {symbols} away from target").format(
        portfolio=portfolio.name, symbols=symbols
    )
    notify(
        [portfolio.owner],
        kind="drift",
        subject=subject,
        title=title[:120],
        text="\n".join(lines),
        path=f"/portfolios/{portfolio.pk}/targets/",
        portfolio=portfolio,
    )
