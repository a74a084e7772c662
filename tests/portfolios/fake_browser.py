"""A browser's side of Web Push: a subscription, and what it makes of a message that comes.

Decrypts by the steps of RFC 8291 and RFC 8188 themselves, not by the library that encrypts.
"""

import base64
import json
import struct
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def point_of(key) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def derive(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


@dataclass
class FakeBrowser:
    """`endpoint` is where its push service listens."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    auth: bytes = b"0123456789abcdef"

    def subscription(self, **changes) -> str:
        """As `JSON.stringify(subscription)` writes it."""
        keys = {"p256dh": text_of(point_of(self.key.public_key())), "auth": text_of(self.auth)}
        given = {"endpoint": self.endpoint, "expirationTime": None, "keys": keys | changes}
        return json.dumps(given)

    def read(self, body: bytes) -> dict:
        """The notification of a request's body."""
        salt, size, length = body[:16], struct.unpack("!L", body[16:20])[0], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert length == 65 and len(sealed) <= size
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
        )
        own = point_of(self.key.public_key())
        info = b"WebPush: info\0" + own + sender
        secret = derive(shared, salt=self.auth, info=info, length=32)
        key = derive(secret, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
        nonce = derive(secret, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
        padded = AESGCM(key).decrypt(nonce, sealed, None)
        text, mark, _ = padded.rpartition(b"\x02")
        assert mark, "the only record is the last"
        return json.loads(text)
