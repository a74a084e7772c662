"""Whose a session is, asked for many sessions at once and without keeping a connection."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.db import connection
from django.utils import timezone
from django.utils.crypto import constant_time_compare

# One thread, and so one connection: who asks meanwhile is part of the next question.
_THREAD = ThreadPoolExecutor(1, thread_name_prefix="sign-ins")

UserOfSession = dict[str, int]


def digest(session_key: str) -> str:
    """Names a session where its key, which is as good as a password, must not stand."""
    return hashlib.sha256(session_key.encode()).hexdigest()


def users_of(session_keys: Collection[str]) -> UserOfSession:
    """The user of each session that is signed in now, by the rules of `django.contrib.auth`.

    Two queries for any number of sessions. A session that ran out, was deleted, is from before a
    change of the password, or belongs to someone deactivated has no entry.
    """
    store = import_module(settings.SESSION_ENGINE).SessionStore
    rows = store.get_model_class().objects.filter(
        session_key__in=session_keys, expire_date__gt=timezone.now()
    )
    sealed = rows.values_list("session_key", "session_data")
    opened = {key: store(key).decode(data) for key, data in sealed}
    signed_in = {
        key: data
        for key, data in opened.items()
        if SESSION_KEY in data and data.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
    }
    model = get_user_model()
    people = model.objects.filter(is_active=True).in_bulk(
        {model._meta.pk.to_python(data[SESSION_KEY]) for data in signed_in.values()}
    )
    found = {}
    for key, data in signed_in.items():
        user = people.get(model._meta.pk.to_python(data[SESSION_KEY]))
        if user is not None and _is_of_this_password(user, data.get(HASH_SESSION_KEY) or ""):
            found[key] = user.pk
    return found


def _is_of_this_password(user, session_hash: str) -> bool:
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(session_hash, one) for one in hashes)


async def ask(session_keys: Collection[str]) -> UserOfSession:
    """`users_of` in a thread that gives its connection back, also where nobody waits any more."""
    return await in_thread(users_of, session_keys)


async def in_thread(query: Callable, *arguments):
    """The result of a function that reads the database, in the one thread for such questions.

    A cancelled caller gives up the result, never the connection: the thread itself
    puts it back.
    """

    def run():
        try:
            return query(*arguments)
        finally:
            connection.close()

    return await asyncio.get_running_loop().run_in_executor(_THREAD, run)


class SignIns:
    """Gathers single questions: a thousand streams that come back at once are a few questions."""

    def __init__(self, ask: Callable[[Collection[str]], Awaitable[UserOfSession]] = ask):
        self._ask = ask
        self._waiting: dict[str, asyncio.Future] = {}
        self._asking: asyncio.Task | None = None

    async def user_of(self, session_key: str) -> int | None:
        """Whose session this is; None where it is not signed in. Raises errors of the database."""
        answer = self._waiting.get(session_key)
        if answer is None:
            answer = self._waiting[session_key] = asyncio.get_running_loop().create_future()
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_for_all())
        # One answer may be for several, of whom one may go.
        return await asyncio.shield(answer)

    async def _ask_for_all(self) -> None:
        try:
            while self._waiting:
                asked, self._waiting = self._waiting, {}
                await self._answer(asked)
        finally:
            self._asking = None

    async def _answer(self, asked: dict[str, asyncio.Future]) -> None:
        try:
            users = await self._ask(list(asked))
        except Exception as error:
            for future in asked.values():
                future.set_exception(error)
                future.exception()  # the caller may have gone
        else:
            for key, future in asked.items():
                future.set_result(users.get(key))
