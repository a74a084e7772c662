"""A live stream of prices: of chosen assets the latest quote, and each that follows it.

A script is told the figures themselves, which are the same for everybody; whoever listens, each
process reads the quotes of all that are chosen in one query a refresh. A reader that is slow gets
the latest quote of each asset and misses those between.
"""

import asyncio
import json
import logging
from collections.abc import Collection, Mapping
from time import monotonic
from urllib.parse import parse_qs

import redis
from django.db import DatabaseError

from markets.models import Asset
from markets.numbers import exact_decimal, plain
from portfolios.live.app import LiveApp, Refused, require_reader, session_of
from portfolios.live.callers import ask_callers
from portfolios.live.hub import STREAMS_A_TURN, Hub, Stream
from portfolios.live.sign_ins import SignIns, in_thread
from portfolios.models import ApiToken

logger = logging.getLogger(__name__)

MOST_ASSETS = 100
MAX_KEY = 200
RECENT_SECONDS = 1.0
SCHEME = "bearer "
_FIGURES = ("price", "change_24h", "market_cap", "volume_24h", "high_24h", "low_24h")
# A quote's line of JSON by the asset's slug; None of an asset that has no quote.
Quotes = dict[str, str | None]


def read_quotes(slugs: Collection[str]) -> Quotes:
    """The latest accepted quotes of the public assets among these. One query."""
    names = ("slug", *(f"quote__{name}" for name in (*_FIGURES, "as_of", "received_at", "source")))
    rows = Asset.objects.public().filter(slug__in=slugs).order_by().values_list(*names)
    return {slug: _line(slug, values) for slug, *values in rows}


def _line(slug: str, values: list) -> str | None:
    *figures, as_of, received_at, source = values
    if as_of is None:
        return None
    written = (None if one is None else plain(exact_decimal(one)) for one in figures)
    quote = {"asset": slug, **dict(zip(_FIGURES, written, strict=True))}
    instants = {"as_of": as_of.isoformat(), "received_at": received_at.isoformat()}
    return json.dumps({**quote, **instants, "source": source})


class PriceStream(Stream):
    """One reader's assets. What is pending are quotes, the latest of each."""

    def __init__(self, *, user: int, session: str, assets: frozenset[str]):
        super().__init__(user=user, session=session)
        self.assets = assets
        self._told: Quotes = {}

    def tell(self, quotes: Quotes) -> None:
        """Add the quotes of its assets that differ from what it was told before."""
        for slug in self.assets & quotes.keys():
            line = quotes[slug]
            if line is not None and line != self._told.get(slug):
                self._told[slug] = line
                self.notify(slug, line)


class PriceHub(Hub):
    """All price streams of a process."""

    stream_class = PriceStream

    def __init__(self, *, per_user: int, per_address: int):
        super().__init__(per_user=per_user, per_address=per_address)
        # What was read within a moment serves all who come in it.
        self._recent: Quotes = {}
        self._read_at = -RECENT_SECONDS
        self._reading = asyncio.Lock()

    async def fill(self, stream: PriceStream) -> None:
        """Tell a new stream where its assets stand. Raises `Refused` for an unknown one."""
        async with self._reading:
            if monotonic() - self._read_at >= RECENT_SECONDS:
                self._recent, self._read_at = {}, monotonic()
            missing = stream.assets - self._recent.keys()
            if missing:
                self._recent |= await in_thread(read_quotes, missing)
            found = self._recent
        unknown = sorted(stream.assets - found.keys())
        if unknown:
            raise Refused(404, f"There is no asset {unknown[0]}.")
        stream.tell(found)

    async def broadcast(self, *names: str, users: Collection[int] | None = None) -> None:
        """After a refresh: tell each stream which of its assets have another quote."""
        if "prices" not in names or not self._streams:
            return
        chosen = frozenset().union(*(stream.assets for stream in self._streams))
        try:
            async with self._reading:
                quotes = await in_thread(read_quotes, chosen)
                self._recent, self._read_at = quotes, monotonic()
        except DatabaseError as error:
            logger.warning("Price streams wait for the database: %s", type(error).__name__)
            return
        for number, stream in enumerate(list(self._streams), start=1):
            stream.tell(quotes)
            if number % STREAMS_A_TURN == 0:
                await asyncio.sleep(0)


class PricesApp(LiveApp):
    """`/live/prices/?asset=…`, for a session or a token."""

    hub: PriceHub

    def __init__(self, hub: PriceHub):
        super().__init__(hub)
        self.sign_ins = SignIns(ask_callers)

    ask = staticmethod(ask_callers)

    def key_of(self, scope) -> str:
        headers = require_reader(scope)
        authorization = headers.get(b"authorization", b"").decode("latin-1")
        if not authorization:
            return session_of(headers)
        key = authorization[len(SCHEME) :].strip()
        is_token = authorization[: len(SCHEME)].lower() == SCHEME and len(key) <= MAX_KEY
        if not is_token or not key.startswith(ApiToken.PREFIX):
            raise Refused(401, "This token is unknown, expired or revoked.")
        return key

    def options_of(self, scope) -> Mapping:
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("asset", [])
        slugs = frozenset(slug for text in asked for slug in text.split(",") if slug)
        if not slugs:
            raise Refused(400, "Name assets: ?asset=bitcoin,ethereum")
        if len(slugs) > MOST_ASSETS or any(len(slug) > 120 or "\0" in slug for slug in slugs):
            raise Refused(400, f"Name {MOST_ASSETS} assets at most, by their slugs.")
        return {"assets": slugs}

    async def begin(self, stream: PriceStream) -> None:
        try:
            await self.hub.fill(stream)
        except (DatabaseError, redis.RedisError) as error:
            logger.error("A price stream was refused: %s", type(error).__name__)
            raise Refused(503, "The database is away.", retry_after=5) from None

    def lines(self, news: Mapping[str, str]) -> str:
        """An event a quote; the end of a sign-in has no figures."""
        return "".join(
            f"event: quote\ndata: {line}\n\n" if line else f"event: {name}\ndata: {{}}\n\n"
            for name, line in news.items()
        )
