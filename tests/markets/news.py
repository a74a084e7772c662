"""Feeds as publishers write them."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from urllib.parse import quote

NOW = datetime.now(UTC).replace(microsecond=0)


def item(title: str, link: str = "", *, ago: float = 1, guid: str = "", date: str = "") -> str:
    """An RSS item, published so many hours ago unless its date is given; its title is HTML."""
    parts = {
        "title": title,
        "link": link or f"https://example.org/{quote(title)}",
        "guid": guid,
        "pubDate": date or format_datetime(NOW - timedelta(hours=ago)),
    }
    return f"<item>{''.join(f'<{k}>{escape(v)}</{k}>' for k, v in parts.items() if v)}</item>"


def rss(*items: str, before: str = "", encoding: str = "utf-8") -> bytes:
    """A channel with these items; `before` stands between the declaration and it."""
    head = f'<?xml version="1.0" encoding="{encoding}"?>{before}<rss version="2.0"><channel>'
    text = f"{head}<title>A publisher</title>{''.join(items)}</channel></rss>"
    return text.encode(encoding)


def atom(*entries: str, attributes: str = "") -> bytes:
    """An Atom feed with these entries."""
    space = 'xmlns="http://www.w3.org/2005/Atom"'
    return f"<feed {space} {attributes}><title>x</title>{''.join(entries)}</feed>".encode()
