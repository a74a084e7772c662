"""Signed JSON to a URL of the user's."""

import json
import time

from markets.providers.addresses import ForbiddenAddressError
from markets.providers.base import ProviderError
from markets.providers.user_urls import Answer, post
from portfolios.transports.message import Message, Receiver, TransportError
from portfolios.transports.signing import HEADER, sign

GONE = 410


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
        try:
            answer = post(
                receiver.address, body, headers=headers, allow_private=receiver.allow_private
            )
        except (ForbiddenAddressError, ProviderError) as error:
            raise TransportError(str(error)) from error
        _judge(answer)


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


def _judge(answer: Answer) -> None:
    if 200 <= answer.status < 300:
        return
    if answer.status == GONE:
        raise TransportError(
            "The receiver answered 410 Gone: it wants no more.", permanent=True, gone=True
        )
    raise TransportError(
        f"The receiver answered HTTP {answer.status}.", retry_after=answer.retry_after
    )
