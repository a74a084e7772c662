"""Signed JSON to a URL of the user's."""

import json
import time

from portfolios.transports.message import Message, Receiver
from portfolios.transports.posting import post_message
from portfolios.transports.signing import HEADER, sign


def send(receiver: Receiver, messages: list[Message]) -> None:
    """POST each message. A receiver takes it by answering with a 2xx status."""
    for message in messages:
        body = body_of(message)
        headers = {
            "Content-Type": "application/json",
            "Tidemark-Event": message.event,
            "Idempotency-Key": message.key,
            HEADER: sign(body, secrets=receiver.secrets, at=int(time.time())),
        }
        post_message(receiver, receiver.address, body, headers=headers)


def body_of(message: Message) -> bytes:
    """The message as JSON; the same bytes at every attempt."""
    fields = {
        "id": message.key,
        "event": message.event,
        "created_at": message.at.isoformat().replace("+00:00", "Z"),
        "title": message.title,
        "text": message.text,
        "url": message.url,
        "data": message.data,
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
