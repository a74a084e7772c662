import asyncio

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError

from portfolios.live.sign_ins import SignIns, users_of
from tests.portfolios.live.loops import run
from tests.web import session_of


def test_all_sessions_are_looked_up_with_two_queries(alice, bob, django_assert_num_queries):
    keys = {session_of(alice): alice.pk, session_of(alice): alice.pk, session_of(bob): bob.pk}
    with django_assert_num_queries(2):
        assert users_of(list(keys)) == keys


def test_a_session_that_is_not_signed_in_has_no_user(db, alice):
    anonymous = SessionStore()
    anonymous.create()
    assert (
        users_of([anonymous.session_key, "made-up", session_of(alice)])
        .keys()
        .isdisjoint({anonymous.session_key, "made-up"})
    )


def signed_out(key, user):
    SessionStore(key).delete()


def run_out(key, user):
    store = SessionStore(key)
    store.set_expiry(-1)
    store.save()


def given_another_password(key, user):
    user.set_password("another-one-entirely")
    user.save()


def deactivated(key, user):
    get_user_model().objects.filter(pk=user.pk).update(is_active=False)


def deleted(key, user):
    user.delete()


@pytest.mark.parametrize(
    "ended", [signed_out, run_out, given_another_password, deactivated, deleted]
)
def test_a_session_counts_until_it_is(alice, ended):
    key = session_of(alice)
    assert users_of([key]) == {key: alice.pk}
    ended(key, alice)
    assert users_of([key]) == {}


def test_whoever_asks_while_a_question_is_under_way_shares_the_next_one():
    async def story():
        questions, release = [], asyncio.Event()

        async def ask(keys):
            questions.append(sorted(keys))
            await release.wait()
            return {key: int(key) for key in keys if key != "3"}

        sign_ins = SignIns(ask)
        first = asyncio.create_task(sign_ins.user_of("1"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        others = [asyncio.create_task(sign_ins.user_of(key)) for key in ("2", "3", "2")]
        await asyncio.sleep(0)
        others[0].cancel()
        release.set()
        answers = await asyncio.gather(first, *others, return_exceptions=True)
        return questions, answers[0], isinstance(answers[1], asyncio.CancelledError), answers[2:]

    assert run(story()) == ([["1"], ["2", "3"]], 1, True, [None, 2])


def test_a_question_that_fails_fails_for_those_who_asked_and_not_for_the_next():
    async def story():
        failures = [OperationalError("gone")]

        async def ask(keys):
            if failures:
                raise failures.pop()
            return dict.fromkeys(keys, 7)

        sign_ins = SignIns(ask)
        with pytest.raises(OperationalError):
            await sign_ins.user_of("a")
        return await sign_ins.user_of("a")

    assert run(story()) == 7
