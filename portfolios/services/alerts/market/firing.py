"""What is sent when alerts on the market fire: a notice each, with the record of its kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

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
    related = MarketAlert.objects.select_related("user", *MarketAlert.NAMED)
    alerts = related.in_bulk([firing.alert for firing in firings])
    subjects = Subjects({firing.alert: firing.values for firing in firings}, alerts)
    record = _records()
    notices = []
    for firing in firings:
        alert = alerts[firing.alert]
        with translation.override(alert.user.letter_language):
            notices.append(_notice(alert, firing, market, subjects, record(alert)))
    notify_of(notices)


def _records() -> Callable[[MarketAlert], str]:
    """The record of an alert's kind, read once a kind and language."""
    known: dict[tuple[str, str | None], str] = {}

    def record(alert: MarketAlert) -> str:
        key = alert.key, translation.get_language()
        if key not in known:
            known[key] = record_of_alert(alert)
        return known[key]

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
        lines.append(_("And {count} more.").format(count=len(told) - IN_TEXT))
    if alert.note:
        lines.append(_("Your note: {note}").format(note=alert.note))
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
        names = _("{names} and {count} more").format(names=names, count=len(told) - IN_TITLE)
    if alert.subject == MarketAlert.Subject.SCREEN:
        text = _("{names} in {view}").format(names=names, view=subject_in_words(alert))
        return text[:LONGEST_TITLE]
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
