"""What is said of several messages at once, and of errors in a reader's language."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.utils import translation

from portfolios.transports.message import Message, digest_text, digest_title, error_in_words
from portfolios.transports.messengers import SERVICES, service_of

MESSAGE = Message(
    key="k1", event="stop_loss", title="BTC: stop-loss reached", text="Price seen: $80",
    url="https://example.org/alerts/", at=datetime(2026, 1, 31, 3, 5, tzinfo=UTC),
)  # fmt: skip


@pytest.mark.parametrize(
    "title",
    ["One\ntwo", "One\r\n two ", "\tOne\x0btwo", "One\u2028two", "One\x85two", "One \u00a0 two"],
)
def test_a_title_is_one_line_whatever_stands_in_it(title):
    assert digest_title([replace(MESSAGE, title=title)]) == "One two"


def test_one_message_is_its_own_text_and_several_say_when_each_was():
    assert digest_text([MESSAGE]) == "Price seen: $80"
    later = replace(MESSAGE, title="ETH", text="a\nb", at=datetime(2026, 2, 1, 13, 45, tzinfo=UTC))
    assert digest_text([MESSAGE, later]) == (
        "BTC: stop-loss reached (2026-01-31 03:05 UTC)\nPrice seen: $80\n\n"
        "ETH (2026-02-01 13:45 UTC)\na\nb"
    )
    assert digest_title([MESSAGE, later, later]) == "3 alerts"


@pytest.fixture
def german(monkeypatch):
    """A reader's language in which every sentence that is known begins with “de:”."""
    known = {
        "The receiver answered HTTP {status}.",
        "The receiver answered HTTP {status}: it wants no more.",
        "The messenger did not take the message.",
    }  # fmt: skip
    speaker = translation._trans
    monkeypatch.setattr(speaker, "gettext", lambda text: f"de:{text}" if text in known else text)


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("", ""),
        ("The messenger did not take the message.", "de:The messenger did not take the message."),
        ("The receiver answered HTTP 503.", "de:The receiver answered HTTP 503."),
        ("The receiver answered HTTP 410: it wants no more.",
         "de:The receiver answered HTTP 410: it wants no more."),
        ("SMTPException: 550 no such user", "SMTPException: 550 no such user"),
        ("hooks.example.org: no answer in time", "hooks.example.org: no answer in time"),
        ("proxy said HTTP 502 and {status}", "proxy said HTTP 502 and {status}"),
        ("HTTP 502 from one, HTTP 504 from another", "HTTP 502 from one, HTTP 504 from another"),
        ("100% {0} %s of HTTP", "100% {0} %s of HTTP"),
    ],
)  # fmt: skip
def test_an_error_is_said_in_words_and_what_others_said_stays(german, stored, said):
    assert error_in_words(stored) == said


@pytest.mark.parametrize(
    ("url", "service"),
    [
        ("ntfy://host/topic", "ntfy"), ("NTFYS://host/topic", "ntfy"),
        ("mmosts://h", "Mattermost"),
        ("ntfy:///", None), ("ntfy:topic", None), ("://x", None), (" ntfy://x", None),
        ("ntfy ://x", None), ("slack", None), ("https://ntfy.sh/x", None), ("xml://x", None),
    ],
)  # fmt: skip
def test_a_service_is_known_by_its_schema_alone(url, service):
    assert service_of(url) == service


def test_no_service_is_let_in_that_speaks_anything_but_http_or_reaches_the_machine():
    assert not SERVICES.keys() & {
        "file", "exec", "syslog", "dbus", "gnome", "macosx", "windows", "mailto", "mailtos", "json",
        "jsons", "xml", "xmls", "form", "forms", "mqtt", "mqtts", "smpp", "rsyslog", "apprise",
    }  # fmt: skip
