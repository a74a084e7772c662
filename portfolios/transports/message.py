"""What is sent, to whom, and what can go wrong with it."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

_STATUS = re.compile(r"(?<=HTTP )\d+")


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

    It is English, since it is stored; `error_in_words` says it in the language of a reader.
    `permanent`: another attempt would end the same. `gone`: the receiver wants no more at all.
    `retry_after`: seconds that it asked to wait.
    """

    def __init__(
        self, message: str, *, permanent: bool = False, gone: bool = False,
        retry_after: float | None = None,
    ) -> None:  # fmt: skip
        super().__init__(message)
        self.permanent, self.gone, self.retry_after = permanent, gone, retry_after


def error_in_words(text: str) -> str:
    """The text of a stored error in the reader's language; what others' servers said stays."""
    if not text:
        return ""
    status = _STATUS.search(text)
    if status is None:
        return _(text)
    sentence = _STATUS.sub("{status}", text)
    said = _(sentence)
    return text if said == sentence else said.replace("{status}", status[0])


def digest_title(messages: list[Message]) -> str:
    """One line for several messages; a name with line breaks in it makes no second one."""
    if len(messages) == 1:
        return " ".join(messages[0].title.split())
    return _("{count} alerts").format(count=len(messages))


def digest_text(messages: list[Message]) -> str:
    """Several messages, the oldest first, as one plain text."""
    if len(messages) == 1:
        return messages[0].text
    parts = [f"{one.title} ({one.at:%Y-%m-%d %H:%M} UTC)\n{one.text}" for one in messages]
    return "\n\n".join(parts)
