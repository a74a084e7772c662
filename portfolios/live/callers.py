"""Whose a session or a token is, for many at once."""

from collections.abc import Collection

from portfolios.live.sign_ins import UserOfSession, in_thread, users_of
from portfolios.models import ApiToken


def callers_of(keys: Collection[str]) -> UserOfSession:
    """The user of each key of a session that is signed in, or of a token that is usable, now.

    Three queries for any number of keys.
    """
    tokens = {key for key in keys if key.startswith(ApiToken.PREFIX)}
    return _users_of_tokens(tokens) | users_of(set(keys) - tokens)


def _users_of_tokens(keys: Collection[str]) -> UserOfSession:
    digests = {ApiToken.digest_of(key): key for key in keys}
    usable = ApiToken.objects.usable().filter(digest__in=digests, user__is_active=True)
    return {digests[digest]: user for digest, user in usable.values_list("digest", "user_id")}


async def ask_callers(keys: Collection[str]) -> UserOfSession:
    """`callers_of` in a thread that gives its connection back."""
    return await in_thread(callers_of, keys)
