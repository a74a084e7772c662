"""Which addresses a URL given by a user may reach: the public ones only.

Without this, a webhook's URL would let any user make the server talk to its own network: to a
database, to a cloud's metadata service, to a router.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

ALLOWED_SCHEMES = {"http", "https"}
# Prefixes by which an IPv6 address carries an IPv4 one inside.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class ForbiddenAddressError(ValueError):
    """The URL may not be called; the message says why and can be shown to its author."""


def is_public_address(text: str) -> bool:
    """Whether an IP address is on the public internet.

    Private, loopback, link-local, multicast, reserved, shared (100.64/10) and unspecified ones
    are not, nor is an IPv6 address that holds such an IPv4 one. Raises ValueError if `text` is
    no address.
    """
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo is not None:
            return False
        if inner is not None:
            return is_public_address(str(inner))
    return address.is_global and not (address.is_multicast or address.is_reserved)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host name. Raises OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


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
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise ForbiddenAddressError("This is not a URL.") from None
    if parts.scheme not in ALLOWED_SCHEMES or not parts.hostname:
        raise ForbiddenAddressError("The URL must begin with http:// or https:// and name a host.")
    if parts.username is not None or parts.password is not None:
        raise ForbiddenAddressError("The URL must not hold a user name or password.")
    try:
        addresses = list(resolver(parts.hostname, port))
    except (OSError, UnicodeError):
        raise ForbiddenAddressError("The host of the URL cannot be found.") from None
    if not addresses:
        raise ForbiddenAddressError("The host of the URL cannot be found.")
    if not allow_private and not all(is_public_address(address) for address in addresses):
        raise ForbiddenAddressError("The URL leads to a private network.")
    return addresses
