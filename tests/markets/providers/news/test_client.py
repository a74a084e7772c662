"""Feeds of strangers, over real HTTP: what is read of them, and what is refused."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from markets.providers.base import ProviderError
from markets.providers.news import reading
from markets.providers.news.client import NewsFeed, feed_names
from tests.markets import fake_vendor as bad
from tests.markets.fake_vendor import FakeVendor
from tests.markets.news import NOW, atom, item, rss

ENTITIES = """<!DOCTYPE bomb [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
EXTERNAL = """<!DOCTYPE feed [<!ENTITY file SYSTEM "file:///etc/hostname">]>"""


@pytest.fixture
def feed(vendor):
    return NewsFeed(f"{vendor.url}/rss?key=secret", now=lambda: NOW)


@pytest.fixture
def read(feed, vendor):
    """The page of a feed of these bytes."""

    def answer(body: bytes):
        vendor.routes["/rss"] = body
        return feed.items()

    return answer


def titles(page) -> list[str]:
    return [record.title for record in page.records]


def only(page):
    (record,) = page.records
    return record


def test_an_item_has_its_title_link_guid_and_instant(read, vendor):
    record = only(read(rss(item("Bitcoin rises", "https://example.org/1", guid="g1", ago=2))))
    assert (record.title, record.link) == ("Bitcoin rises", "https://example.org/1")
    assert (record.key, record.published_at) == ("g1", NOW - timedelta(hours=2))
    assert vendor.requests[0].headers["accept"].startswith("application/rss+xml")
    assert vendor.requests[0].query == {"key": "secret"}


def test_an_atom_entry_has_the_link_that_is_a_page(read):
    entry = """<entry><title>Ether</title><link rel="self" href="/feed/1"/>
      <link rel="alternate" href="https://example.org/1"/><id>urn:1</id>
      <published>2026-01-02T03:04:05+01:00</published><updated>2026-02-01T00:00:00Z</updated>
      </entry>"""
    record = only(read(atom(entry)))
    assert (record.key, record.link) == ("urn:1", "https://example.org/1")
    assert record.published_at == datetime(2026, 1, 2, 2, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize("before", [ENTITIES, EXTERNAL])
def test_declared_entities_are_refused(read, before):
    with pytest.raises(ProviderError, match="declares entities"):
        read(rss("<item><title>&a;</title></item>", before=before))


def test_a_doctype_without_entities_is_none(read):
    before = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://example.org/rss.dtd">'
    assert titles(read(rss(item("Bitcoin"), before=before))) == ["Bitcoin"]


def test_more_than_two_megabytes_are_not_read(read):
    with pytest.raises(ProviderError, match="over 2000000 bytes"):
        read(rss(item("x" * 2_000_001)))


def test_of_many_items_the_first_are_read_and_the_rest_counted(read):
    page = read(rss(*(item(f"Bitcoin {n}") for n in range(503))))
    assert titles(page) == [f"Bitcoin {n}" for n in range(500)]
    assert page.rejected == {reading.BEYOND: 3}


def test_a_deep_nest_is_refused(read):
    with pytest.raises(ProviderError, match="too deeply"):
        read(b"<rss>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</rss>")


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        ("yesterday", reading.NO_DATE),
        ("Mon, 32 Foo 2026 99:99:99 GMT", reading.NO_DATE),
        ("9999-12-31T23:59:59-23:59", reading.NO_DATE),
        ("0001-01-01T00:00:00+23:59", reading.NO_DATE),
        ("2999-01-01T00:00:00Z", reading.FUTURE),
    ],
)
def test_an_item_without_a_date_of_the_past_is_left_out(read, date, reason):
    page = read(rss(item("Bitcoin", date=date), item("Ether")))
    assert titles(page) == ["Ether"]
    assert page.rejected == {reason: 1}


@pytest.mark.parametrize(
    "date",
    [
        "Fri, 27 Feb 2026 10:00:00 EST", "27 Feb 26 15:00 GMT", "2026-02-27T15:00:00",
        "Fri, 27 Feb 2026 15:00:00 -0000", "2026-02-27T16:00:00.000+01:00",
    ],
)  # fmt: skip
def test_dates_are_read_in_their_zone(read, date):
    record = only(read(rss(item("Bitcoin", date=date))))
    assert record.published_at == datetime(2026, 2, 27, 15, tzinfo=UTC)


def test_a_clock_that_runs_ahead_dates_nothing_in_the_future(read):
    assert only(read(rss(item("Bitcoin", ago=-0.5)))).published_at == NOW


