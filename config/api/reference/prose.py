"""The description's text as HTML: paragraphs, choices, **strong** and `code` are its Markdown."""

import re

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_CODE = re.compile(r"`([^`]+)`")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")
# What the generator adds of a choice: its value and its label.
_CHOICE = re.compile(r"^\* `(?P<value>[^`]*)` - (?P<label>.*)$", re.MULTILINE)


def described(text: str) -> SafeString:
    """One paragraph; of choices whose labels say more than their values, a list."""
    choices = [found.groups() for found in _CHOICE.finditer(text)]
    said = line(_CHOICE.sub("", text).strip())
    worded = [(value, label) for value, label in choices if label not in (value, "")]
    items = format_html_join("", "<li><code>{}</code> {}</li>", worded)
    return format_html("{}<ul>{}</ul>", said, items) if worded else said


def line(text: str) -> SafeString:
    """One paragraph, escaped, with its marks as elements."""
    marked = _CODE.sub(r"<code>\1</code>", escape(text))
    return mark_safe(_STRONG.sub(r"<strong>\1</strong>", marked))  # noqa: S308


def paragraphs(text: str) -> list[SafeString]:
    """The text's paragraphs, which an empty line parts."""
    return [line(part.strip()) for part in re.split(r"\n\s*\n", text) if part.strip()]
