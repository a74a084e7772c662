"""The manifest, the service worker and the page without a network."""

import re

from django.contrib.staticfiles import finders
from django.urls import reverse


def file_of(address: str) -> str | None:
    """The path of a static file by its address."""
    return finders.find(address.removeprefix("/static/"))


def test_the_manifest_names_icons_that_are_there(client, db):
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    body = answer.json()
    assert body["start_url"] == "/"
    assert {icon["sizes"] for icon in body["icons"]} == {"192x192", "512x512"}
    assert {icon["purpose"] for icon in body["icons"]} == {"any", "maskable"}
    assert all(file_of(icon["src"]) for icon in body["icons"])
    for shortcut in body["shortcuts"]:
        assert client.get(shortcut["url"]).status_code in {200, 302}


def test_every_page_names_the_manifest(client, db):
    page = client.get(reverse("account_login")).content.decode()
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    assert file_of(re.search(r'apple-touch-icon" href="([^"]+)"', page)[1])


def test_the_worker_keeps_all_that_the_page_without_a_network_loads(client, db):
    worker = client.get("/service-worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    # A browser asks for it anew, or a worker would never be replaced.
    assert "no-cache" in worker["Cache-Control"]
    kept = set(re.findall(r'"(/[^"]*)"', worker.content.decode().replace("\\u002D", "-")))
    page = client.get("/offline/").content.decode()
    loaded = re.findall(r'(?:<script[^>]* src|<link rel="stylesheet" href)="([^"]+)"', page)
    assert loaded
    assert set(loaded) <= kept
    assert all(file_of(path) for path in kept - {"/offline/"})


def test_the_page_without_a_network_is_of_nobody(as_alice, full):
    page = as_alice.get("/offline/").content.decode()
    assert full.name not in page
    assert "alice" not in page