@pytest.mark.parametrize("title", ["", "  \n ", "<img src=x>"])
def test_an_item_without_a_title_is_left_out(read, title):
    page = read(rss(item(title, "https://example.org/1"), item("Ether")))
    assert titles(page) == ["Ether"]
    assert page.rejected == {reading.NO_TITLE: 1}


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("<b>Bitcoin</b> &amp; Ether&#8217;s\n day", "Bitcoin & Ether’s day"),
        ("Bitcoin < 5 & rising", "Bitcoin < 5 & rising"),
        ("<script>alert(1)</script>Bitcoin", "alert(1)Bitcoin"),
        ("B" * 400, "B" * 299 + "…"),
    ],
)
def test_a_title_is_one_line_of_text(read, written, text):
    assert only(read(rss(item(written)))).title == text


def test_markup_without_end_costs_the_item_alone(read):
    page = read(rss(item("<<" * 200 + "a>" * 2000), item("Ether")))
    assert "Ether" in titles(page)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ('type="text"', "a &lt;b&gt; c"),
        ('type="xhtml"', '<div xmlns="http://www.w3.org/1999/xhtml">a &lt;b&gt; <i>c</i></div>'),
        ('type="html"', "a &amp;lt;b&amp;gt; &lt;i&gt;c&lt;/i&gt;"),
    ],
)
def test_an_atom_title_is_read_by_its_type(read, kind, text):
    entry = f"""<entry><title {kind}>{text}</title><link href="https://example.org/1"/>
      <updated>2026-01-01T00:00:00Z</updated></entry>"""
    assert only(read(atom(entry))).title == "a <b> c"


def test_a_relative_link_stands_on_the_feed_without_its_secrets(read, vendor):
    for link, expected in (("/1", "/1"), ("2?a=b", "/2?a=b"), ("#part", "/rss#part")):
        record = only(read(rss(item("Bitcoin", link))))
        assert record.link == vendor.url + expected


def test_a_relative_link_stands_on_the_base_that_the_feed_names(read):
    entry = """<entry xml:base="b/"><title>x</title><link href="1"/>
      <updated>2026-01-01T00:00:00Z</updated></entry>"""
    page = read(atom(entry, attributes='xml:base="https://example.org/a/"'))
    assert only(page).link == "https://example.org/a/b/1"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "ftp://example.org/1",
        "https://user:password@example.org/", "http://[::1", "https://example.org/" + "x" * 1000,
        "mailto:alice@example.org",
    ],
)  # fmt: skip
def test_a_link_that_is_no_page_is_left_out(read, link):
    page = read(rss(item("Bitcoin", link), item("Ether")))
    assert titles(page) == ["Ether"]
    assert page.rejected == {reading.NO_LINK: 1}


def test_a_guid_is_the_link_where_there_is_none_and_it_may_be(read):
    when = "<pubDate>Fri, 27 Feb 2026 15:00:00 GMT</pubDate>"
    page = read(
        rss(
            f"<item><title>a</title><guid>https://example.org/1</guid>{when}</item>",
            f'<item><title>b</title><guid isPermaLink="false">https://x.org</guid>{when}</item>',
        )
    )
    assert only(page).link == "https://example.org/1"
    assert page.rejected == {reading.NO_LINK: 1}


def test_an_item_that_is_there_twice_counts_once_by_guid_else_by_link(read):
    page = read(
        rss(
            item("a", "https://example.org/1", guid="g"),
            item("b", "https://example.org/2", guid="g"),
            item("c", "https://example.org/3"),
            item("d", "https://example.org/3"),
        )
    )
    assert titles(page) == ["a", "c"]
    assert page.rejected == {reading.REPEATED: 2}


@pytest.mark.parametrize(
    ("title", "encoding"),
    [
        ("Биткойн", "windows-1251"), ("Биткойн", "koi8-r"), ("ビットコイン", "shift_jis"),
        ("比特币", "gb18030"), ("비트코인", "euc-kr"), ("Über", "iso-8859-1"),
        ("Über", "utf-16"), ("Über", "utf-8-sig"),
    ],
)  # fmt: skip
def test_each_encoding_is_read(read, title, encoding):
    assert titles(read(rss(item(title), encoding=encoding))) == [title]


def test_latin_1_means_windows_quotation_marks_as_browsers_read_it(read):
    body = rss(item("[Bitcoin]"), encoding="iso-8859-1")
    body = body.replace(b"[", b"\x93").replace(b"]", b"\x94")
    assert titles(read(body)) == ["“Bitcoin”"]


