import asyncio

import pytest

from portfolios.live.hub import (
    LONGEST_SPREAD,
    SPREAD_MILLISECONDS,
    STREAMS_A_TURN,
    Hub,
    TooManyStreams,
    spread,
)
from tests.portfolios.live.loops import run

ALICE, BOB = 1, 2
AT_ONCE = 0


def make_hub(*, per_user: int = 10, per_address: int = 10) -> Hub:
    return Hub(per_user=per_user, per_address=per_address)


def test_everybody_hears_what_happened_and_only_once():
    async def story():
        hub = make_hub()
        with (
            hub.stream(user=ALICE, session="a") as alice,
            hub.stream(user=BOB, session="b") as bob,
        ):
            await hub.broadcast("prices")
            heard = [list(await one.news(patience=AT_ONCE)) for one in (alice, bob)]
            return heard, await alice.news(patience=AT_ONCE)

    assert run(story()) == ([["prices"], ["prices"]], {})


def test_what_concerns_some_users_is_heard_by_them_alone():
    async def story():
        hub = make_hub()
        with (
            hub.stream(user=ALICE, session="a") as alice,
            hub.stream(user=BOB, session="b") as bob,
        ):
            await hub.broadcast("alerts", users=[BOB])
            return await alice.news(patience=AT_ONCE), await bob.news(patience=AT_ONCE)

    assert run(story()) == ({}, {"alerts": 0})


def test_a_slow_reader_finds_each_name_once_however_much_happened():
    async def story():
        hub = make_hub()
        with hub.stream(user=ALICE, session="a") as slow:
            for _ in range(1000):
                await hub.broadcast("prices", "books")
            return await slow.news(patience=AT_ONCE)

    assert run(story()) == {"prices": 0, "books": 0}


def test_a_waiting_reader_is_woken():
    async def story():
        hub = make_hub()
        with hub.stream(user=ALICE, session="a") as stream:
            reading = asyncio.create_task(stream.news(patience=60))
            await asyncio.sleep(0)
            await hub.broadcast("prices")
            return await reading

    assert run(story()) == {"prices": 0}


def test_pages_get_their_turn_while_many_streams_are_woken():
    async def story():
        hub = make_hub(per_user=1000)
        streams = [hub.stream(user=ALICE, session=str(n)) for n in range(10 * STREAMS_A_TURN)]
        for one in streams:
            one.__enter__()
        telling = asyncio.create_task(hub.broadcast("prices"))
        turns = 0
        while not telling.done():
            await asyncio.sleep(0)
            turns += 1
        return turns

    assert run(story()) >= 10


def test_no_more_streams_of_a_user_than_the_limit_and_again_once_one_has_ended():
    hub = make_hub(per_user=1)
    with hub.stream(user=ALICE, session="a"):
        with pytest.raises(TooManyStreams), hub.stream(user=ALICE, session="a"):
            pass
        with hub.stream(user=BOB, session="b"):
            assert len(hub) == 2
    with hub.stream(user=ALICE, session="a"):
        assert len(hub) == 1


def test_no_more_places_of_an_address_than_the_limit():
    hub = make_hub(per_address=1)
    with (
        hub.place("192.0.2.1"), hub.place("192.0.2.2"),
        pytest.raises(TooManyStreams), hub.place("192.0.2.1"),
    ):  # fmt: skip
        pass
    with hub.place("192.0.2.1"):
        pass


def test_nothing_is_counted_of_those_who_left():
    hub = make_hub()
    with pytest.raises(KeyError), hub.place("192.0.2.1"), hub.stream(user=ALICE, session="a"):
        raise KeyError
    assert len(hub) == 0
    assert not hub._users
    assert not hub._addresses


def test_the_end_of_a_session_ends_its_streams_with_a_last_word_and_no_other():
    async def story():
        hub = make_hub()
        with (
            hub.stream(user=ALICE, session="phone") as phone,
            hub.stream(user=ALICE, session="desk") as desk,
        ):
            hub.end_sessions({"phone"}, last="signed-out")
            assert (phone.has_ended, desk.has_ended) == (True, False)
            return await phone.news(patience=60)

    assert run(story()) == {"signed-out": 0}


def test_the_more_hear_of_an_event_the_longer_they_spread():
    async def story():
        hub = make_hub(per_user=3)
        with (
            hub.stream(user=ALICE, session="a") as alice,
            hub.stream(user=BOB, session="b"), hub.stream(user=BOB, session="b"),
        ):  # fmt: skip
            await hub.broadcast("prices")
            await hub.broadcast("alerts", users={ALICE})
            return await alice.news(patience=AT_ONCE)

    assert run(story()) == {"prices": 2 * SPREAD_MILLISECONDS, "alerts": 0}
    assert spread(10**6) == LONGEST_SPREAD
