"""Channels and the delivery log over the API."""

import pytest

from portfolios.models import Channel
from portfolios.services.alerts.channels import send_test
from tests.api.conftest import ROOT, pointers
from tests.portfolios.fake_browser import FakeBrowser

PATH, LOG = f"{ROOT}channels/", f"{ROOT}deliveries/"
URL = "https://93.184.216.34/hook?token=s3cret"
WEBHOOK = {"kind": "webhook", "name": "Bot", "address": URL}


def make(client, **changes) -> dict:
    answer = client.post(PATH, WEBHOOK | changes, format="json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_webhook_is_made_and_tells_its_secret_once(as_alice):
    made = make(as_alice, quiet_from="22:00", quiet_until="07:00", kinds=["stop_loss"])
    assert made["secret"].startswith("whsec_")
    assert "address" not in made
    body = as_alice.get(f"{PATH}{made['id']}/").json()
    assert "secret" not in body
    assert "s3cret" not in str(body)
    assert (body["hint"], body["kinds"]) == ("https://93.184.216.34/…", ["stop_loss"])


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"address": "http://10.0.0.1/"}, "/address", 409),
        ({"address": ""}, "/address", 400),
        ({"kind": "pigeon"}, "/kind", 400),
        ({"kinds": ["hope"]}, "/kinds", 400),
        ({"name": "E-mail"}, "/name", 409),
        ({"quiet_from": "22:00"}, "/quiet_until", 409),
        ({"digest_hour": 24}, "/digest_hour", 400),
        ({"time_zone": "Mars/Base"}, "/time_zone", 409),
        ({"secret": "mine"}, "/secret", 400),
    ],
)
def test_what_a_channel_cannot_be_is_named(as_alice, change, field, code):
    answer = as_alice.post(PATH, WEBHOOK | change, format="json")
    assert answer.status_code == code, answer.content
    assert any(pointer.startswith(field) for pointer in pointers(answer)), answer.content
    assert not Channel.objects.filter(kind="webhook").exists()


def test_a_channel_is_changed_but_keeps_its_kind(as_alice):
    path = f"{PATH}{make(as_alice)['id']}/"
    assert as_alice.patch(path, {"enabled": False}, format="json").json()["enabled"] is False
    assert "/kind" in pointers(as_alice.patch(path, {"kind": "email"}, format="json"))
    assert Channel.objects.get(kind="webhook").address == URL


def test_a_device_is_made_from_its_push_subscription(as_alice):
    address = FakeBrowser("https://93.184.216.34/push/s3cret").subscription()
    made = make(as_alice, kind="webpush", address=address, hides_amounts=True)
    assert (made["hint"], made["hides_amounts"]) == ("https://93.184.216.34/…", True)
    assert "s3cret" not in str(made)
    odd = {"kind": "webpush", "name": "Odd", "address": "https://example.org/"}
    assert "/address" in pointers(as_alice.post(PATH, odd, format="json"))


def test_only_a_device_leaves_amounts_out(as_alice):
    answer = as_alice.post(PATH, WEBHOOK | {"hides_amounts": True}, format="json")
    assert pointers(answer).keys() == {"/hides_amounts"}


def test_a_test_stands_in_the_log(as_alice):
    made = make(as_alice)
    tested = as_alice.post(f"{PATH}{made['id']}/test/")
    assert tested.status_code == 202
    (row,) = as_alice.get(f"{LOG}?channel={made['id']}&status=pending").json()["results"]
    assert (row["key"], row["attempts"]) == (tested.json()["key"], 0)


def test_what_waits_is_not_sent_again(as_alice):
    made = make(as_alice)
    row = as_alice.post(f"{PATH}{made['id']}/test/").json()
    assert as_alice.post(f"{LOG}{row['id']}/replay/").status_code == 409


def test_a_new_secret_is_told_once(as_alice):
    made = make(as_alice)
    fresh = as_alice.post(f"{PATH}{made['id']}/secret/").json()["secret"]
    assert fresh not in ("", made["secret"])
    email = Channel.objects.get(kind="email")
    assert as_alice.post(f"{PATH}{email.pk}/secret/").status_code == 409


def test_others_find_nothing(as_alice, as_bob, as_charlie):
    made = make(as_alice)
    delivery = send_test(Channel.objects.get(pk=made["id"]))
    for client in (as_bob, as_charlie):
        for path in (f"{PATH}{made['id']}/", f"{LOG}{delivery.pk}/"):
            assert client.get(path).status_code == 404
        for path in (f"{PATH}{made['id']}/test/", f"{PATH}{made['id']}/secret/",
                     f"{LOG}{delivery.pk}/replay/"):  # fmt: skip
            assert client.post(path).status_code == 404
        assert client.delete(f"{PATH}{made['id']}/").status_code == 404
        assert client.get(LOG).json()["results"] == []
    assert as_alice.delete(f"{PATH}{made['id']}/").status_code == 204
