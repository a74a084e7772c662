"""The stream of prices: its readers, their limits, and a server that goes away under it."""

import asyncio
import json
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from config.stack.valkey import EmbeddedValkey
from markets.models import Asset
from markets.providers.base import QuoteRecord
from markets.services.quotes.ingest import ingest_quotes
from portfolios.live import prices
from portfolios.live.callers import callers_of
from portfolios.live.listener import Listener
from portfolios.live.prices import PriceHub, PricesApp, read_quotes
from portfolios.live.sign_ins import SignIns
from portfolios.services.sharing.keys import revoke_key
from portfolios.services.sharing.tokens import create_token
from tests.factories import make_asset, make_market, set_price
from tests.portfolios.live.loops import run
from tests.portfolios.live.test_app import USER, Reader, answer_to, make_scope
from tests.portfolios.live.test_listener import publish

LONG = 20
TWO = b"asset=bitcoin,ethereum"


def quote(slug: str, price: str) -> str:
    return json.dumps({"asset": slug, "price": price})


class Figures:
    """Quotes as the database would give them, with how often they were asked for."""

    def __init__(self, **quotes: str):
        self.quotes = {slug: quote(slug, price) for slug, price in quotes.items()}
        self.asked = 0
        self.error = None

    def __call__(self, slugs):
        self.asked += 1
        if self.error:
            raise self.error
        return {slug: line for slug, line in self.quotes.items() if slug in slugs}

    def set(self, slug: str, price: str) -> None:
        self.quotes[slug] = quote(slug, price)


@pytest.fixture
def figures(monkeypatch):
    made = Figures(bitcoin="1", ethereum="2", solana="3")
    monkeypatch.setattr(prices, "read_quotes", made)
    return made


def make_app(*, per_user: int = 5, per_address: int = 5) -> PricesApp:
    async def ask(keys):
        return {key: {"s": USER, "tm_good": USER}.get(key) for key in keys}

    app = PricesApp(PriceHub(per_user=per_user, per_address=per_address))
    app.sign_ins = SignIns(ask)
    app._start_background = lambda: None
    return app


def prices_scope(query: bytes = TWO, **changes) -> dict:
    return make_scope(path="/live/prices/", query_string=query, **changes)


def test_a_reader_hears_where_its_assets_stand_and_what_follows(figures):
    async def story():
        app, reader = make_app(), Reader()
        serving = asyncio.create_task(app(prices_scope(), reader.receive, reader.send))
        await reader.hears(f"event: quote\ndata: {quote('ethereum', '2')}\n\n")
        await reader.hears(quote("bitcoin", "1"))
        figures.set("bitcoin", "1.5")
        figures.set("solana", "9")
        await app.hub.broadcast("prices")
        await reader.hears(quote("bitcoin", "1.5"))
        await app.hub.broadcast("prices")
        await app.hub.broadcast("alerts")
        reader.left.set()
        await serving
        return reader, app

    reader, app = run(story())
    assert "solana" not in reader.text
    assert reader.text.count('"ethereum"') == 1
    assert len(app.hub) == 0


def test_a_slow_reader_gets_the_latest_of_each_and_nothing_grows(figures):
    async def story():
        hub = PriceHub(per_user=1, per_address=1)
        with hub.stream(user=1, session="s", assets=frozenset({"bitcoin"})) as stream:
            await hub.fill(stream)
            for number in range(500):
                figures.set("bitcoin", str(number))
                await hub.broadcast("prices")
            return await stream.news(patience=LONG)

    assert run(story()) == {"bitcoin": quote("bitcoin", "499")}


def test_a_thousand_readers_are_one_question_a_refresh(figures):
    async def story():
        app = make_app(per_user=1000, per_address=1000)
        readers = [Reader() for _ in range(1000)]
        serving = [
            asyncio.create_task(app(prices_scope(), one.receive, one.send)) for one in readers
        ]
        for reader in readers:
            await reader.hears(quote("bitcoin", "1"))
        opened, figures.asked = figures.asked, 0
        figures.set("bitcoin", "2")
        await app.hub.broadcast("prices")
        for reader in readers:
            await reader.hears(quote("bitcoin", "2"))
        for number, (reader, task) in enumerate(zip(readers, serving, strict=True)):
            task.cancel() if number % 2 else reader.left.set()
        await asyncio.gather(*serving, return_exceptions=True)
        return opened, figures.asked, app

    opened, asked, app = run(story())
    assert opened < 20
    assert asked == 1
    assert len(app.hub) == 0
    assert not app.hub._users
    assert not app.hub._addresses


