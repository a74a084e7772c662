"""Two tabs on one form: the second to save is asked, and sees both values."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from portfolios.models import Portfolio
from portfolios.services.alerts.channels import create_channel
from portfolios.services.allocation.targets import set_target
from portfolios.services.exits.triggers import arm_trigger, disarm_trigger
from tests.factories import make_asset

KEPT = "keep what is stored"


def address(name, *keys):
    return reverse(f"portfolios:{name}", args=keys)


def fields_of(page: str) -> dict:
    """What a browser would send of a page's edit form, untouched: its version and fields."""
    form = next(part for part in re.findall(r"<form.*?</form>", page, re.S) if "version" in part)
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        is_box = attributes.get("type") in {"checkbox", "radio"}
        if "name" in attributes and not (is_box and " checked" not in tag):
            found[attributes["name"]] = attributes.get("value", "on" if is_box else "")
    for name, text in re.findall(r'<textarea name="(\w+)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        found[name] = text
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)"[^>]* selected', options)
        found[name] = chosen[1] if chosen else ""
    found.pop("csrfmiddlewaretoken", None)
    return found


@pytest.fixture
def row(full):
    return full.transactions.get(received_asset__slug="bitcoin")


@pytest.fixture
def trigger(full, alice):
    bitcoin = make_asset("bitcoin")
    return arm_trigger(full, user=alice, asset=bitcoin, kind="stop_loss", level=Decimal(50000))


@pytest.fixture
def cases(full, row, trigger, alice):
    """Form → (address, field, one tab's value, the other's, how to read it)."""
    bitcoin = make_asset("bitcoin")
    set_target(full, asset=bitcoin, share=Decimal("0.5"))
    channel = create_channel(alice, kind="email", name="Second")

    def note_of():
        return full.transactions.get(pk=row.pk).note

    def level_of():
        trigger.refresh_from_db()
        return format(trigger.level.normalize(), "f")

    return {
        "transaction": (address("edit", full.pk, row.pk), "note", "first", "second", note_of),
        "trigger": (address("trigger", full.pk, trigger.pk), "level", "40000", "41000", level_of),
        "target": (
            address("targets", full.pk) + "?asset=bitcoin", "share", "60", "70",
            lambda: format((full.targets.get().share * 100).normalize(), "f"),
        ),
        "channel": (
            address("channel", channel.pk), "name", "First", "Other",
            lambda: alice.channels.get(pk=channel.pk).name,
        ),
        "portfolio": (
            address("settings", full.pk), "name", "First", "Other",
            lambda: Portfolio.objects.get(pk=full.pk).name,
        ),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["transaction", "trigger", "target", "channel", "portfolio"])
def test_the_second_tab_is_shown_both_values_and_chooses(as_alice, cases, name):
    path, field, one, other, stored = cases[name]
    tabs = [fields_of(as_alice.get(path).content.decode()) for _ in range(2)]
    assert as_alice.post(path, tabs[0] | {field: one}).status_code == 302
    assert stored() == one

    answer = as_alice.post(path, tabs[1] | {field: other})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert stored() == one
    assert KEPT in page
    table = re.sub(r"\s+", " ", re.search(r"Stored now.*?<tbody>(.*?)</tbody>", page, re.S)[1])
    assert f"<td>{one}</td><td>{other}</td>" in table
    assert table.count("<tr>") == 1

    assert as_alice.post(path, fields_of(page)).status_code == 302
    assert stored() == other


@pytest.mark.parametrize("name", ["transaction", "trigger", "target", "channel", "portfolio"])
def test_what_is_stored_can_be_kept(as_alice, cases, name):
    path, field, one, other, stored = cases[name]
    tab = fields_of(as_alice.get(path).content.decode())
    as_alice.post(path, tab | {field: one})
    as_alice.post(path, tab | {field: other})
    assert fields_of(as_alice.get(path).content.decode())[field] == one
    assert stored() == one


@pytest.mark.parametrize("version", ["", "x", "0" * 32, "'\"<"])
def test_a_version_that_never_was_is_stale(as_alice, cases, version):
    path, field, one, _, stored = cases["transaction"]
    tab = fields_of(as_alice.get(path).content.decode())
    assert as_alice.post(path, tab | {field: one, "version": version}).status_code == 409
    assert stored() == ""


def test_a_form_that_was_not_overtaken_is_saved_however_often(as_alice, cases):
    path, field, one, other, stored = cases["channel"]
    for value in (one, other, one):
        tab = fields_of(as_alice.get(path).content.decode())
        assert as_alice.post(path, tab | {field: value}).status_code == 302
        assert stored() == value


def test_a_level_that_ended_meanwhile_is_not_armed_again_unseen(as_alice, cases, trigger):
    path, field, one, _, _ = cases["trigger"]
    tab = fields_of(as_alice.get(path).content.decode())
    disarm_trigger(trigger)
    answer = as_alice.post(path, tab | {field: one})
    assert answer.status_code == 409
    assert "Arm it again" in answer.content.decode()
    trigger.refresh_from_db()
    assert trigger.status != "armed"


def test_a_second_first_target_of_an_asset_is_asked_about(as_alice, full):
    path = address("targets", full.pk)
    tab = fields_of(as_alice.get(path).content.decode())
    values = {"asset": "ethereum", "band": "5"}
    assert as_alice.post(path, tab | values | {"share": "10"}).status_code == 302
    assert as_alice.post(path, tab | values | {"share": "20"}).status_code == 409
    assert full.targets.get().share == Decimal("0.1")
