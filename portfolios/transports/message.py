"""What is sent, to whom, and what can go wrong with it."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell. `key` is the same at every attempt; `data` goes to programs only."""

    key: str
    event: str
    title: str
    text: str
    url: str
    at: datetime
    data: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where messages go; `secrets` sign them, the newest first."""

    address: str
    secrets: tuple[str, ...] = ()
    allow_private: bool = False


class TransportError(Exception):
    """A message was not taken. The text can be shown to the channel's owner.

    `permanent`: another attempt would end the same. `gone`: the receiver wants no more at all.
    `retry_after`: seconds that it asked to wait.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        gone: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.permanent, self.gone, self.retry_after = permanent, gone, retry_after


def digest_title(messages: list[Message]) -> str:
    """One line for several messages; a name with line breaks in it makes no second one."""
    return " ".join(messages[0].title.split()) if len(messages) == 1 else f"{len(messages)} alerts"


def digest_text(messages: list[Message]) -> str:
    """Several messages, the oldest first, as one plain text."""
    if len(messages) == 1:
        return messages[0].text
    parts = [f"{one.title} ({one.at:%Y-%m-%d %H:%M} UTC)\n{one.text}" for one in messages]
    return "\n\n".join(parts)
