"""Letters, notices and what failed: each in the language of whoever reads it."""

import pytest
from django.core import mail
from django.utils import translation

from portfolios.models import Delivery, Notice
from portfolios.services.alerts.channels import create_channel, send_test
from portfolios.services.alerts.market.alerts import create_market_alert
from portfolios.services.alerts.market.evaluation import evaluate_alerts
from portfolios.services.alerts.outbox import send_due_deliveries
from portfolios.services.exits.market_change import disarm_all
from portfolios.transports.message import error_in_words
from tests.factories import make_asset, set_price
from tests.portfolios.services.alerts.test_health import arm

pytestmark = pytest.mark.usefixtures("named_languages")


@pytest.fixture
def named_languages(monkeypatch, settings, alice, bob):
    """Every sentence begins with the language that it is said in; alice reads German."""
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    alice.language = "de"
    alice.save()

    def said(message):
        return f"{translation.get_language()}:{message}"

    speaker = translation._trans
    monkeypatch.setattr(speaker, "gettext", said)
    monkeypatch.setattr(speaker, "ngettext", lambda one, many, n: said(one if n == 1 else many))


def test_a_letter_is_in_the_language_of_its_recipient(alice, bob):
    for user in (alice, bob):
        send_test(user.channels.get())
    send_due_deliveries()
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert letters[alice.email].subject == "[Tidemark] de:Test of Tidemark's alerts"
    assert letters[bob.email].subject == "[Tidemark] en:Test of Tidemark's alerts"
    assert "\nde:Tidemark gives information" in letters[alice.email].body
    assert "\nen:Tidemark gives information" in letters[bob.email].body


def test_one_market_notifies_each_in_their_own_language(alice, bob):
    bitcoin = make_asset("bitcoin", price=100.0)
    for user in (alice, bob):
        create_market_alert(
            user, subject="asset", asset=bitcoin, measure="price", rule="above", level=150.0
        )
    set_price(bitcoin, 200.0)
    assert evaluate_alerts() == 2
    for user, language in ((alice, "de"), (bob, "en")):
        notice = Notice.objects.get(user=user)
        assert notice.title.startswith(f"BTC: {language}:")
        assert notice.text.endswith(
            f"{language}:This is a figure and no forecast, so it has no record."
        )


def test_an_owner_reads_of_disarmed_levels_in_their_language(portfolio):
    arm(portfolio)
    disarm_all()
    notice = Notice.objects.get()
    assert notice.title == "de:Savings: 1 level was disarmed"
    assert notice.text.startswith("de:Prices come from another market now")


def test_an_error_is_stored_in_english_and_read_in_the_readers_language(alice, monkeypatch):
    make_asset("bitcoin", price=100.0)
    channel = create_channel(alice, kind="apprise", name="Phone", address="ntfy://topic-of-nobody")
    monkeypatch.setattr("portfolios.transports.messengers._target_of", lambda url: Deaf())
    send_test(channel)
    send_due_deliveries()
    error = Delivery.objects.get(channel=channel).last_error
    assert error == "The messenger did not take the message."
    with translation.override("de"):
        assert error_in_words(error) == "de:The messenger did not take the message."


class Deaf:
    """A messenger that takes nothing."""

    def notify(self, **message) -> bool:
        return False


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("", ""),
        ("The receiver answered HTTP 503.", "en:The receiver answered HTTP 503."),
        ("SMTPException: {no} mailbox", "en:SMTPException: {no} mailbox"),
    ],
)
def test_what_a_server_said_stays_as_it_is(stored, read):
    assert error_in_words(stored) == read