def test_a_database_that_is_away_is_asked_again_at_the_next_refresh(figures):
    async def story():
        app, reader = make_app(), Reader()
        serving = asyncio.create_task(app(prices_scope(), reader.receive, reader.send))
        await reader.hears(quote("bitcoin", "1"))
        figures.set("bitcoin", "2")
        figures.error = OperationalError("away")
        await app.hub.broadcast("prices")
        figures.error = None
        await app.hub.broadcast("prices")
        await reader.hears(quote("bitcoin", "2"))
        reader.left.set()
        await serving

    run(story())


def test_it_catches_up_when_redis_is_back(figures, settings, tmp_path_factory):
    folder = tmp_path_factory.mktemp("vk")
    server = EmbeddedValkey(folder / "s", log=folder / "log")
    server.start()
    settings.REDIS_URL = server.url

    async def story():
        app, reader = make_app(), Reader()
        listening = asyncio.create_task(Listener(app.hub).run())
        serving = asyncio.create_task(app(prices_scope(), reader.receive, reader.send))
        await publish(server, "books")
        server.stop()
        figures.set("bitcoin", "7")
        server.start()
        await asyncio.wait_for(reader.hears(quote("bitcoin", "7")), LONG)
        reader.left.set()
        await serving
        listening.cancel()

    try:
        run(story())
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        (prices_scope(b""), 400),
        (prices_scope(b"asset=" + b",".join(b"a%d" % n for n in range(101))), 400),
        (prices_scope(b"asset=bitcoin%00"), 400),
        (prices_scope(b"asset=bitcoin,nonsense"), 404),
        (prices_scope(headers={"cookie": ""}), 403),
        (prices_scope(headers={"cookie": "sessionid=other"}), 403),
        (prices_scope(headers={"authorization": "Basic abc"}), 401),
        (prices_scope(headers={"authorization": "Bearer tm_bad"}), 403),
        (prices_scope(method="POST"), 405),
    ],
)
def test_who_is_refused(figures, scope, status):
    app = make_app()
    reader = answer_to(app, scope)
    assert reader.status == status
    assert len(app.hub) == 0


def test_a_token_opens_a_stream_without_a_session(figures):
    async def story():
        app, reader = make_app(), Reader()
        scope = prices_scope(headers={"cookie": "", "authorization": "Bearer tm_good"})
        serving = asyncio.create_task(app(scope, reader.receive, reader.send))
        await reader.hears("event: quote")
        app.hub.end_sessions({"tm_good"}, last="signed-out")
        await serving
        return reader

    assert "event: signed-out" in run(story()).text


def test_limits_of_a_user_and_of_an_address(figures):
    async def story(app):
        first, second = Reader(), Reader()
        serving = asyncio.create_task(app(prices_scope(), first.receive, first.send))
        await first.hears("event: quote")
        await app(prices_scope(), second.receive, second.send)
        first.left.set()
        await serving
        return second.status

    assert run(story(make_app(per_user=1))) == 429
    assert run(story(make_app(per_address=1))) == 429


@pytest.mark.django_db
class TestWhatIsRead:
    def test_quotes_of_public_assets_in_one_query(self, django_assert_num_queries):
        set_price(make_asset("bitcoin"), 60000.5, change_24h=-0.01)
        make_asset("newcoin")
        set_price(make_asset("mine"), 1.0)
        Asset.objects.filter(slug="mine").update(kind="own")
        with django_assert_num_queries(1):
            found = read_quotes({"bitcoin", "newcoin", "mine", "nothing"})
        assert found.keys() == {"bitcoin", "newcoin"}
        assert found["newcoin"] is None
        line = json.loads(found["bitcoin"])
        assert (line["price"], line["change_24h"], line["volume_24h"]) == ("60000.5", "-0.01", None)

    def test_a_tick_is_another_quote(self):
        make_market()
        set_price(make_asset("bitcoin"), 100.0, at=timezone.now() - timedelta(minutes=2))
        before = read_quotes({"bitcoin"})
        ingest_quotes(
            [QuoteRecord(ref="bitcoin", price=101.0, as_of=timezone.now())], source="simulated"
        )
        assert read_quotes({"bitcoin"}) != before

    def test_keys_of_sessions_and_tokens_are_told_apart(self, alice, bob, client):
        client.force_login(alice)
        session = client.session.session_key
        token, key = create_token(bob, name="script", scope="read", days=1)
        assert callers_of({session, key, "tm_nonsense", "x"}) == {session: alice.pk, key: bob.pk}
        revoke_key(token)
        assert callers_of({key}) == {}
        assert callers_of({session}) == {session: alice.pk}

    def test_a_token_of_somebody_deactivated_is_nobody_s(self, bob):
        _, key = create_token(bob, name="script", scope="read", days=1)
        bob.is_active = False
        bob.save()
        assert callers_of({key}) == {}
