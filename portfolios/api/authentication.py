"""Tokens: `Authorization: Bearer tm_…`."""

from datetime import timedelta

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from portfolios.models import ApiToken

SCHEME = "Bearer"
# A token's last use is kept to the minute: not every request needs a write.
USE_IS_NOTED_EVERY = timedelta(minutes=1)
MAX_LENGTH = 200


class TokenAuthentication(BaseAuthentication):
    """A named key of a person. `request.auth` is the token, whose scope the permissions ask."""

    def authenticate(self, request):
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        token = self._token(key.strip())
        if token is None or not token.is_usable:
            raise AuthenticationFailed("This token is unknown, expired or revoked.")
        self._note_use(token)
        return token.user, token

    def authenticate_header(self, request):
        return f'{SCHEME} realm="api"'

    def _token(self, key: str) -> ApiToken | None:
        if not key or len(key) > MAX_LENGTH:
            return None
        digest = ApiToken.digest_of(key)
        token = ApiToken.objects.select_related("user").filter(digest=digest).first()
        # The index has found it by its digest; the comparison in constant time decides.
        return token if token is not None and token.matches(key) else None

    def _note_use(self, token: ApiToken) -> None:
        now = timezone.now()
        if token.last_used_at is None or now - token.last_used_at > USE_IS_NOTED_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


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
