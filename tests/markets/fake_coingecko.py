"""A CoinGecko on a local port, which answers by its contract or as badly as it is told to."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

BTC = {
    "id": "bitcoin",
    "symbol": "btc",
    "name": "Bitcoin",
    "current_price": 67187.3358936566,
    "market_cap": 1317802988326.25,
    "market_cap_rank": 1,
    "fully_diluted_valuation": 1407735484295.0,
    "total_volume": 31260929299.5248,
    "high_24h": 67500.5,
    "low_24h": 66000.25,
    "price_change_percentage_24h": 2.5,
    "circulating_supply": 19675987.0,
    "total_supply": 21000000.0,
    "max_supply": 21000000.0,
    "last_updated": "2026-04-07T16:49:31.736Z",
}


def coin(slug: str, **changes) -> dict:
    """A row of /coins/markets."""
    return {**BTC, "id": slug, "symbol": slug[:4], "name": slug.title(), **changes}


@dataclass
class Request:
    """What the client sent."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


Reply = Callable[["_Handler"], None]


@dataclass
class FakeCoinGecko:
    """`coins` is the market by cap; `replies` are played before any proper answer, in order.

    `unlisted` are coins that have a price and that the list of coins does not name.
    """

    coins: list = field(default_factory=lambda: [dict(BTC)])
    unlisted: set[str] = field(default_factory=set)
    members: dict[str, list] = field(default_factory=dict)
    charts: dict[str, dict] = field(default_factory=dict)
    replies: list[Reply] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    url: str = ""

    def start(self) -> None:
        """Listen on a free port."""
        handler = type("Handler", (_Handler,), {"fake": self})
        self._server = _QuietServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/api/v3"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, query: dict[str, str]) -> object | None:
        """The proper answer, None where there is none."""
        path = path.removeprefix("/api/v3")
        if path == "/ping":
            return {"gecko_says": "(V3) To the Moon!"}
        if path == "/coins/list":
            listed = [row for row in self.coins if row["id"] not in self.unlisted]
            return [{key: row.get(key) for key in ("id", "symbol", "name")} for row in listed]
        if path == "/coins/markets":
            return self._markets(query)
        if path == "/global":
            return GLOBAL
        if path == "/exchange_rates":
            return RATES
        if path.endswith("/market_chart/range"):
            return self.charts.get(path.split("/")[2])
        return None

    def _markets(self, query: dict[str, str]) -> list:
        rows = self.coins
        if "category" in query:
            rows = self.members.get(query["category"], [])
        if "ids" in query:
            rows = [row for row in rows if row["id"] in query["ids"].split(",")]
        size, page = int(query.get("per_page", 100)), int(query.get("page", 1))
        return rows[(page - 1) * size : page * size]


GLOBAL = {
    "data": {
        "active_cryptocurrencies": 17000,
        "total_market_cap": {"usd": 2.5e12},
        "total_volume": {"usd": 9.0e10},
        "market_cap_percentage": {"btc": 57.5, "eth": 11.0},
        "market_cap_change_percentage_24h_usd": -1.25,
        "updated_at": 1775580571,
    }
}
RATES = {
    "rates": {
        "btc": {"name": "Bitcoin", "unit": "BTC", "value": 1.0, "type": "crypto"},
        "usd": {"name": "US Dollar", "unit": "$", "value": 60000.0, "type": "fiat"},
        "eur": {"name": "Euro", "unit": "€", "value": 50000.0, "type": "fiat"},
        "xau": {"name": "Gold - Troy Ounce", "unit": "XAU", "value": 15.0, "type": "commodity"},
        "bad": {"name": "Odd", "unit": "?", "value": None, "type": "fiat"},
    }
}


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A client that gave up in the middle is what many tests are about."""


class _Handler(BaseHTTPRequestHandler):
    fake: FakeCoinGecko
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        headers = {key.lower(): value for key, value in self.headers.items()}
        self.fake.requests.append(Request(parts.path, query, headers))
        if self.fake.replies:
            self.fake.replies.pop(0)(self)
            return
        found = self.fake.answer(parts.path, query)
        if found is None:
            status(404)(self)
        else:
            self.reply(200, json.dumps(found).encode())

    def reply(self, code: int, body: bytes, **headers: str) -> None:
        """A whole answer."""
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


# --- bad manners --------------------------------------------------------------------------------


def status(code: int, body: bytes = b"{}", **headers: str) -> Reply:
    """Another status, with headers such as Retry_After."""
    return lambda handler: handler.reply(code, body, **headers)


def text(body: bytes) -> Reply:
    """A 200 with any bytes."""
    return lambda handler: handler.reply(200, body)


def limit_in_body() -> Reply:
    """The vendor's way to refuse inside a 200."""
    refusal = {"status": {"error_code": 429, "error_message": "You've exceeded the Rate Limit."}}
    return text(json.dumps(refusal).encode())


def silence(seconds: float) -> Reply:
    """No answer for a while."""

    def reply(handler: _Handler) -> None:
        time.sleep(seconds)
        handler.close_connection = True

    return reply


def trickle(seconds: float) -> Reply:
    """A byte now and then, so that no single read ever takes long."""

    def reply(handler: _Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            try:
                handler.wfile.write(b" ")
                handler.wfile.flush()
            except OSError:
                break
            time.sleep(0.02)
        handler.close_connection = True

    return reply


def cut_off() -> Reply:
    """An answer that ends before the length that it promised."""

    def reply(handler: _Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        handler.wfile.write(b'[{"id": "bitcoin", ')
        handler.close_connection = True

    return reply