def test_one_odd_byte_costs_one_character(read):
    body = rss(item("Bit?coin")).replace(b"?coin", b"\xffcoin")
    assert titles(read(body)) == ["Bit\ufffdcoin"]


@pytest.mark.parametrize("encoding", [b"martian", b"punycode", b"utf-7", b"zlib", b"idna"])
def test_what_is_no_character_set_is_refused(read, encoding):
    with pytest.raises(ProviderError, match="encoding is not known"):
        read(rss(item("Bitcoin")).replace(b"utf-8", encoding))


def test_white_space_before_the_declaration_is_forgiven(read):
    assert titles(read(b"\n " + rss(item("Bitcoin")))) == ["Bitcoin"]


def test_of_a_feed_that_breaks_off_the_items_before_count(read):
    page = read(rss(item("Bitcoin")).replace(b"</channel></rss>", b"<item><title>Eth"))
    assert titles(page) == ["Bitcoin"]
    assert page.rejected == {reading.BROKEN: 1}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not well-formed"), (b"hello", "not well-formed"), (b'{"a": 1}', "not well-formed"),
        (b"<rss><channel>", "not well-formed"), (b"\x00\x01\x02", "not well-formed"),
        (b"<html><body/></html>", "neither RSS nor Atom"), (b"<svg/>", "neither RSS nor Atom"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_said(read, feed, body, reason):
    with pytest.raises(ProviderError, match=reason) as caught:
        read(body)
    assert str(caught.value).startswith(f"{feed.name}: ")


def test_an_empty_feed_is_no_fault(read):
    assert read(rss()).rows == 0


@pytest.mark.parametrize(
    "reply", [bad.status(404), bad.status(500), bad.status(429, Retry_After="90"), bad.cut_off()]
)
def test_a_feed_that_fails_is_asked_once_and_shows_no_secret(feed, vendor, reply):
    vendor.replies = [reply]
    with pytest.raises(ProviderError) as caught:
        feed.items()
    assert "secret" not in str(caught.value)
    assert len(vendor.requests) == 1


def test_a_redirect_on_the_same_server_is_followed(feed, vendor):
    vendor.routes["/new"] = rss(item("Bitcoin"))
    vendor.replies = [bad.status(301, Location="/new")]
    assert titles(feed.items()) == ["Bitcoin"]


def test_a_redirect_to_another_server_is_refused_and_named(feed, vendor):
    inner = FakeVendor()
    inner.start()
    try:
        vendor.replies = [bad.status(302, Location=f"{inner.url}/admin?x=1")]
        with pytest.raises(ProviderError, match=r"another server, 127\.0\.0\.1/admin$"):
            feed.items()
        assert inner.requests == []
    finally:
        inner.stop()


ALIKE = (
    "https://example.org/rss?coin=btc", "https://example.org/rss?coin=eth",
    "https://www.example.org/rss", "http://example.org/rss", "https://example.org:8443/rss",
    "https://me:secret@example.org/atom", "https://you:secret@example.org/atom",
    "http://[::1]:8001/rss", "http://[::1]:8002/rss",
    "https://example.org/" + "x" * 90, "https://example.org/" + "x" * 91,
)  # fmt: skip


def test_no_two_feeds_share_a_name_and_no_name_shows_a_secret():
    names = feed_names(ALIKE, secret="s")
    plain = [re.sub(r" \([0-9a-f]{6}\)$", " (…)", name) for name in names.values()]
    assert plain[:9] == [
        "example.org/rss (…)", "example.org/rss (…)", "example.org/rss (…)", "example.org/rss (…)",
        "example.org:8443/rss", "example.org/atom (…)", "example.org/atom (…)",
        "[::1]:8001/rss", "[::1]:8002/rss",
    ]  # fmt: skip
    assert len(set(names.values())) == len(names)
    assert max(map(len, names.values())) == 80
    assert "secret" not in " ".join(names.values())
    # What is marked cannot be guessed without the installation's own secret.
    assert feed_names(ALIKE, secret="t")[ALIKE[0]] != names[ALIKE[0]]


def test_a_feed_keeps_its_name_whatever_the_order_and_its_neighbours():
    names = feed_names(ALIKE, secret="s")
    assert feed_names(ALIKE[::-1], secret="s") == names
    assert feed_names(ALIKE[1:2], secret="s") == {ALIKE[1]: names[ALIKE[1]]}
