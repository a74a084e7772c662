"""Developer and community data points, as CoinGecko gives them."""

from markets.analytics.points.base import COUNT, PERCENT, DataPoint
from markets.analytics.points.liquidity import given
from markets.wording import gettext_noop as _


def _point(name: str, group: str, formula: str, unit: str = COUNT) -> DataPoint:
    return DataPoint(
        name, group, unit, 1, formula, 1, given(name), (name,), "CoinGecko", is_size_bound=True
    )


DEVELOPER = (
    _point("commits_4w", "developer", _("commits in four weeks")),
    _point("contributors", "developer", _("contributors to its pull requests")),
    _point("merged_prs", "developer", _("pull requests merged")),
    _point("closed_share", "developer", _("share of issues that are closed"), PERCENT),
    _point("stars", "developer", _("stars of its repositories")),
)

COMMUNITY = (
    _point("watchers", "community", _("portfolios that watch it")),
    _point("votes_up", "community", _("share of votes that are up"), PERCENT),
    _point("telegram_users", "community", _("members of its Telegram channel")),
    _point(
        "trending", "community", _("whether it is among the day's most searched (1) or not (0)")
    ),
)
