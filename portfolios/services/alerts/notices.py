"""Alerts that no trigger fires: each sent once a subject and day, through the same outbox."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise

from markets.events import publish
from portfolios.models import Notice, Portfolio, User
from portfolios.services.alerts.deliveries import owe_deliveries


@transaction.atomic
def notify(
    users: Iterable[User],
    *,
    kind: str,
    subject: str,
    title: str | Promise,
    text: str | Promise,
    path: str = "",
    portfolio: Portfolio | None = None,
) -> list[Notice]:
    """Notify people, once a subject and day; returns the new notices.

    A lazy `title` or `text` is written in the language of each person's letters.
    """
    now = timezone.now()
    created = []
    for user in users:
        with translation.override(user.letter_language):
            words = {"title": str(title)[:120], "text": str(text)}
        notice, is_new = Notice.objects.get_or_create(
            user=user,
            kind=kind,
            subject=subject[:120],
            day=now.date(),
            defaults={**words, "path": path, "portfolio": portfolio},
        )
        if is_new:
            created.append(notice)
    _send(created)
    return created


@transaction.atomic
def notify_of(notices: list[Notice]) -> None:
    """Notify the person of each of these, which are new: one statement for all."""
    _send(Notice.objects.bulk_create(notices))


def _send(notices: list[Notice]) -> None:
    if notices:
        owe_deliveries(notices=[one.pk for one in notices])
        people = sorted({one.user_id for one in notices})
        transaction.on_commit(lambda: publish("alerts", {"users": people}))
