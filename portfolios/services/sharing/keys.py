"""What all keys share: they can be revoked, and stay in the database as a trace."""

from django.utils import timezone

from portfolios.models.sharing.keys import Key


def revoke_key(key: Key) -> None:
    key.revoked_at = timezone.now()
    key.save(update_fields=["revoked_at"])
