"""Telegram, ntfy, Discord, Slack, Matrix and others, through Apprise.

Only services that take messages over HTTP are let in: Apprise also has schemas that write
files, run programs or speak other protocols.
"""

from contextlib import nullcontext

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


def service_of(url: str) -> str | None:
    """The name of the service that an Apprise URL means; None for one that is not let in."""
    schema, separator, rest = url.partition("://")
    return SERVICES.get(schema.lower()) if separator and rest.strip("/") else None


def send(receiver: Receiver, messages: list[Message]) -> None:
    """Send one text; a failure says no more than Apprise does, which is that it failed."""
    if service_of(receiver.address) is None:
        raise TransportError("This is no URL of a messenger that Tidemark knows.", permanent=True)
    # Apprise takes half a second and 30 MB to load: only who sends through it pays for that.
    from apprise import Apprise  # noqa: PLC0415

    from portfolios.transports.guard import PrivateAddressError, public_only  # noqa: PLC0415

    target = Apprise.instantiate(receiver.address, suppress_exceptions=True)
    if target is None:
        raise TransportError("The messenger's URL is not complete.", permanent=True)
    text = f"{digest_text(messages)}\n{messages[-1].url}"
    try:
        with nullcontext() if receiver.allow_private else public_only():
            taken = target.notify(body=text, title=digest_title(messages))
    except PrivateAddressError as error:
        raise TransportError(str(error)) from error
    except OSError as error:
        raise TransportError(type(error).__name__) from error
    if not taken:
        raise TransportError("The messenger did not take the message.")
