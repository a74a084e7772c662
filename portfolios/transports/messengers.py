"""Telegram, ntfy, Discord, Slack, Matrix and others, through Apprise.

Only services that take messages over HTTP are let in: Apprise also has schemas that write
files, run programs or speak other protocols.
"""

from contextlib import suppress

from django.utils.translation import gettext_noop

from portfolios.transports.message import (
    Message,
    Receiver,
    TransportError,
    digest_text,
    digest_title,
)

SERVICES = {
    "tgram": "Telegram", "ntfy": "ntfy", "ntfys": "ntfy", "discord": "Discord",
    "slack": "Slack", "matrix": "Matrix", "matrixs": "Matrix", "gotify": "Gotify",
    "gotifys": "Gotify", "mmost": "Mattermost", "mmosts": "Mattermost",
    "rocket": "Rocket.Chat", "rockets": "Rocket.Chat", "pover": "Pushover",
    "pbul": "Pushbullet", "gchat": "Google Chat", "zulip": "Zulip", "msteams": "Microsoft Teams",
    "workflows": "Microsoft Teams", "signal": "Signal", "signals": "Signal", "wxteams": "Webex",
    "pushy": "Pushy", "simplepush": "SimplePush", "threema": "Threema", "twist": "Twist",
}  # fmt: skip

# One message in all, redirects and further requests with it.
ATTEMPT_SECONDS = 20.0


def service_of(url: str) -> str | None:
    """The name of the service that an Apprise URL means; None for one that is not let in."""
    schema, separator, rest = url.partition("://")
    return SERVICES.get(schema.lower()) if separator and rest.strip("/") else None


def check_url(url: str) -> str:
    """The service that a URL means, if Apprise can send to it. Raises a permanent TransportError.

    Apprise takes half a second and 30 MB to load: only who has a messenger pays for that.
    """
    service = service_of(url)
    if service is None or not url.isprintable():
        message = gettext_noop("This is no URL of a messenger that Tidemark knows, like ntfy://…")
        raise TransportError(message, permanent=True)
    _target_of(url)
    return service


def send(receiver: Receiver, messages: list[Message]) -> None:
    """Send one text; a failure says no more than Apprise does, which is that it failed."""
    check_url(receiver.address)
    from portfolios.transports.guard import PrivateAddressError, guarded  # noqa: PLC0415

    target = _target_of(receiver.address)
    text = f"{digest_text(messages)}\n{messages[-1].url}"
    limits = {"allow_private": receiver.allow_private, "seconds": ATTEMPT_SECONDS}
    try:
        with guarded(**limits) as deadline:
            taken = target.notify(body=text, title=digest_title(messages))
    except PrivateAddressError as error:
        raise TransportError(str(error)) from error
    except OSError as error:
        raise TransportError(type(error).__name__) from error
    # An answer that was cut off can look like a whole one.
    if deadline.passed:
        raise TransportError(gettext_noop("The messenger did not answer in time."))
    if not taken:
        raise TransportError(gettext_noop("The messenger did not take the message."))


def _target_of(url: str):
    # Loaded here, for its size: see `check_url`.
    from apprise import Apprise  # noqa: PLC0415

    # A plugin may fail in any way over an odd URL, which is then no URL of its.
    with suppress(Exception):
        target = Apprise.instantiate(url, suppress_exceptions=True)
        if target is not None:
            return target
    raise TransportError(gettext_noop("The messenger's URL is not complete."), permanent=True)
