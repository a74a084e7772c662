"""API tokens: made, and revoked all at once. A token's key is never stored, only its digest."""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portfolios.models import ApiToken, User
from portfolios.services.errors import Refused


@transaction.atomic
def create_token(user: User, *, name: str, scope: str, days: int | None) -> tuple[ApiToken, str]:
    """A new token and its key, which can't be read again. Raises `Refused`."""
    user = User.objects.select_for_update().get(pk=user.pk)
    most = settings.API_TOKENS_A_USER
    if user.api_tokens.usable().count() >= most:
        message = _("You have {most} tokens, which is the most: revoke one first.")
        raise Refused(message.format(most=most))
    key = ApiToken.new_key()
    expires_at = timezone.now() + timedelta(days=days) if days else None
    # A revoked token's name may be used again.
    user.api_tokens.filter(name=name).exclude(revoked_at=None).delete()
    try:
        with transaction.atomic():
            token = ApiToken.objects.create(
                user=user,
                name=name,
                scope=scope,
                expires_at=expires_at,
                **ApiToken.columns_of(key),
            )
    except IntegrityError:
        message = _("There is a token named {name} already.").format(name=name)
        raise Refused({"name": [message]}) from None
    return token, key


def revoke_all_tokens(user: User) -> int:
    """Revoke every token of a person; returns how many worked until now."""
    return user.api_tokens.usable().update(revoked_at=timezone.now())
