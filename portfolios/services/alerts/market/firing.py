"""What is sent when alerts on the market fire: a notice each, with the record of its kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from markets.numbers import exact_decimal, plain
from markets.selectors.measures.values import MarketNow
from portfolios.models import MarketAlert, Notice
from portfolios.selectors.alerts.market.subjects import Subjects
from portfolios.selectors.alerts.market.words import (
    condition_in_words,
    record_of_alert,
    subject_in_words,
)
from portfolios.services.alerts.market.facts import as_of, fact
from portfolios.services.alerts.notices import notify_of

# So many subjects are named in a title, and told of in a text.
IN_TITLE, IN_TEXT = 3, 10
LONGEST_TITLE = Notice._meta.get_field("title").max_length


@dataclass(frozen=True, slots=True)
class Firing:
    """A claimed alert, and by subject the value that met its condition; NaN of a saved view."""

    alert: int
    values: Mapping[int, float]


def notify_firings(firings: Sequence[Firing], *, market: MarketNow) -> None:
    """Notify the owners, in the transaction that has claimed their alerts."""
    if not firings:
        return
    related = MarketAlert.objects.select_related(*MarketAlert.NAMED)
    alerts = related.in_bulk([firing.alert for firing in firings])
    subjects = Subjects({firing.alert: firing.values for firing in firings}, alerts)
    record = _records()
    notify_of(
        [
            _notice(alerts[firing.alert], firing, market, subjects, record(alerts[firing.alert]))
            for firing in firings
        ]
    )


def _records() -> Callable[[MarketAlert], str]:
    """The record of an alert's kind, read once a kind."""
    known: dict[str, str] = {}

    def record(alert: MarketAlert) -> str:
        if alert.key not in known:
            known[alert.key] = record_of_alert(alert)
        return known[alert.key]

    return record


def _notice(
    alert: MarketAlert, firing: Firing, market: MarketNow, subjects: Subjects, record: str
) -> Notice:
    told = list(firing.values)
    lines = [
        f"{subjects.name(alert, one)}: {fact(alert, one, firing.values[one], market=market)}"
        for one in told[:IN_TEXT]
    ]
    if len(told) > IN_TEXT:
        lines.append(f"And {len(told) - IN_TEXT} more.")
    if alert.note:
        lines.append(f"Your note: {alert.note}")
    return Notice(
        user_id=alert.user_id,
        kind=alert.kind,
        subject=f"market alert {alert.pk}, firing {alert.firings}",
        day=market.now.date(),
        title=_title(alert, told, subjects),
        text="\n".join([*lines, as_of(alert, told, market=market), record]),
        path=_page(alert, told, subjects),
        market_alert=alert,
        data={
            "market_alert": alert.pk,
            "measure": alert.measure,
            "rule": alert.rule,
            "subjects": [_subject(alert, one, firing.values[one], subjects) for one in told],
        },
    )


def _title(alert: MarketAlert, told: list[int], subjects: Subjects) -> str:
    names = ", ".join(subjects.short_name(alert, one) for one in told[:IN_TITLE])
    if len(told) > IN_TITLE:
        names = f"{names} and {len(told) - IN_TITLE} more"
    if alert.subject == MarketAlert.Subject.SCREEN:
        return f"{names} in {subject_in_words(alert)}"[:LONGEST_TITLE]
    return f"{names}: {condition_in_words(alert)}"[:LONGEST_TITLE]


def _subject(alert: MarketAlert, subject: int, value: float, subjects: Subjects) -> dict:
    found = subjects.of(alert, subject)
    return {
        "slug": None if found is None else found.slug,
        "value": plain(exact_decimal(value)) if value == value else None,
    }


def _page(alert: MarketAlert, told: list[int], subjects: Subjects) -> str:
    """The page of the only subject, else that of the alert."""
    if len(told) == 1:
        return subjects.page(alert, told[0])
    return reverse("portfolios:market_alert", args=[alert.pk])
