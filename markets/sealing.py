"""Text that a copy of the database or of the cache alone does not give away."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(text: str) -> str:
    """The text encrypted (Fernet), with a key made from SECRET_KEY."""
    return _ciphers().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str | None:
    """The text, by a key of the present or a former secret key; None where none opens it."""
    try:
        return _ciphers().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _ciphers() -> MultiFernet:
    """The newest key first: it writes; those of former secret keys still read."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"tidemark.fields:" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
