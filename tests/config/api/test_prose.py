"""The description's Markdown becomes HTML, and nothing else does."""

import pytest

from config.api.reference.prose import described, line, paragraphs


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a `b` **c**", "a <code>b</code> <strong>c</strong>"),
        ("<script>`<b>`", "&lt;script&gt;<code>&lt;b&gt;</code>"),
        ("a * b ` c", "a * b ` c"),
        ("", ""),
    ],
    ids=["marks", "escaped", "unpaired", "empty"],
)
def test_marks_become_elements_and_the_rest_is_text(text, html):
    assert line(text) == html


def test_an_empty_line_parts_paragraphs():
    assert paragraphs("one\ntwo\n\n  three\n\n\n") == ["one\ntwo", "three"]


def test_choices_are_listed_where_their_labels_say_more():
    listed = described("The method.\n\n* `hifo` - Highest in, first out\n* `fifo` - fifo")
    assert listed == "The method.<ul><li><code>hifo</code> Highest in, first out</li></ul>"
    assert described("* `buy` - buy\n* `sell` - sell") == ""
