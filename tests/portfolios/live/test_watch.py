import json

import redis
from django.db import OperationalError
from django.test import Client

from markets.events import SIGNED_OUT, channel
from portfolios.live.hub import Hub
from portfolios.live.listener import LONGEST_PAUSE, Listener, pause_after
from portfolios.live.sign_ins import digest
from portfolios.live.watch import check_sessions
from tests.portfolios.live.loops import run


def make_hub() -> Hub:
    return Hub(per_user=10, per_address=10)


def test_streams_of_sessions_that_are_over_end_after_one_question_for_all():
    async def story():
        hub, asked = make_hub(), []

        async def ask(keys):
            asked.append(set(keys))
            return {"good": 1}

        with (
            hub.stream(user=1, session="good") as good,
            hub.stream(user=1, session="over") as over,
            hub.stream(user=1, session="over") as other,
        ):
            await check_sessions(hub, ask=ask)
            assert (good.has_ended, over.has_ended, other.has_ended) == (False, True, True)
            assert await over.news(patience=0) == {"signed-out": 0}
        return asked

    assert run(story()) == [{"good", "over"}]


def test_a_lost_database_ends_no_stream():
    async def story():
        hub = make_hub()

        async def ask(keys):
            raise OperationalError("gone")

        with hub.stream(user=1, session="a") as stream:
            await check_sessions(hub, ask=ask)
            return stream.has_ended

    assert run(story()) is False


def test_an_event_reaches_those_it_names_and_a_sign_out_its_session():
    async def story():
        hub = make_hub()
        listener = Listener(hub)
        with (
            hub.stream(user=1, session="a") as alice,
            hub.stream(user=2, session="b") as bob,
        ):
            await listener.take("prices", json.dumps({"count": 3}))
            await listener.take("alerts", json.dumps({"users": [2]}))
            await listener.take(SIGNED_OUT, json.dumps({"session": digest("a")}))
            assert (alice.has_ended, bob.has_ended) == (True, False)
            return list(await alice.news(patience=0)), list(await bob.news(patience=0))

    assert run(story()) == (["prices", "signed-out"], ["prices", "alerts"])


def test_pauses_grow_to_a_limit():
    assert pause_after(1) <= 0.5 < 1 <= pause_after(3) <= 2
    assert all(LONGEST_PAUSE / 2 <= pause_after(many) <= LONGEST_PAUSE for many in (10, 3000))


def test_a_sign_out_is_published_without_the_key_of_the_session(
    alice, settings, django_capture_on_commit_callbacks
):
    client = Client()
    client.force_login(alice)
    key = client.cookies["sessionid"].value
    with redis.Redis.from_url(settings.REDIS_URL, decode_responses=True) as server:
        subscription = server.pubsub(ignore_subscribe_messages=True)
        subscription.subscribe(channel(SIGNED_OUT))
        subscription.get_message(timeout=5)
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/account/logout/")
        message = subscription.get_message(timeout=5)
    assert json.loads(message["data"]) == {"session": digest(key)}
    assert key not in message["data"]
