"""Web Push: a message to one browser, by the service of its maker, which cannot read it.

RFC 8030 is the request, RFC 8291 the encryption, RFC 8292 (VAPID) how a service knows the sender.
"""

import base64
import binascii
import hashlib
import json
import time
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePublicKey,
    generate_private_key,
)
from django.conf import settings
from django.utils.translation import gettext_noop
from py_vapid import Vapid02
from py_vapid.jwt import sign

from markets.providers.web.addresses import parse_url
from portfolios.transports.message import (
    Message,
    Receiver,
    TransportError,
    digest_text,
    digest_title,
)
from portfolios.transports.posting import post_message

# A browser that is away for so many seconds misses the message.
KEPT_SECONDS = 24 * 3600
SIGNED_SECONDS = 12 * 3600
AUTH_BYTES = 16
# Services take 4,096 bytes with what the encryption adds.
MOST_BYTES = 3500
# A subscription that its browser ended, or that the service never had.
GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A browser's address: a URL, the browser's public key (a point of P-256) and a secret."""

    endpoint: str
    public_key: EllipticCurvePublicKey
    auth: bytes

    @property
    def device(self) -> str:
        """Names the browser where its address, by which anybody could reach it, must not stand."""
        return hashlib.sha256(self.endpoint.encode()).hexdigest()


def read_subscription(text: str) -> Subscription:
    """What `PushSubscription.toJSON()` gave, checked. Raises a permanent `TransportError`."""
    try:
        given = json.loads(text)
        keys = given["keys"]
        point = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _decoded(keys["p256dh"]))
        found = Subscription(given["endpoint"], point, _decoded(keys["auth"]))
        parse_url(found.endpoint)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        found = None
    if found is None or len(found.auth) != AUTH_BYTES:
        raise TransportError(gettext_noop("This is no address of a browser."), permanent=True)
    return found


def send(receiver: Receiver, messages: list[Message]) -> None:
    """Push one notification; `secrets` has the private key that the browser was subscribed with."""
    subscription = read_subscription(receiver.address)
    body = http_ece.encrypt(
        payload_of(messages),
        private_key=generate_private_key(SECP256R1()),
        dh=subscription.public_key,
        auth_secret=subscription.auth,
    )
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(KEPT_SECONDS),
        "Urgency": "high",
        **_signature(subscription.endpoint, key=receiver.secrets[0]),
    }
    post_message(receiver, subscription.endpoint, body, headers=headers, gone=GONE)


def payload_of(messages: list[Message]) -> bytes:
    """What the service worker shows; a repetition has the same tag, and replaces the first."""
    address = urlsplit(messages[-1].url)
    shown = {
        "title": digest_title(messages),
        "body": digest_text(messages),
        "path": address._replace(scheme="", netloc="").geturl(),
        "tag": messages[0].key,
    }
    payload = _encoded(shown)
    for name in ("body", "title"):
        while len(payload) > MOST_BYTES and shown[name]:
            shown[name] = _shortened(shown[name])
            payload = _encoded(shown)
    return payload


def _shortened(text: str) -> str:
    """Three quarters of a text at most, with an ellipsis; nothing of one or two characters."""
    kept = text[: len(text) * 3 // 4 - 1].rstrip()
    return f"{kept}…" if kept else ""


def new_private_key() -> str:
    """A key to sign with, as `Vapid02.from_string` reads it."""
    vapid = Vapid02()
    vapid.generate_keys()
    return _text(vapid.private_key.private_numbers().private_value.to_bytes(32, "big"))


def public_key_of(private_key: str) -> str:
    """The public key as a browser subscribes with it: an uncompressed point in base64url."""
    numbers = Vapid02.from_string(private_key).public_key.public_numbers()
    return _text(b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big"))


def _signature(endpoint: str, *, key: str) -> dict[str, str]:
    address = parse_url(endpoint)
    claims = {
        "aud": f"{address.scheme}://{address.netloc.decode('ascii')}",
        "exp": int(time.time()) + SIGNED_SECONDS,
        "sub": _sender(),
    }
    # Signed without `Vapid02.sign`, whose own notion of an address does not know IPv6.
    token = sign(claims, Vapid02.from_string(key).private_key)
    return {"Authorization": f"vapid t={token},k={public_key_of(key)}"}


def _sender() -> str:
    """Whom a push service may write to about what it is sent."""
    page = urlsplit(settings.BASE_URL)
    if page.scheme == "https":
        return f"https://{page.hostname}"
    return f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"


def _encoded(shown: dict) -> bytes:
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()


def _decoded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("This is not base64url.") from error


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
