"""From an accepted quote to the alert's row, a browser and a webhook.

The real web and worker processes, a real Chromium on the alerts page, a receiver on a local
port. One crossing after the other, each by a quote of its own, and before each a quote that
reaches no level: that is the baseline.
"""

import json
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import sync_playwright

from config.management.commands.up import programs
from markets.models import Asset, Market
from markets.providers.base import QuoteRecord
from markets.services import ingest_quotes
from portfolios.models import Alert, Channel, User
from portfolios.services.alerts.channels import create_channel
from portfolios.services.exits.triggers import arm_trigger
from tests import chromium
from tests.benchmarks.harness import Row, compared
from tests.factories import make_portfolio, set_price
from tests.portfolios.fake_receiver import FakeReceiver
from tests.stack import free_port, wait_for_status

CROSSINGS, WARM_UP = 1_000, 20
GIVE_UP_SECONDS = 30
# Of the median quote that reaches nothing, at the median and at the 99th percentile.
GOALS = {"alert's row, committed": (4, 8), "toast in a browser": (6, 25), "webhook": (6, 15)}
# Notes when the toast of each alert came into the page, by the machine's clock.
WATCH = """
window.seen = {};
addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
  for (const toast of document.querySelectorAll("#toasts [data-alert]"))
    window.seen[toast.dataset.alert] ??= Date.now() / 1000;
}).observe(document.getElementById("toasts"), { childList: true, subtree: true }));
"""


def run() -> Iterator[Row]:
    settings.CHANNELS_MAY_BE_PRIVATE = True
    # Playwright leaves an event loop in this thread, which waits while the ORM works.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    receiver = FakeReceiver().start()
    owner, coin = make_world(receiver)
    with installation() as address, watching(owner, address) as page:
        measured = [cross(coin, n, receiver=receiver, page=page) for n in range(CROSSINGS)]
    receiver.stop()
    nothing, *reached = zip(*measured[WARM_UP:], strict=True)
    baseline = 1000 * statistics.median(nothing)
    for (name, goals), times in zip(GOALS.items(), reached, strict=True):
        cut = statistics.quantiles(times, n=100)
        for percentile, most in zip((50, 99), goals, strict=True):
            title = f"quote to {name}, p{percentile} / to nothing"
            value = 1000 * cut[percentile - 1]
            yield compared(title, value, "ms", baseline=baseline, most=most)


def make_world(receiver: FakeReceiver) -> tuple[User, Asset]:
    """A coin with a thousand levels over its price, one every cent."""
    Market.objects.create(provider=Market.Provider.SIMULATED, seed=1)
    owner = User.objects.create_user("latency@example.org", "x")
    owner.channels.all().delete()
    create_channel(owner, kind=Channel.Kind.WEBHOOK, name="Bot", address=receiver.url)
    portfolio = make_portfolio(owner)
    coin = Asset.objects.create(slug="latency", symbol="LAT", name="Latency")
    set_price(coin, 100.0)
    for n in range(CROSSINGS):
        level = 100 + Decimal(n + 1) / 100
        arm_trigger(portfolio, user=owner, asset=coin, kind="price_above", level=level)
    return owner, coin


@contextmanager
def installation() -> Iterator[str]:
    """Web and worker as `make run` starts them, on the servers of this run."""
    port = free_port()
    settings.HOST, settings.PORT = "127.0.0.1", port
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "PORT": str(port),
        "SECRET_KEY": settings.SECRET_KEY, "CHANNELS_MAY_BE_PRIVATE": "1", "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    collect = [os.sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"]
    subprocess.run(collect, env=environment, check=True)
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.DATA_DIR / "latency.log").open("wb") as log:
        running = [
            subprocess.Popen(program.command, env=environment, stdout=log, stderr=log)
            for program in programs()
            if program.name != "beat"
        ]
    try:
        wait_for_status(f"http://127.0.0.1:{port}/healthz", 200, seconds=60)
        yield f"http://127.0.0.1:{port}"
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)


@contextmanager
def watching(owner: User, address: str):
    """A Chromium that has the alerts page open."""
    client = Client()
    client.force_login(owner)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        context = browser.new_context()
        context.add_cookies([cookie])
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(f"{address}/alerts/")
        # Until the stream is open, events pass the browser by.
        page.wait_for_timeout(2000)
        yield page
        browser.close()


def cross(coin: Asset, n: int, *, receiver: FakeReceiver, page) -> tuple[float, ...]:
    """Seconds of a quote that reaches nothing, and from one that reaches a level to its ends."""
    idle = ingest(coin, 100 + n / 100 + 0.002)
    began = time.time()
    committed = ingest(coin, 100 + (n + 1) / 100 + 0.001)
    alert = Alert.objects.order_by("-pk").values_list("pk", flat=True)[0]
    received = wait_for(lambda: len(receiver.requests) > n and receiver.requests[n])
    assert json.loads(received.body)["data"]["alert"] == alert
    shown = wait_for(lambda: page.evaluate(f"window.seen[{alert}]"))
    return idle, committed, shown - began, received.at - began


def ingest(coin: Asset, price: float) -> float:
    """Seconds to take in and commit one quote, and what it reaches."""
    record = QuoteRecord(ref=coin.slug, price=price, as_of=timezone.now())
    began = time.perf_counter()
    assert ingest_quotes([record], source=Market.Provider.SIMULATED).accepted == 1
    return time.perf_counter() - began


def wait_for(look: Callable[[], object]):
    """What a look finds, once it finds something; both ends have noted their own time."""
    until = time.monotonic() + GIVE_UP_SECONDS
    while not (found := look()):
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.002)
    return found
