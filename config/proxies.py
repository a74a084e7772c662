"""Whom a request comes from, where proxies stand in between.

What a request says of its own way (`X-Forwarded-For`, `X-Forwarded-Proto`) anybody can write. It
counts only as far as proxies of one's own (`TRUSTED_PROXIES`) wrote it: the client is the last
address on the way that is none of theirs. After this middleware `REMOTE_ADDR` is the client's, for
limits and logs alike, and neither header is there unless a trusted proxy set it.
"""

import ipaddress

from django.conf import settings

from config.middleware import BaseMiddleware

FOR, PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
FOR_HEADER = b"x-forwarded-for"
# Whom a connection over a Unix socket, which has no address, counts as.
THIS_MACHINE = "127.0.0.1"


class ClientAddressMiddleware(BaseMiddleware):
    """Puts the client's address into REMOTE_ADDR, before anything else reads it."""

    def __call__(self, request):
        find_client(request.META)
        return super().__call__(request)


def with_client_address(application):
    """An ASGI application that stands beside Django, with the client's address in its scope."""

    async def answer(scope, receive, send):
        ways = [value.decode("latin-1") for name, value in scope["headers"] if name == FOR_HEADER]
        address, port = scope.get("client") or ("", 0)
        meta = {"REMOTE_ADDR": address, FOR: ",".join(ways)}
        find_client(meta)
        await application({**scope, "client": (meta["REMOTE_ADDR"], port)}, receive, send)

    return answer


def find_client(meta: dict) -> None:
    """Take the client's address from the way a request came, as far as it can be trusted."""
    hops = [hop.strip() for hop in meta.pop(FOR, "").split(",") if hop.strip()]
    meta["REMOTE_ADDR"] = meta.get("REMOTE_ADDR") or THIS_MACHINE
    address = _address(meta["REMOTE_ADDR"])
    if not _is_trusted(address):
        meta.pop(PROTO, None)
        return
    while hops and _is_trusted(address):
        hop = _address(hops.pop())
        if hop is None:
            break
        address = hop
    meta["REMOTE_ADDR"] = str(address)


def _address(text: str):
    """An IP address as proxies write it, with or without a port; None for what is none."""
    host, _, port = text.rpartition(":")
    if port.isdecimal() and (host.count(".") == 3 or host.endswith("]")):
        text = host
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_trusted(address) -> bool:
    return address is not None and any(address in block for block in settings.TRUSTED_PROXIES)
