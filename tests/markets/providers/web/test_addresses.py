"""URLs given by users may lead to the public internet only."""

import pytest

from markets.providers.web.addresses import (
    ForbiddenAddressError,
    check_public_url,
    is_public_address,
)

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255",
    "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.7", "198.18.0.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a00:1", "2002:7f00:1::", "2002:c0a8:101::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "192.0.0.8", "192.0.0.170", "192.88.99.1", "198.51.100.1", "203.0.113.1", "255.255.255.255",
    "fec0::1", "feff::1", "3fff::1", "3fff:fff::1", "2001:db8::1", "100::1", "64:ff9b:1::1",
    "2001:2::1", "2001:10::1", "2001:20::1", "5f00::1", "::ffff:192.0.0.8", "::ffff:100.64.0.1",
    "2002:a9fe:a9fe::", "64:ff9b::a9fe:a9fe", "::7f00:1", "::ffff:0:7f00:1", "ff0e::1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700:4700::1111", "64:ff9b::808:808",
          "2002:808:808::1", "::ffff:8.8.8.8"]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_inner_address_is_refused(address):
    assert not is_public_address(address)
    with pytest.raises(ForbiddenAddressError, match="private network"):
        check_public_url("https://hooks.example.org/x", resolver=lambda *_: [address])


@pytest.mark.parametrize("address", PUBLIC)
def test_public_address_is_let_through(address):
    assert is_public_address(address)
    assert check_public_url("https://hooks.example.org/x", resolver=lambda *_: [address]) == [
        address
    ]


def test_one_inner_address_among_public_ones_is_enough_to_refuse():
    with pytest.raises(ForbiddenAddressError):
        check_public_url("http://example.org", resolver=lambda *_: ["8.8.8.8", "10.0.0.1"])


def test_setting_opens_the_own_network():
    found = check_public_url(
        "http://box.local", allow_private=True, resolver=lambda *_: ["192.168.1.9"]
    )
    assert found == ["192.168.1.9"]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org", "file:///etc/passwd", "gopher://x", "//example.org", "example.org",
        "http://", "http://user:pw@example.org", "http://example.org:99999", "http://[::1", "",
        "http://example.org/\r\nx", "http://example.org\r\n/", "ht\ntp://example.org/", "\x00",
        "http://example.org/\x00", "http://example.org/\x7f", "http://example.org/\ud800",
        "http://exam\tple.org/", "http://xn--/", "http://[v1.x]/", "http://１２７.0.0.1/",
        "http://:pw@example.org/", "http://example.org:0/", "http://example.org:x/", "http:///x",
        "http://example.org:99999999999999999999/", "http://999.1.1.1/", "http://x/" + "a" * 70000,
    ],
)  # fmt: skip
def test_odd_url_is_refused_before_any_look_up(url):
    def never(*_):
        raise AssertionError("looked up")

    with pytest.raises(ForbiddenAddressError):
        check_public_url(url, allow_private=True, resolver=never)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "2130706433", "0x7f.1", "127.1"])
def test_spellings_of_the_own_machine_are_seen_through(host):
    with pytest.raises(ForbiddenAddressError):
        check_public_url(f"http://{host}/")


def test_unknown_host_is_refused():
    def gone(*_):
        raise OSError("no such host")

    with pytest.raises(ForbiddenAddressError, match="cannot be found"):
        check_public_url("http://nowhere.example", resolver=gone)
