"""Kind of channel → how its messages are sent."""

from collections.abc import Callable

from portfolios.transports import mail, messengers, webhook, webpush
from portfolios.transports.message import Message, Receiver

Send = Callable[[Receiver, list[Message]], None]

TRANSPORTS: dict[str, Send] = {
    "email": mail.send,
    "webhook": webhook.send,
    "apprise": messengers.send,
    "webpush": webpush.send,
}
