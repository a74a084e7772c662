"""Keeps a library's own requests off private networks, and ends them in time.

Apprise opens its connections itself, so checking a URL before would leave redirects, and a name
that changes its answer, unchecked. What it connects through is urllib3, which asks one function
for every new connection: inside `guarded` that function looks the host up, refuses it unless
all its addresses are public, and connects to an address of that one answer, for a limited time.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from urllib3.util import connection

from markets.providers.web.addresses import is_public_address, resolve
from markets.providers.web.deadline import Deadline


@dataclass(frozen=True, slots=True)
class _Guard:
    allow_private: bool
    deadline: Deadline


_in_force: ContextVar[_Guard | None] = ContextVar("guard", default=None)
_create_connection = connection.create_connection


class PrivateAddressError(OSError):
    """A connection to a private network was refused."""


@contextmanager
def guarded(*, allow_private: bool, seconds: float) -> Iterator[Deadline]:
    """Within it, urllib3's connections live for `seconds` in all and lead to public addresses."""
    with Deadline(seconds) as deadline:
        token = _in_force.set(_Guard(allow_private, deadline))
        try:
            yield deadline
        finally:
            _in_force.reset(token)


def _checked_connection(address: tuple[str, int], *args, **kwargs) -> socket.socket:
    guard = _in_force.get()
    if guard is None:
        return _create_connection(address, *args, **kwargs)
    host, port = address
    if not guard.allow_private:
        found = resolve(host.strip("[]"), port)
        if not found or not all(is_public_address(one) for one in found):
            raise PrivateAddressError(f"{host} leads to a private network")
        address = (found[0], port)
    if guard.deadline.passed:
        raise TimeoutError("The messenger took too long.")
    made = _create_connection(address, *args, **kwargs)
    guard.deadline.watch(made)
    return made


connection.create_connection = _checked_connection
