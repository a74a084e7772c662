"""What all keys share: they can be revoked, and stay in the database as a trace."""

from django.utils import timezone

from portfolios.models.sharing.keys import Key


def revoke_key(key: Key) -> None:
    """Revoke a key; one that was revoked keeps the instant of that."""
    type(key)._base_manager.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now())
    key.refresh_from_db(fields=["revoked_at"])
