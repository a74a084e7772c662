"""No page says a word that nobody marked: in a made-up language, none is English."""

import re
import zoneinfo
from html.parser import HTMLParser

import pytest
from django.utils import translation

from tests.translations import FIELD

pytestmark = pytest.mark.django_db

# Every marked letter is written as its full-width twin; values, tags and entities stay.
KEPT = re.compile(rf"%\(\w+\)[sd]|%[sd]|{FIELD.pattern}|<[^>]*>|&\w+;")
WIDE = {ord(letter): ord(letter) + 0xFEE0 for letter in "abcdefghijklmnopqrstuvwxyz"}
ATTRIBUTES = {"title", "aria-label", "placeholder", "alt", "data-confirm", "label"}
# Names, which are the same in every language, and what people wrote.
NAMES = [
    "alice@example.org", "Bitcoin", "Coinbase", "Deutsch", "English", "Koinly", "Kraken", "Main",
    ": test.", "https://example.org/alerts", "US dollar", "volume_24h / market_cap",
    "Lightweight Charts", "Parquet", "PLAN.csv", "PRICES.csv", "Savings", "Tidemark", "TradingView",
    *(name.replace("_", " ") for name in zoneinfo.available_timezones()),
]  # fmt: skip
NAME = re.compile("|".join(map(re.escape, sorted(NAMES, key=len, reverse=True))))
SILENT = {"script", "style", "code", "kbd", "pre", "samp"}
ENGLISH = re.compile(r"[a-z]{3,}")


def widened(text: str) -> str:
    """The text as the language of this test says it."""
    parts, end = [], 0
    for found in KEPT.finditer(text := str(text)):
        parts += [text[end : found.start()].translate(WIDE), found.group()]
        end = found.end()
    return "".join([*parts, text[end:].translate(WIDE)])


class Reader(HTMLParser):
    """What a page says: its texts, and the attributes that are read out or shown."""

    def __init__(self):
        super().__init__()
        self.said, self._silent = [], 0

    def handle_starttag(self, tag, attrs):
        self._silent += tag in SILENT
        self.said += [value for name, value in attrs if name in ATTRIBUTES and value]

    def handle_endtag(self, tag):
        self._silent -= tag in SILENT

    def handle_data(self, data):
        if not self._silent:
            self.said.append(data)


def unmarked(page: str) -> set[str]:
    reader = Reader()
    reader.feed(page)
    texts = {" ".join(text.split()) for text in reader.said}
    return {text for text in texts if ENGLISH.search(NAME.sub("", text))}


@pytest.fixture
def wide(monkeypatch):
    """A language in which every marked sentence is written in wide letters."""
    speaker = translation._trans
    monkeypatch.setattr(speaker, "gettext", widened)
    monkeypatch.setattr(speaker, "ngettext", lambda one, many, n: widened(one if n == 1 else many))
    monkeypatch.setattr(speaker, "pgettext", lambda context, text: widened(text))
    monkeypatch.setattr(
        speaker, "npgettext", lambda context, one, many, n: widened(one if n == 1 else many)
    )


def test_a_widened_sentence_keeps_its_values():
    wide = "%(n)s ｏｆ {whole} <em>ｌｅｆｔ</em> &amp; %s"
    assert widened("%(n)s of {whole} <em>left</em> &amp; %s") == wide


@pytest.mark.usefixtures("wide")
def test_no_page_says_what_nobody_marked(client, paths):
    found = {}
    for path in paths:
        # The administration speaks English.
        if path.startswith("/admin/"):
            continue
        answer = client.get(path)
        if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            found |= dict.fromkeys(unmarked(answer.content.decode()), path)
    assert found == {}, sorted(found.items())
