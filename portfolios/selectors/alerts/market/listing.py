"""A person's alerts on the market beside what is so now: value, distance, or why it is unknown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from markets.analytics.points.labels import REASONS
from markets.analytics.points.registry import MISSING
from markets.models import AssetPoints
from markets.number_writing import written
from markets.selectors.measures.catalogue import CHASING, REGIME, SIGNAL_FLIP, Measure
from markets.selectors.measures.values import REGIMES, MarketNow
from portfolios.models import MarketAlert, User
from portfolios.selectors.alerts.market.words import (
    NOT_OFFERED,
    condition_in_words,
    measure_of,
    subject_in_words,
)

Rule, Subject = MarketAlert.Rule, MarketAlert.Subject
_NO_PRICE = gettext_noop("no price of the last minutes is known")
_NO_DAY = gettext_noop("the last day was not analysed as it closed")
_NOT_ANALYSED = gettext_noop("it was not analysed on the last day")


@dataclass(frozen=True, slots=True)
class Listed:
    """An alert in words. `now` is the figure, or how many subjects meet the condition; `away` how
    far the level is; `unknown` why there is no figure. Each may be empty.
    """

    alert: MarketAlert
    subject: str
    condition: str
    page: str
    now: str = ""
    away: str = ""
    unknown: str = ""


def market_alerts(user: User, *, now: datetime) -> list[Listed]:
    """The newest first. At most ten queries, however many there are."""
    related = MarketAlert.objects.for_user(user).select_related(*MarketAlert.NAMED)
    return listed(list(related), now=now)


def listed(alerts: Sequence[MarketAlert], *, now: datetime) -> list[Listed]:
    """Each alert, which comes with its asset, category and view, beside what is so now."""
    assets = {alert.asset_id for alert in alerts if alert.asset_id is not None}
    market = MarketNow(now=now, assets=sorted(assets))
    missing = _missing(sorted(assets), market)
    return [_listed(alert, market, missing) for alert in alerts]


def _listed(alert: MarketAlert, market: MarketNow, missing: dict[int, Sequence[int]]) -> Listed:
    words = {
        "alert": alert, "subject": subject_in_words(alert), "condition": condition_in_words(alert),
        "page": _page(alert),
    }  # fmt: skip
    measure = measure_of(alert)
    if alert.subject == Subject.SCREEN:
        return Listed(**words, **(_members(alert) if alert.evaluated_day else {}))
    if measure is None:
        return Listed(**words, unknown=_(NOT_OFFERED))
    subject = _only_subject(alert)
    if subject is None:
        return Listed(**words, **_members(alert))
    if not measure.is_live and market.day is None:
        return Listed(**words, unknown=_(_NO_DAY))
    return Listed(**words, **_standing(alert, measure, subject, market, missing))


def _only_subject(alert: MarketAlert) -> int | None:
    if alert.subject == Subject.ASSET:
        return alert.asset_id
    return 0 if alert.subject == Subject.MARKET else alert.category_id


def _members(alert: MarketAlert) -> dict[str, str]:
    """How many of several subjects met the condition when it was last evaluated."""
    count = len(alert.met)
    if alert.subject == Subject.SCREEN:
        text = ngettext("{count} asset in it", "{count} assets in it", count)
        return {"now": text.format(count=count)}
    if not alert.met and not alert.unmet:
        return {"unknown": _("no figure of any is known yet")}
    text = _("{count} of {all} meet it")
    return {"now": text.format(count=count, all=count + len(alert.unmet))}


def _standing(
    alert: MarketAlert, measure: Measure, subject: int, market: MarketNow,
    missing: dict[int, Sequence[int]],
) -> dict[str, str]:  # fmt: skip
    if measure.is_event:
        return _event(measure, subject, market)
    value = market.value(measure, subject)
    if value != value:
        return {"unknown": _why(measure, subject, market, missing)}
    shown = {"now": measure.written(value)}
    if alert.rule == Rule.CHANGE:
        change = market.change(measure, days=alert.days, ids=np.array([subject]))[0]
        if change != change:
            text = ngettext(
                "its value {days} day before is not known",
                "its value {days} days before is not known",
                alert.days,
            )
            return shown | {"unknown": text.format(days=alert.days)}
        text = _("up {change} so far") if change >= 0 else _("down {change} so far")
        return shown | {"away": text.format(change=measure.change_written(change))}
    if alert.rule in (Rule.TOP, Rule.BOTTOM):
        places = market.places(measure, from_below=alert.rule == Rule.BOTTOM)
        place = float(places.of(np.array([subject]))[0])
        text = _("place {place} from the top")
        if alert.rule == Rule.BOTTOM:
            text = _("place {place} from the bottom")
        return shown | {"away": text.format(place=written(f"{place:,.0f}"))}
    return shown | {"away": _distance(alert, measure, value)}


def _distance(alert: MarketAlert, measure: Measure, value: float) -> str:
    """From the value to the level."""
    gap = alert.level - value
    if measure.changes_in_percent:
        if not value:
            return ""
        gap /= value
    text = _("level {distance} above") if gap > 0 else _("level {distance} below")
    return text.format(distance=measure.change_written(gap))


def _event(measure: Measure, subject: int, market: MarketNow) -> dict[str, str]:
    happens = market.happens(measure)
    if measure.id == REGIME:
        found = [word for (_, word), holds in zip(REGIMES, happens.values, strict=False) if holds]
        return {"now": capfirst(_(found[0]))} if found else {"unknown": _("no trend is known yet")}
    holds = float(happens.of(np.array([subject]))[0])
    if holds != holds:
        return {"unknown": _(_NOT_ANALYSED)}
    if measure.id == SIGNAL_FLIP:
        return {"now": _("Up") if holds else _("Down")}
    if measure.id == CHASING:
        return {"now": _("It has") if holds else _("It has not")}
    return {"now": _("On the last day") if holds else _("Not on the last day")}


def _why(
    measure: Measure, subject: int, market: MarketNow, missing: dict[int, Sequence[int]]
) -> str:
    if measure.is_live:
        known = market.as_of(np.array([subject]))[0]
        return _("no source gives it") if known == known else _(_NO_PRICE)
    if market.day and subject in missing and measure.id in market.day.points:
        return _(REASONS[MISSING[missing[subject][market.day.points.index(measure.id)]]])
    return _(_NOT_ANALYSED)


def _missing(assets: Sequence[int], market: MarketNow) -> dict[int, Sequence[int]]:
    """Why data points are missing, by asset."""
    if not assets or market.day is None:
        return {}
    rows = AssetPoints.objects.filter(run=market.day.run_id, day=market.day.day, asset__in=assets)
    return dict(rows.values_list("asset_id", "missing"))


def _page(alert: MarketAlert) -> str:
    """The page of what it watches."""
    if alert.subject == Subject.ASSET:
        return reverse("markets:asset", args=[alert.asset.slug])
    if alert.subject == Subject.SCREEN:
        return f"{reverse('markets:screener')}?{alert.screen.query}"
    if alert.subject == Subject.HOLDINGS:
        return reverse("portfolios:list")
    if alert.subject == Subject.WATCHLIST:
        return reverse("portfolios:watchlist", args=[alert.watchlist_id])
    if alert.subject == Subject.MARKET:
        return reverse("markets:overview")
    if alert.category is None:
        return reverse("markets:narratives")
    return reverse("markets:narrative", args=[alert.category.slug])
