"""Alerts that no trigger fires: each told once a subject and day, through the same outbox."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from markets.events import publish
from portfolios.models import Channel, Delivery, Notice, Portfolio, User
from portfolios.services.alerts.channels import SEND_TASK
from portfolios.services.queue import enqueue_on_commit


@transaction.atomic
def notify(
    users: Iterable[User],
    *,
    kind: str,
    subject: str,
    title: str,
    text: str,
    path: str = "",
    portfolio: Portfolio | None = None,
) -> list[Notice]:
    """Tell people something, once a subject and day; returns what had not been told yet."""
    now = timezone.now()
    told = []
    for user in users:
        notice, is_new = Notice.objects.get_or_create(
            user=user,
            kind=kind,
            subject=subject[:120],
            day=now.date(),
            defaults={
                "title": title[:120], "text": text, "path": path, "portfolio": portfolio,
            },
        )  # fmt: skip
        if is_new:
            told.append(notice)
    _owe(told, now=now)
    return told


def _owe(notices: list[Notice], *, now) -> None:
    if not notices:
        return
    channels = Channel.objects.filter(user__in=[one.user_id for one in notices], enabled=True)
    by_user: dict[int, list[Channel]] = {}
    for channel in channels:
        by_user.setdefault(channel.user_id, []).append(channel)
    Delivery.objects.bulk_create(
        Delivery(channel=channel, notice=notice, next_attempt_at=now)
        for notice in notices
        for channel in by_user.get(notice.user_id, ())
        if channel.takes(notice.kind)
    )
    users = sorted({one.user_id for one in notices})
    transaction.on_commit(lambda: publish("alerts", {"users": users}))
    enqueue_on_commit(SEND_TASK)
