"""Tokens: `Authorization: Bearer tm_…`."""

from datetime import timedelta

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from portfolios.models import ApiToken
from portfolios.selectors.sharing.tokens import token_by_digest

SCHEME = "Bearer"
# A token's last use is stored to the minute: not every request needs a write.
USE_IS_NOTED_EVERY = timedelta(minutes=1)
MAX_LENGTH = 200


class TokenAuthentication(BaseAuthentication):
    """A named key of a person. `request.auth` is the token, whose scope the permissions ask."""

    def authenticate(self, request):
        authorization = request.headers.get("Authorization", "")
        if not _names_token(authorization):
            return None
        token = token_of(authorization)
        if token is None:
            raise AuthenticationFailed("This token is unknown, expired or revoked.")
        self._note_use(token)
        return token.user, token

    def authenticate_header(self, request):
        return f'{SCHEME} realm="api"'

    def _note_use(self, token: ApiToken) -> None:
        now = timezone.now()
        if token.last_used_at is None or now - token.last_used_at > USE_IS_NOTED_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def token_of(authorization: str) -> ApiToken | None:
    """The token that a header `Authorization` names; None where there is none that is good."""
    key = authorization.partition(" ")[2].strip()
    if not _names_token(authorization) or not key or len(key) > MAX_LENGTH:
        return None
    digest = ApiToken.digest_of(key)
    token = token_by_digest(digest)
    # The index has found it by its digest; the comparison in constant time decides.
    return token if token is not None and token.matches(key) and token.is_usable else None


def _names_token(authorization: str) -> bool:
    return authorization.partition(" ")[0].lower() == SCHEME.lower()


class TokenScheme(OpenApiAuthenticationExtension):
    """How the token stands in the API's description."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema):
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token made under Settings, API tokens.",
        }
