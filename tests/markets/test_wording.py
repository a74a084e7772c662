import json
import pickle

import pytest
from django.template import Context, Template
from django.utils import translation

from markets import wording
from markets.wording import (
    Figure,
    as_column,
    counted,
    from_column,
    joined,
    packed,
    sentence,
    unpacked,
    within_sentence,
    worded,
)


class Marked:
    """A language that says everything in angle brackets."""

    def gettext(self, message):
        return f"<{message}>"

    def ngettext(self, singular, plural, number):
        return f"<{singular if number == 1 else plural}>"

    def pgettext(self, context, message):
        return f"<{message}>"


@pytest.fixture
def marked():
    wording.translate_by(Marked())
    yield
    wording.translate_by(translation)


def test_a_sentence_is_its_english_text_until_it_is_worded(marked):
    said = sentence("No price of {asset}", asset="BTC")
    assert said == str(said) == f"{said}" == "No price of BTC"
    assert worded(said) == "<No price of BTC>"
    assert worded("BTC") == "BTC"


def test_a_page_shows_it_in_its_own_language_and_escaped(marked):
    said = sentence("No price of {asset}", asset="<b>")
    page = Template("{{ said }} {{ text }}").render(Context({"said": said, "text": said + ""}))
    assert page == "&lt;No price of &lt;b&gt;&gt; No price of &lt;b&gt;"


def test_values_may_be_sentences_and_sentences_may_follow_each_other(marked):
    inner = counted("{n} row", "{n} rows", 2, n=2)
    said = joined(" ", [sentence("Not booked: {what}.", what=inner), "{x}"])
    assert said == "Not booked: 2 rows. {x}"
    # What joins them is no sentence, and a catalogue does not know it.
    assert worded(said) == "<<Not booked: <2 rows>.> {x}>"


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        '{"forms": []}',
        sentence("No price of {asset}", asset="ä"),
        counted("{n} row", "{n} rows", 1, n=1),
        joined("; ", [sentence("One."), "two"]),
    ],
)
def test_texts_and_sentences_outlive_storage(text):
    in_json = unpacked(json.loads(json.dumps(packed({"a": [text]}))))["a"][0]
    for kept in (in_json, from_column(as_column(text)), pickle.loads(pickle.dumps(text))):
        assert kept == text


def test_a_sentence_is_stored_so_that_another_language_can_be_read(marked):
    said = from_column(as_column(sentence("No price of {asset}", asset="BTC")))
    assert worded(said) == "<No price of BTC>"


def test_a_label_is_small_within_an_english_sentence():
    assert within_sentence("Stop-loss") == "stop-loss"


def test_a_language_that_writes_nouns_large_keeps_them_so(marked):
    assert within_sentence("Stop-Loss") == "Stop-Loss"


def test_what_only_looks_like_a_sentence_in_json_stays_what_it_is():
    assets = {"forms": 5, "number": 7, "values": 9}
    assert unpacked(json.loads(json.dumps(packed(assets)))) == assets
    found = {"forms": [5, 6], "number": [7], "values": [8, 9]}
    assert unpacked(json.loads(json.dumps(packed(found)))) == found


def test_a_figure_is_plain_in_english_and_has_the_readers_marks_on_pages():
    said = sentence("{units} {symbol}", units=Figure("-2500.5"), symbol="B.TC")
    stored = unpacked(json.loads(json.dumps(packed({"a": said}))))["a"]
    for kept in (said, stored, from_column(as_column(said)), pickle.loads(pickle.dumps(said))):
        assert kept == "-2500.5 B.TC"
        assert worded(kept) == "-2500.5 B.TC"
        with translation.override("de"):
            assert worded(kept) == "-2500,5 B.TC"
            # Within another sentence too.
            assert worded(joined(", ", [kept, "1.5"])) == "-2500,5 B.TC, 1.5"
