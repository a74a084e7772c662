"""Which addresses a URL given by a user may reach: the public ones only.

Without this, a webhook's URL would let any user make the server talk to its own network: to a
database, to a cloud's metadata service, to a router.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterable

import httpx

from markets.wording import gettext_noop

ALLOWED_SCHEMES = {"http", "https"}
# By this prefix an IPv6 address carries an IPv4 one in its last 32 bits (RFC 6052).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Special-purpose blocks of the IANA registries that not every supported Python knows as such, or
# that are "globally reachable" by their registry and lead to no host of one's own all the same.
_SPECIAL = [
    ipaddress.ip_network(prefix)
    for prefix in (
        "192.0.0.0/24",  # IETF protocol assignments, with the dummy address 192.0.0.8
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays, deprecated
        "192.175.48.0/24",  # AS112
        "64:ff9b:1::/48",  # NAT64 of a local network
        "100::/64",  # discard only
        "100:0:0:1::/64",  # dummy prefix
        "2001::/23",  # IETF protocol assignments: Teredo, benchmarking, ORCHID
        "2001:db8::/32",  # documentation
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fec0::/10",  # site-local, deprecated
    )
]


class ForbiddenAddressError(ValueError):
    """The URL may not be called; the message says why and can be shown to its author."""


def is_public_address(text: str) -> bool:
    """Whether an IP address is on the public internet.

    Special-purpose addresses of the IANA registries are not: private, loopback, link-local,
    multicast, reserved, shared (100.64/10), documentation and unspecified ones. An IPv6 address
    that carries an IPv4 one is judged by it. Raises ValueError if `text` is no address.
    """
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = _embedded_ipv4(address)
        if inner is not None:
            return is_public_address(str(inner))
    if any(address in block for block in _SPECIAL if block.version == address.version):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _embedded_ipv4(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host name. Raises OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def parse_url(text: str) -> httpx.URL:
    """A URL of a user's, as the client that calls it reads it, so that no two parsers differ.

    Raises ForbiddenAddressError for addresses that the client would refuse to call.
    """
    try:
        url = httpx.URL(text)
        host = url.host
    except (httpx.InvalidURL, ValueError):
        raise ForbiddenAddressError(gettext_noop("This is not a URL.")) from None
    if url.scheme not in ALLOWED_SCHEMES or not host:
        raise ForbiddenAddressError(
            gettext_noop("The URL must begin with http:// or https:// and name a host.")
        )
    if url.userinfo:
        raise ForbiddenAddressError(gettext_noop("The URL must not hold a user name or password."))
    if url.port is not None and not 0 < url.port < 65536:
        raise ForbiddenAddressError(gettext_noop("The URL's port must be from 1 to 65535."))
    return url


def check_public_url(
    url: str,
    *,
    allow_private: bool = False,
    resolver: Callable[[str, int], Iterable[str]] = resolve,
) -> list[str]:
    """The addresses that `url` may be called at, in the resolver's order.

    Every address of the name must be public. The caller has to connect to one of the returned
    addresses, not to look the name up again: a second answer could differ from the checked one.
    Raises ForbiddenAddressError.
    """
    parsed = parse_url(url)
    port = parsed.port or (443 if parsed.scheme == "https" else 80)
    try:
        addresses = list(resolver(parsed.raw_host.decode("ascii"), port))
    except (OSError, ValueError):
        raise ForbiddenAddressError(gettext_noop("The host of the URL cannot be found.")) from None
    if not addresses:
        raise ForbiddenAddressError(gettext_noop("The host of the URL cannot be found."))
    if not allow_private and not all(is_public_address(address) for address in addresses):
        raise ForbiddenAddressError(gettext_noop("The URL leads to a private network."))
    return addresses
