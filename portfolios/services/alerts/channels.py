"""Channels: made, changed, tried, switched off; and deliveries sent again by hand."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from markets.providers.web.addresses import ForbiddenAddressError, check_public_url, parse_url
from portfolios.models import Channel, Delivery, Notice, User
from portfolios.models.channel import new_signing_secret
from portfolios.services.alerts.deliveries import SEND_TASK
from portfolios.services.errors import Refused
from portfolios.services.locks import hold, in_one_go
from portfolios.services.queue import enqueue_on_commit
from portfolios.transports.message import TransportError
from portfolios.transports.messengers import check_url
from portfolios.transports.webpush import read_subscription

# After a new secret the former one signs too, for as long as receivers may take to change.
OVERLAP = timedelta(hours=24)
MOST_CHANNELS = 20
MOST_TESTS_AN_HOUR = 20


@in_one_go
def create_channel(user: User, *, kind: str, address: str = "", **settings_) -> Channel:
    """A new channel; of a webhook the caller shows `secret`, once. Raises `Refused`."""
    User.objects.select_for_update().get(pk=user.pk)
    if user.channels.count() >= MOST_CHANNELS:
        raise Refused(
            {
                "name": [
                    _("There are {most} channels, which is the most.").format(most=MOST_CHANNELS)
                ]
            }
        )
    channel = Channel(user=user, kind=kind, **settings_)
    _point_at(channel, address)
    if kind == Channel.Kind.WEBHOOK:
        channel.secret = new_signing_secret()
    return _saved(channel)


@in_one_go
def change_channel(channel: Channel, *, address: str | None = None, **changes) -> Channel:
    """Change a channel; without an address it keeps its own. Raises `Refused`."""
    channel = hold(channel)
    for name, value in changes.items():
        setattr(channel, name, value)
    if address:
        _point_at(channel, address)
        channel.failures, channel.paused_until, channel.last_error = 0, None, ""
    if not channel.enabled:
        _give_up_all(channel, reason=gettext_noop("The channel was switched off."))
    return _saved(channel)


def _saved(channel: Channel) -> Channel:
    try:
        with transaction.atomic():
            channel.save()
    except IntegrityError:
        message = _("There is a channel named {name} already.").format(name=channel.name)
        raise Refused({"name": [message]}) from None
    return channel


@in_one_go
def delete_channel(channel: Channel) -> None:
    """Remove a channel with its log."""
    hold(channel).delete()


def hide_amounts(user: User, *, channel: int, hidden: bool) -> None:
    """Have messages to a device of the user's leave amounts out, or hold them again."""
    devices = user.channels.filter(pk=channel, kind=Channel.Kind.WEBPUSH)
    devices.update(hides_amounts=hidden)


@in_one_go
def rotate_secret(channel: Channel) -> str:
    """A new signing secret, shown by the caller once; the former one signs too for a day."""
    if channel.kind != Channel.Kind.WEBHOOK:
        raise Refused({"kind": [_("Only a webhook has a secret.")]})
    hold(channel)
    channel.refresh_from_db()
    channel.former_secret, channel.former_until = channel.secret, timezone.now() + OVERLAP
    channel.secret = new_signing_secret()
    channel.save(update_fields=["secret", "former_secret", "former_until"])
    return channel.secret


@in_one_go
def send_test(channel: Channel) -> Delivery:
    """Owe the channel a test message; it goes the way of every alert, at once."""
    channel = hold(channel, "user")
    if not channel.enabled:
        raise Refused({"enabled": [_("The channel is off.")]})
    now = timezone.now()
    # Of the person, not of the channel: a channel made anew must not begin a new hour.
    lately = channel.user.notices.filter(kind=Notice.TEST, created_at__gte=now - timedelta(hours=1))
    if lately.count() >= MOST_TESTS_AN_HOUR:
        raise Refused(
            {"name": [_("{most} tests an hour are the most.").format(most=MOST_TESTS_AN_HOUR)]}
        )
    with translation.override(channel.user.letter_language):
        title = _("Test of Tidemark's alerts")
        text = _("This is a test. Alerts will come here, as you chose for “{name}”.")
    notice = Notice.objects.create(
        user=channel.user,
        kind=Notice.TEST,
        subject=f"{channel.pk} {uuid.uuid4()}",
        day=now.date(),
        title=title,
        text=text.format(name=channel.name),
        path="/channels/",
        seen_at=now,
    )
    delivery = channel.deliveries.create(notice=notice, next_attempt_at=now)
    _send_now(channel)
    return delivery


@in_one_go
def replay_delivery(delivery: Delivery) -> None:
    """Have a delivery sent again, under its own key; it has a whole day once more."""
    hold(delivery.channel)
    delivery = hold(delivery, "channel")
    if delivery.status == Delivery.Status.PENDING:
        raise Refused({"status": [_("It is waiting to be sent already.")]})
    if not delivery.channel.enabled:
        message = _("{name} is off: switch it on first.").format(name=delivery.channel.name)
        raise Refused({"channel": [message]})
    delivery.status = Delivery.Status.PENDING
    delivery.attempts, delivery.first_attempt_at = 0, None
    delivery.next_attempt_at, delivery.sent_at = timezone.now(), None
    delivery.save()
    _send_now(delivery.channel)


def _send_now(channel: Channel) -> None:
    """A message sent by hand goes at once, not when a pause ends."""
    Channel.objects.filter(pk=channel.pk).update(paused_until=None)
    enqueue_on_commit(SEND_TASK)


def _give_up_all(channel: Channel, *, reason: str) -> None:
    channel.deliveries.filter(status=Delivery.Status.PENDING).update(
        status=Delivery.Status.DEAD, last_error=reason
    )


def _point_at(channel: Channel, address: str) -> None:
    """Check an address for its kind, and keep what may be shown of it. Raises `Refused`."""
    if channel.kind == Channel.Kind.EMAIL:
        channel.address, channel.hint = "", ""
    elif channel.kind == Channel.Kind.WEBHOOK:
        _check_url(address)
        channel.address, channel.hint = address, _host_of(address)
    elif channel.kind == Channel.Kind.WEBPUSH:
        _point_at_browser(channel, address)
    else:
        try:
            channel.address, channel.hint = address, check_url(address)
        except TransportError as error:
            raise Refused({"address": [_(str(error))]}) from None


def _point_at_browser(channel: Channel, address: str) -> None:
    """A browser tells one person's alerts: who has its address now takes it from whom had it."""
    try:
        subscription = read_subscription(address)
    except TransportError as error:
        raise Refused({"address": [_(str(error))]}) from None
    _check_url(subscription.endpoint)
    present = Channel.objects.filter(device=subscription.device).exclude(pk=channel.pk)
    own = present.filter(user=channel.user).first()
    if own is not None:
        message = _("This device has a channel already: {name}.").format(name=own.name)
        raise Refused({"address": [message]})
    present.delete()
    channel.address, channel.device = address, subscription.device
    channel.hint = _host_of(subscription.endpoint)


def _check_url(url: str) -> None:
    try:
        check_public_url(url, allow_private=settings.CHANNELS_MAY_BE_PRIVATE)
    except ForbiddenAddressError as error:
        raise Refused({"address": [_(str(error))]}) from None


def _host_of(url: str) -> str:
    parsed = parse_url(url)
    return f"{parsed.scheme}://{parsed.host}/…"[:80]
