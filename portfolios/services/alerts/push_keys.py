"""The installation's key for Web Push: made once, and again where no secret key opens it."""

from portfolios.models import PushKey
from portfolios.transports.webpush import new_private_key, public_key_of


def push_key() -> PushKey:
    """The key, made if there is none yet; two that make it at once get the same.

    Browsers that were subscribed with a key before it are refused by their services from then on:
    their channels fail until they are subscribed again.
    """
    key, _ = PushKey.objects.get_or_create(pk=PushKey.ONLY, defaults=_new_pair())
    if not key.private_key:
        key, _ = PushKey.objects.update_or_create(pk=PushKey.ONLY, defaults=_new_pair())
    return key


def _new_pair() -> dict[str, str]:
    private = new_private_key()
    return {"private_key": private, "public_key": public_key_of(private)}
