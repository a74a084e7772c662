"""The pages of channels and of the delivery log."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from portfolios.models import Channel, Delivery, PushKey
from portfolios.services.alerts.channels import create_channel, send_test
from portfolios.services.alerts.notices import notify
from portfolios.services.alerts.outbox import send_due_deliveries
from portfolios.views.alerts.devices import device_name
from tests.portfolios.fake_browser import FakeBrowser

URL = "https://93.184.216.34/hook?token=s3cret"
FORM = {"name": "Bot", "address": URL, "time_zone": "UTC", "urgent_anyway": "on"}


@pytest.fixture
def webhook(alice):
    return create_channel(alice, kind="webhook", name="Bot", address=URL)


@pytest.fixture
def as_other(alice):
    """Alice in another browser."""
    client = Client()
    client.force_login(alice)
    return client


def page(client, name, *args):
    return client.get(reverse(f"portfolios:{name}", args=args))


def test_a_newcomer_sees_the_email_channel_and_what_to_add(as_alice, alice):
    text = page(as_alice, "channels").content.decode()
    assert alice.email in text
    for kind in Channel.Kind:
        assert reverse("portfolios:channel_create", args=[kind]) in text


def test_a_webhook_shows_its_secret_once_and_never_its_address(as_alice):
    made = as_alice.post(reverse("portfolios:channel_create", args=["webhook"]), FORM)
    channel = Channel.objects.get(kind="webhook")
    assert channel.secret in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    for name, args in (("channel", [channel.pk]), ("channels", []), ("deliveries", [])):
        text = page(as_alice, name, *args).content.decode()
        assert channel.secret not in text
        assert "s3cret" not in text


def test_an_email_channel_with_a_digest_is_added(as_alice):
    form = {
        "name": "Daily", "digest": "daily", "digest_hour": "9", "time_zone": "Europe/Berlin",
        "kinds": ["take_profit", "data_health"], "quiet_from": "22:00", "quiet_until": "07:00",
    }  # fmt: skip
    answer = as_alice.post(reverse("portfolios:channel_create", args=["email"]), form)
    channel = Channel.objects.get(name="Daily")
    assert answer["Location"] == reverse("portfolios:channel", args=[channel.pk])
    assert (channel.digest_hour, channel.kinds) == (9, ["take_profit", "data_health"])
    assert "Daily at 09:00" in page(as_alice, "channels").content.decode()


@pytest.mark.parametrize(
    ("change", "says"),
    [({"address": "http://127.0.0.1/"}, "private"), ({"address": ""}, "required"),
     ({"name": "E-mail"}, "already"), ({"quiet_from": "22:00"}, "beginning and an end"),
     ({"time_zone": "Mars/Base"}, "valid choice"), ({"kinds": ["hope"]}, "valid choice")],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(as_alice, change, says):
    answer = as_alice.post(reverse("portfolios:channel_create", args=["webhook"]), FORM | change)
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert not Channel.objects.filter(kind="webhook").exists()


CHROME = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0"
    " Mobile Safari/537.36"
)
DEVICE = {"digest": "at_once", "digest_hour": "8", "time_zone": "UTC", "urgent_anyway": "on"}


def subscribe(client, **changes):
    """Send the form of the page as a browser does that has been asked for its address."""
    text = page(client, "channels").content.decode()
    form = text[text.index("data-push=") :].partition("</form>")[0]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', form))
    address = FakeBrowser("https://93.184.216.34/push/s3cret").subscription()
    sent = fields | {"address": address} | changes
    return client.post(reverse("portfolios:channel_create", args=["webpush"]), sent)


def test_the_page_has_all_that_a_browser_is_subscribed_with(as_alice):
    answer = as_alice.get(reverse("portfolios:channels"), headers={"User-Agent": CHROME})
    text = answer.content.decode()
    assert f'data-push="{PushKey.objects.get().public_key}"' in text
    assert 'value="Chrome on Android"' in text
    assert "js/push.js" in text


def test_a_browser_is_subscribed_and_removed(as_alice):
    made = subscribe(as_alice)
    channel = Channel.objects.get(kind="webpush")
    assert made["Location"] == reverse("portfolios:channel", args=[channel.pk])
    listed = page(as_alice, "channels").content.decode()
    assert f'data-devices=" {channel.device} "' in listed
    for text in (listed, page(as_alice, "channel", channel.pk).content.decode()):
        assert "s3cret" not in text
    removed = as_alice.post(reverse("portfolios:channel_delete", args=[channel.pk]))
    assert removed["Location"].endswith(f"?ended={channel.device}")


def test_a_browser_without_an_address_is_told_what_it_needs(as_alice):
    text = subscribe(as_alice, address="").content.decode()
    assert "gave no address" in text
    assert "needs JavaScript" in text


def test_a_device_is_changed_and_keeps_its_address(as_alice):
    subscribe(as_alice)
    channel = Channel.objects.get(kind="webpush")
    form = DEVICE | {"name": "Tablet", "enabled": "on", "hides_amounts": "on"}
    as_alice.post(reverse("portfolios:channel", args=[channel.pk]), form)
    former = channel.address
    channel.refresh_from_db()
    assert (channel.name, channel.address, channel.hides_amounts) == ("Tablet", former, True)
    assert "Without amounts" in page(as_alice, "channels").content.decode()


def test_a_device_follows_the_privacy_mode_of_its_browser(as_alice, as_other):
    subscribe(as_alice)
    for hidden in (True, False):
        as_alice.post(reverse("portfolios:amounts"))
        assert Channel.objects.get(kind="webpush").hides_amounts is hidden
    as_other.post(reverse("portfolios:amounts"))
    assert Channel.objects.get(kind="webpush").hides_amounts is False
    as_alice.post(reverse("portfolios:amounts"))
    assert (
        as_alice.get(reverse("portfolios:channels")).context["device_form"].initial["hides_amounts"]
    )


@pytest.mark.parametrize(
    ("agent", "name"),
    [(CHROME, "Chrome on Android"), (f"{CHROME} Edg/143.0", "Edge on Android"), ("", "Browser"),
     ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
     ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
      "Safari on iPhone")],
)  # fmt: skip
def test_a_browser_is_called_what_its_owner_calls_it(agent, name):
    assert device_name(agent) == name


def test_a_second_browser_of_a_name_is_numbered(as_alice, alice):
    create_channel(alice, kind="email", name="Browser")
    create_channel(alice, kind="email", name="Browser 2")
    answer = as_alice.get(reverse("portfolios:channels"), headers={"User-Agent": "Odd"})
    assert answer.context["device_form"].initial["name"] == "Browser 3"


def test_an_unknown_kind_is_not_there(as_alice):
    assert page(as_alice, "channel_create", "pigeon").status_code == 404


def test_a_channel_is_changed_and_keeps_its_address(as_alice, webhook):
    form = FORM | {"name": "Robot", "address": "", "enabled": "on"}
    as_alice.post(reverse("portfolios:channel", args=[webhook.pk]), form)
    webhook.refresh_from_db()
    assert (webhook.name, webhook.address, webhook.enabled) == ("Robot", URL, True)


def test_a_new_secret_is_shown_once(as_alice, webhook):
    text = as_alice.post(reverse("portfolios:channel_secret", args=[webhook.pk])).content.decode()
    fresh = Channel.objects.get(kind="webhook").secret
    assert fresh != webhook.secret
    assert fresh in text
    assert "former secret signs too" in text


def test_a_test_stands_in_the_log_until_it_is_sent(as_alice, alice, mailoutbox):
    channel = alice.channels.get()
    answer = as_alice.post(reverse("portfolios:channel_test", args=[channel.pk]))
    assert answer["Location"] == reverse("portfolios:deliveries")
    waiting = page(as_alice, "deliveries").content.decode()
    assert "Waiting" in waiting
    assert "every 2s" in waiting
    send_due_deliveries()
    log = page(as_alice, "deliveries").content.decode()
    assert "every 2s" not in log
    assert "Send again" in log
    (mail,) = mailoutbox
    assert "This is a test" in mail.body


def test_the_log_takes_as_many_queries_for_many_rows(
    as_alice, alice, django_assert_max_num_queries
):
    for number in range(8):
        notify([alice], kind="drift", subject=f"{number}", title="x", text="…")
    with django_assert_max_num_queries(6):
        page(as_alice, "deliveries")


def test_what_was_sent_can_be_sent_again_by_hand(as_alice, alice, mailoutbox):
    delivery = send_test(alice.channels.get())
    send_due_deliveries()
    as_alice.post(reverse("portfolios:delivery_replay", args=[delivery.pk]))
    send_due_deliveries()
    assert len({mail.extra_headers["Message-ID"] for mail in mailoutbox}) == 1
    assert len(mailoutbox) == 2


def test_channels_of_others_are_not_there(as_charlie, webhook, alice):
    delivery = send_test(webhook)
    assert page(as_charlie, "channel", webhook.pk).status_code == 404
    for name, pk in (
        ("channel", webhook.pk), ("channel_test", webhook.pk), ("channel_secret", webhook.pk),
        ("channel_delete", webhook.pk), ("delivery_replay", delivery.pk),
    ):  # fmt: skip
        answer = as_charlie.post(reverse(f"portfolios:{name}", args=[pk]), FORM)
        assert answer.status_code == 404, name
    assert "Bot" not in page(as_charlie, "channels").content.decode()
    assert "Bot" not in page(as_charlie, "deliveries").content.decode()
    assert Channel.objects.get(pk=webhook.pk).secret == webhook.secret


def test_a_channel_is_removed_with_its_log(as_alice, webhook):
    send_test(webhook)
    as_alice.post(reverse("portfolios:channel_delete", args=[webhook.pk]))
    assert not Channel.objects.filter(kind="webhook").exists()
    assert not Delivery.objects.exists()


def test_a_notice_stands_on_the_alerts_page_until_it_is_seen(as_alice, alice):
    notify(
        [alice], kind="drift", subject="x", title="BTC has drifted", text="…", path="/portfolios/"
    )
    text = page(as_alice, "alerts").content.decode()
    assert "BTC has drifted" in text
    assert '<span class="count">1' in text
    assert "BTC has drifted" in page(as_alice, "alert_latest").content.decode()
    as_alice.post(reverse("portfolios:alerts_seen"))
    assert '<span class="count">' not in page(as_alice, "alerts").content.decode()


def test_notices_of_others_are_not_there(as_charlie, alice):
    notify([alice], kind="drift", subject="x", title="BTC has drifted", text="…")
    for name in ("alerts", "alert_latest"):
        assert "BTC has drifted" not in page(as_charlie, name).content.decode()
