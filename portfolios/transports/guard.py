"""Keeps a library's own requests off private networks.

Apprise opens its connections itself, so checking a URL before would leave redirects, and a name
that changes its answer, unchecked. What it connects through is urllib3, which asks one function
for every new connection: inside `public_only` that function looks the host up, refuses it unless
all its addresses are public, and connects to an address of that one answer.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from urllib3.util import connection

from markets.providers.addresses import is_public_address, resolve

_guarded: ContextVar[bool] = ContextVar("guarded", default=False)
_create_connection = connection.create_connection


class PrivateAddressError(OSError):
    """A connection to a private network was refused."""


@contextmanager
def public_only() -> Iterator[None]:
    """Within it, urllib3 and what stands on it connect to public addresses only."""
    token = _guarded.set(True)
    try:
        yield
    finally:
        _guarded.reset(token)


def _checked_connection(address: tuple[str, int], *args, **kwargs) -> socket.socket:
    if not _guarded.get():
        return _create_connection(address, *args, **kwargs)
    host, port = address
    found = resolve(host.strip("[]"), port)
    if not found or not all(is_public_address(one) for one in found):
        raise PrivateAddressError(f"{host} leads to a private network")
    return _create_connection((found[0], port), *args, **kwargs)


connection.create_connection = _checked_connection
