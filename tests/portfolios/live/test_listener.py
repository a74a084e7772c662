"""The subscription before a real server that goes away and comes back."""

import asyncio
import json

import pytest
import redis.asyncio as redis

from config.stack.valkey import EmbeddedValkey
from markets.events import channel
from portfolios.live.hub import Hub, now_ms
from portfolios.live.listener import EVENTS, Listener
from tests.portfolios.live.loops import run

LONG = 20


@pytest.fixture
def valkey(settings, tmp_path_factory):
    folder = tmp_path_factory.mktemp("vk")
    server = EmbeddedValkey(folder / "s", log=folder / "log")
    server.start()
    settings.REDIS_URL = server.url
    yield server
    server.stop()


async def publish(server, name: str) -> None:
    """Publish until somebody has heard it: a subscription takes its moment."""
    async with redis.Redis.from_url(server.url) as client:
        while not await client.publish(channel(name), json.dumps({})):
            await asyncio.sleep(0.01)


async def end(task: asyncio.Task) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, LONG)


def test_streams_stay_open_while_the_server_is_away_and_catch_up_when_it_is_back(valkey):
    async def story():
        hub = Hub(per_user=1, per_address=1)
        listening = asyncio.create_task(Listener(hub).run())
        with hub.stream(user=1, session="a") as stream:
            await publish(valkey, "books")
            before = list(await stream.news(patience=LONG))
            valkey.stop()
            valkey.start()
            after = list(await stream.news(patience=LONG))
            await publish(valkey, "prices")
            again = list(await stream.news(patience=LONG))
            assert not stream.has_ended
        await end(listening)
        return before, after, again

    assert run(story()) == (["books"], list(EVENTS), ["prices"])


def test_many_streams_are_one_connection_to_the_server(valkey):
    async def story():
        hub = Hub(per_user=100, per_address=100)
        listening = asyncio.create_task(Listener(hub).run())
        streams = [hub.stream(user=1, session="a") for _ in range(100)]
        opened = [one.__enter__() for one in streams]
        await publish(valkey, "prices")
        heard = [list(await one.news(patience=LONG)) for one in opened]
        async with redis.Redis.from_url(valkey.url) as client:
            subscribed = dict(await client.pubsub_numsub(channel("prices")))
            connections = len(await client.client_list())
        await end(listening)
        return heard, list(subscribed.values()), connections

    heard, subscribed, connections = run(story())
    assert heard == [["prices"]] * 100
    assert subscribed == [1]
    assert connections == 2


def test_when_an_event_came_is_known_while_the_subscription_lasts(valkey):
    async def story():
        hub = Hub(per_user=1, per_address=1)
        listening = asyncio.create_task(Listener(hub).run())
        with hub.stream(user=1, session="a") as stream:
            before = now_ms()
            await publish(valkey, "books")
            await stream.news(patience=LONG)
            first = dict(hub.heard)
            await asyncio.sleep(0.01)
            await publish(valkey, "prices")
            await stream.news(patience=LONG)
            second = dict(hub.heard)
        await end(listening)
        return before, first, second, hub.heard

    before, first, second, last = run(story())
    assert set(first) == set(EVENTS)
    assert min(first.values()) >= before
    assert second["prices"] > first["prices"]
    assert (second["books"], second["alerts"]) == (first["books"], first["alerts"])
    assert last == {}


def test_a_message_that_cannot_be_read_does_not_end_the_subscription(valkey):
    async def story():
        hub = Hub(per_user=1, per_address=1)
        listening = asyncio.create_task(Listener(hub).run())
        with hub.stream(user=1, session="a") as stream:
            await publish(valkey, "books")
            await stream.news(patience=LONG)
            async with redis.Redis.from_url(valkey.url) as client:
                await client.publish(channel("prices"), "not json")
            after = list(await stream.news(patience=LONG))
        await end(listening)
        return after

    assert run(story()) == list(EVENTS)
