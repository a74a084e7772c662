"""Alerts by e-mail: what a reader gets, and a mail server that takes nothing."""

import socket
from dataclasses import replace
from datetime import UTC, datetime
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail as outgoing

from portfolios.models import Channel
from portfolios.transports import mail
from portfolios.transports.message import Message, Receiver, TransportError
from portfolios.transports.registry import TRANSPORTS

MESSAGE = Message(
    key="5f0c6a1e", event="stop_loss", title="BTC: stop-loss\r\nBcc: all@example.org",
    text="Price seen: $80 <b>&</b> “Größe”", url="https://tidemark.example/alerts/?a=1&b=2",
    at=datetime(2026, 1, 31, 13, 45, tzinfo=UTC),
)  # fmt: skip
ALICE = Receiver("alice@example.org")


def sent():
    (letter,) = outgoing.outbox
    return letter


def test_a_letter_is_plain_text_as_it_was_written_with_where_to_look(settings):
    settings.BASE_URL = "https://tidemark.example"
    mail.send(ALICE, [MESSAGE])
    letter = sent()
    assert letter.to == ["alice@example.org"]
    assert letter.content_subtype == "plain"
    assert MESSAGE.text in letter.body  # no entities of HTML
    assert MESSAGE.url in letter.body
    assert "https://tidemark.example/channels/" in letter.body


def test_a_title_can_add_no_header():
    mail.send(ALICE, [MESSAGE])
    letter = sent().message()
    assert letter["Subject"] == "[Tidemark] BTC: stop-loss Bcc: all@example.org"
    assert letter["Bcc"] is None
    assert sent().recipients() == ["alice@example.org"]


def test_every_attempt_is_the_same_letter_to_whoever_sorts_them():
    for _ in range(2):
        mail.send(ALICE, [MESSAGE, replace(MESSAGE, key="k2")])
    assert {one.message()["Message-ID"] for one in outgoing.outbox} == {"<5f0c6a1e@tidemark>"}


def test_several_are_one_letter_that_leads_to_the_last():
    later = replace(MESSAGE, key="k2", title="ETH", text="Other", url="https://x.example/2")
    mail.send(ALICE, [MESSAGE, later])
    letter = sent()
    assert letter.subject == "[Tidemark] 2 alerts"
    assert letter.body.index(MESSAGE.text) < letter.body.index("Other")
    assert later.url in letter.body
    assert MESSAGE.url not in letter.body


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SMTPRecipientsRefused({"alice@example.org": (550, b"no")}), "SMTPRecipientsRefused"),
        (SMTPServerDisconnected("gone"), "SMTPServerDisconnected: gone"),
        (ConnectionRefusedError(111, "Connection refused"), "ConnectionRefusedError"),
        (TimeoutError("timed out"), "TimeoutError: timed out"),
        (socket.gaierror(-2, "Name or service not known"), "gaierror"),
    ],
)
def test_a_mail_server_that_takes_nothing_is_asked_again_later(monkeypatch, error, said):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", fail)
    with pytest.raises(TransportError, match=said) as caught:
        mail.send(ALICE, [MESSAGE])
    assert (caught.value.permanent, caught.value.gone) == (False, False)


def test_every_kind_of_channel_has_its_way_out():
    assert TRANSPORTS.keys() == set(Channel.Kind.values)
