"""Reads RSS and Atom: bytes of a stranger's to headlines.

A declared entity is refused, so none is ever expanded; an item is dropped as soon as it is read, so
a feed takes no more memory than its text; one item that is wrong never costs the others.
"""

import codecs
import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from io import StringIO
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.core.exceptions import SuspiciousOperation
from django.utils.html import strip_tags

from markets.providers.base import Page, ProviderError
from markets.providers.web.addresses import parse_url

LONGEST_TITLE, LONGEST_LINK, MOST_ITEMS = 300, 1000, 500
NO_TITLE, NO_LINK, NO_DATE = "without a title", "without a link to a page", "without a date"
FUTURE, REPEATED = "dated in the future", "repeated"
BEYOND, BROKEN = f"beyond the first {MOST_ITEMS}", "broken from there on"
# Clocks differ; what is dated later waits in its feed until its time has come.
_CLOCKS_DIFFER = timedelta(hours=1)
_LONGEST_MARKUP, _DEEPEST = 5000, 100
_ATOM = "http://www.w3.org/2005/Atom"
_SPACES = {
    "", _ATOM, "http://purl.org/rss/1.0/", "http://backend.userland.com/rss2",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}  # fmt: skip
_DUBLIN_DATE = "{http://purl.org/dc/elements/1.1/}date"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{1,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
    b"<\0": "utf-16-le", b"\0<": "utf-16-be",
}  # fmt: skip
# What Python decodes beside character sets, slowly or to half characters.
_NO_CHARACTER_SETS = {
    "idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7",
}  # fmt: skip
# ISO-8859-1 is declared by those that write Windows' quotation marks (WHATWG Encoding).
# What could be read as one byte a character is no UTF-16.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252"} | {
    f"utf-{bits}{order}": "utf-8" for bits in (16, 32) for order in ("", "-le", "-be")
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsRecord:
    """A headline in plain text; `key` is its guid, else its link; `link` is absolute and http."""

    key: str
    title: str
    link: str
    published_at: datetime


class _ItemError(ValueError):
    """Why an item is left out."""


def read_feed(body: bytes, *, address: str, now: datetime) -> Page[NewsRecord]:
    """The first 500 items, each once, with what was left out and why.

    `address` is what relative links stand on. Of a text that breaks off what came before counts.
    Raises ProviderError for what is no feed.
    """
    records: dict[str, NewsRecord] = {}
    rejected: Counter[str] = Counter()
    try:
        for count, (item, base) in enumerate(_items(_decoded(body), base=address)):
            if count >= MOST_ITEMS:
                rejected[BEYOND] += 1
                continue
            try:
                record = _record(item, base=base, now=now)
            except _ItemError as error:
                rejected[str(error)] += 1
                continue
            rejected[REPEATED] += record.key in records
            records.setdefault(record.key, record)
    except DefusedXmlException:
        raise ProviderError("The feed declares entities, which are refused") from None
    except ParseError as error:
        if not records and not +rejected:
            raise ProviderError(f"The feed is not well-formed XML: {error}") from None
        rejected[BROKEN] += 1
    return Page(tuple(records.values()), rejected=+rejected)


def _decoded(body: bytes) -> str:
    """The text in its declared encoding; one odd byte costs a character, not the feed."""
    marked = next((name for mark, name in _MARKS.items() if body.startswith(mark)), None)
    declared = None if marked else _DECLARED.match(body)
    name = marked or (declared[1].decode() if declared else "utf-8")
    try:
        found = codecs.lookup(name).name
        if found in _NO_CHARACTER_SETS:
            raise LookupError(name)
        text = body.decode(_MEANT.get(found, found) if declared else name, errors="replace")
    except LookupError:
        raise ProviderError(f"The feed's encoding is not known: {name}") from None
    return text.lstrip("\ufeff \t\r\n")


def _items(text: str, *, base: str) -> Iterator[tuple[Element, str]]:
    """Each item as it ends, with the address that its links stand on."""
    opened: list[tuple[Element, str]] = []
    within = 0
    for event, element in iterparse(StringIO(text), events=("start", "end")):
        if event == "start":
            if not opened and _name(element) not in {"rss", "feed", "RDF"}:
                raise ProviderError("The answer is neither RSS nor Atom")
            if len(opened) >= _DEEPEST:
                raise ProviderError("The feed is nested too deeply")
            opened.append((element, _joined(base, element.get(_BASE, ""))))
            base = opened[-1][1]
            within += _is_item(element)
            continue
        opened.pop()
        if _is_item(element):
            within -= 1
            if not within:
                yield element, base
        base = opened[-1][1] if opened else base
        if opened and not within:
            opened[-1][0].remove(element)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return base


def _is_item(element: Element) -> bool:
    return _name(element) in {"item", "entry"}


def _name(element: Element) -> str:
    """The name of an element that feeds have, "" for any other."""
    if element.tag == _DUBLIN_DATE:
        return "date"
    space, _, name = element.tag.rpartition("}")
    return name if space.removeprefix("{") in _SPACES else ""


def _record(item: Element, *, base: str, now: datetime) -> NewsRecord:
    parts: dict[str, Element] = {}
    for child in item:
        parts.setdefault(_name(child), child)
    title = _title(parts["title"]) if "title" in parts else ""
    if not title:
        raise _ItemError(NO_TITLE)
    link = _link(item, parts.get("guid"), base=base)
    dates = (parts[name] for name in ("published", "pubDate", "date", "updated") if name in parts)
    published_at = _instant(_text(next(dates, None)))
    if published_at > now + _CLOCKS_DIFFER:
        raise _ItemError(FUTURE)
    key = _text(parts.get("guid")) or _text(parts.get("id")) or link
    return NewsRecord(key=key, title=title, link=link, published_at=min(published_at, now))


def _text(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


def _title(element: Element) -> str:
    """One line of plain text: RSS's titles are HTML, Atom's only where they say so."""
    text = _text(element)[:_LONGEST_MARKUP]
    is_atom = element.tag.startswith(f"{{{_ATOM}}}")
    if element.get("type", "text" if is_atom else "html") == "html":
        try:
            text = html.unescape(strip_tags(text))
        except SuspiciousOperation:
            raise _ItemError(NO_TITLE) from None
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1].rstrip()}…"


def _link(item: Element, guid: Element | None, *, base: str) -> str:
    links = [child for child in item if _name(child) == "link"]
    offered = [
        (one.get("href") or _text(one)).strip()
        for one in links
        if one.get("rel", "alternate") == "alternate"
    ]
    if guid is not None and guid.get("isPermaLink", "true") == "true":
        offered.append(_text(guid))
    address = next(filter(None, offered), "")
    try:
        link = str(parse_url(urljoin(base, address))) if address else ""
    except ValueError:
        link = ""
    if not 0 < len(link) <= LONGEST_LINK:
        raise _ItemError(NO_LINK)
    return link


def _instant(text: str) -> datetime:
    """An instant of RFC 822 or ISO 8601; without a zone it is taken for UTC."""
    try:
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            found = parsedate_to_datetime(text[:100])
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        raise _ItemError(NO_DATE) from None
