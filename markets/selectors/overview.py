"""The market at a glance: its state in words and figures, its rules, and what moved today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from markets.analytics.market import season_in_words
from markets.analytics.market.checklist import RULES
from markets.models import Asset
from markets.number_writing import count_of, written
from markets.selectors.analytics.market import StoredMarket, market_history
from markets.selectors.freshness import day_figures_since
from markets.templatetags.figures import percent

HISTORY_DAYS, CHANGE_DAYS = 730, 30
# Under this volume a day a price moves by a single order.
LEAST_VOLUME = 100_000.0
_REGIMES = {
    "rising calm": gettext_lazy("Rising and calm"),
    "rising nervous": gettext_lazy("Rising and nervous"),
    "falling calm": gettext_lazy("Falling and calm"),
    "falling stressed": gettext_lazy("Falling and stressed"),
}


@dataclass(frozen=True, slots=True)
class RuleState:
    """A rule of the altcoin checklist; None where unknown.

    `since` is the first day of the present state; `is_oldest` says that no earlier day is stored.
    """

    name: str
    is_on: bool | None
    since: date | None
    is_oldest: bool


@dataclass(frozen=True)
class Overview:
    """The analysed days of two years, oldest first, the last of which is shown."""

    history: Sequence[StoredMarket]

    @property
    def today(self) -> StoredMarket:
        return self.history[-1]

    @cached_property
    def changes(self) -> dict[str, float | None]:
        """Of each figure, what it has over that of 30 days before, in its own unit."""
        return {name: self._change(name) for name in self.today.figures}

    @cached_property
    def growth(self) -> dict[str, float | None]:
        """The same as a fraction of the former figure."""
        before = self._before()
        return {
            name: None if change is None or not before.figures[name]
            else change / before.figures[name]
            for name, change in self.changes.items()
        }  # fmt: skip

    @cached_property
    def regime_since(self) -> tuple[date, bool]:
        """The first day of the present regime, and whether no earlier day is stored."""
        return self._since([market.regime for market in self.history])

    @cached_property
    def rules(self) -> list[RuleState]:
        return [self._rule(name) for name in RULES]

    @property
    def season(self) -> str | None:
        """“altcoin season”, “Bitcoin season”, or None for neither and unknown."""
        season = self.today.figures.get("season")
        return None if season is None else season_in_words(season)

    def in_words(self) -> str:
        """What the figures say, in a sentence; of unknown ones it says nothing."""
        figures = self.today.figures
        parts = []
        if figures.get("breadth_50") is not None:
            share = percent(figures["breadth_50"] / 100, 0)
            parts.append(_("{share} of coins are above their 50-day average").format(share=share))
        change = self.changes.get("dominance")
        if change is not None:
            parts.append(_moved(change))
        regime = str(_REGIMES[self.today.regime]) if self.today.regime else ""
        facts = "; ".join(parts)
        return ": ".join(filter(None, (regime, facts))) + ("." if regime or facts else "")

    def series(self, *names: str) -> list[dict]:
        """Figures by day, as pictures of lines take them."""
        return [
            {"time": one.at.day.isoformat(), **{name: one.figures.get(name) for name in names}}
            for one in self.history
        ]

    def _before(self) -> StoredMarket | None:
        wanted = self.today.at.day - timedelta(days=CHANGE_DAYS)
        return next((one for one in self.history if one.at.day == wanted), None)

    def _change(self, name: str) -> float | None:
        before, now = self._before(), self.today.figures.get(name)
        then = None if before is None else before.figures.get(name)
        return None if now is None or then is None else now - then

    def _rule(self, name: str) -> RuleState:
        states = [one.figures.get(name) for one in self.history]
        if states[-1] is None:
            return RuleState(name, None, None, False)
        return RuleState(name, states[-1] == 1.0, *self._since(states))

    def _since(self, states: Sequence) -> tuple[date, bool]:
        place = len(states) - 1
        while place and states[place - 1] == states[-1]:
            place -= 1
        return self.history[place].at.day, place == 0


def market_overview(*, days: int = HISTORY_DAYS) -> Overview | None:
    """The last days as analysed; None before the first analysis. Three queries."""
    history = market_history(since=date.today() - timedelta(days=days))
    return Overview(history) if history else None


def day_movers(*, most: int) -> tuple[list[Asset], list[Asset]]:
    """The coins whose price rose and fell most in 24 hours, with quotes. One query."""
    coins = _moved_today().filter(kind=Asset.Kind.COIN, quote__volume_24h__gte=LEAST_VOLUME)
    rises = coins.filter(quote__change_24h__gt=0).order_by("-quote__change_24h", "slug")
    falls = coins.filter(quote__change_24h__lt=0).order_by("quote__change_24h", "slug")
    found = sorted(
        rises[:most].union(falls[:most], all=True),
        key=lambda asset: (-abs(asset.quote.change_24h), asset.slug),
    )
    return (
        [asset for asset in found if asset.quote.change_24h > 0],
        [asset for asset in found if asset.quote.change_24h < 0],
    )


def volume_leaders(*, most: int) -> list[Asset]:
    """The assets with the highest volume in 24 hours, with quotes. One query."""
    by_volume = F("quote__volume_24h").desc(nulls_last=True)
    traded = _moved_today().filter(quote__volume_24h__gt=0)
    return list(traded.order_by(by_volume, "slug")[:most])


def largest_coins(*, most: int) -> list[Asset]:
    """The coins with the highest caps, with quotes and categories. Two queries."""
    coins = _traded().filter(kind=Asset.Kind.COIN, quote__market_cap__gt=0)
    by_cap = coins.order_by("-quote__market_cap", "slug").prefetch_related("categories")
    return list(by_cap[:most])


def without_day_figures() -> int:
    """How many listed assets have a price that is older than a day. One query."""
    return Asset.objects.listed().filter(quote__as_of__lt=day_figures_since()).count()


def _traded() -> QuerySet:
    return Asset.objects.listed().select_related("quote")


def _moved_today() -> QuerySet:
    return _traded().filter(quote__as_of__gte=day_figures_since())


def _moved(points: float) -> str:
    """How Bitcoin's share changed, in a clause."""
    size, count = f"{abs(points):.1f}", count_of(points, 1)
    if size == "0.0":
        text = _("Bitcoin’s share did not change over {days} days")
    elif points > 0:
        text = ngettext(
            "Bitcoin’s share rose {points} point over {days} days",
            "Bitcoin’s share rose {points} points over {days} days",
            count,
        )
    else:
        text = ngettext(
            "Bitcoin’s share fell {points} point over {days} days",
            "Bitcoin’s share fell {points} points over {days} days",
            count,
        )
    return text.format(points=written(size), days=CHANGE_DAYS)
