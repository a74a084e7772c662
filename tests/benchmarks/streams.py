"""Pages beside live streams: 50 readers who think for 3 seconds, without and with 1,000 streams.

The real web process and worker on the servers of this run; readers and streams in processes of
their own, so that one does not hold up the other. Price events go out every 3 seconds.
"""

import asyncio
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.urls import reverse
from django.utils import timezone

from markets.events import publish
from markets.models import Asset, Market
from markets.providers.base import QuoteRecord
from markets.services import ingest_quotes
from tests.benchmarks import clients
from tests.benchmarks.clients import request
from tests.benchmarks.harness import Row, compared, limited
from tests.benchmarks.world import make_assets, make_portfolio
from tests.web import Web, session_of, web_process

CLIENTS = clients.__file__
READERS, THINK_SECONDS, SECONDS = 50, 3.0, 45.0
STREAMS, EVENT_SECONDS = 1_000, 3.0
BURST_READERS, BURST_SECONDS = 50, 15.0
ABORTED = 600
QUOTES = 12
LOAD, LOAD_SECONDS = 8, 15.0


def run() -> Iterator[Row]:
    portfolio = make_portfolio(make_assets(50))
    session = session_of(portfolio.owner)
    paths = [f"/portfolios/{portfolio.pk}/", "/portfolios/", "/markets/", "/alerts/"]
    folder = Path(tempfile.mkdtemp(prefix="tm-streams-"))
    limits = {"LIVE_STREAMS_PER_USER": str(STREAMS), "LOG_LEVEL": "ERROR"}
    with web_process(folder, **limits) as web, prices_coming():
        readers = {"paths": paths, "session": session, "readers": READERS}
        spent = [cpu_seconds(web)]
        without = read(web, **readers, think=THINK_SECONDS, seconds=SECONDS)
        spent.append(cpu_seconds(web))
        with streams_open(web, session=session):
            beside = read(web, **readers, think=THINK_SECONDS, seconds=SECONDS)
            spent.append(cpu_seconds(web))
        yield from compared_rows(without, beside)
        yield compared("web process, CPU beside streams", spent[2] - spent[1], "s",
                       baseline=spent[1] - spent[0], most=3)  # fmt: skip
        aborted(web, session=session)
        burst = read(web, **readers | {"readers": BURST_READERS}, think=0, seconds=BURST_SECONDS)
        yield limited("600 aborted streams, then 50 eager readers: errors", burst["errors"], most=0)
        yield told(web, session=session)


def told(web: Web, *, session: str) -> Row:
    """From a quote that is taken in to the last of all price streams that is told of it."""
    slug = Asset.objects.filter(slug__startswith="bench-").values_list("slug", flat=True)[0]
    quotes = (
        QuoteRecord(ref=slug, price=10 + number / 1000, as_of=timezone.now())
        for number in itertools.count()
    )
    medians = []
    for count in (1, STREAMS):
        path = f"/live/prices/?asset={slug}"
        with streams_open(web, mode="prices", session=session, count=count, path=path) as lines:
            times = []
            for record in itertools.islice(quotes, QUOTES):
                began = time.time()
                assert ingest_quotes([record], source=Market.Provider.SIMULATED).accepted == 1
                times.append(1000 * (float(lines.readline()) - began))
        medians.append(statistics.median(times[1:]))
    alone, all_of_them = medians
    title = f"a quote to the last of {STREAMS:,} price streams / to a single one"
    return compared(title, all_of_them, "ms", baseline=alone, most=15)


def compared_rows(without: dict, beside: dict) -> Iterator[Row]:
    for name in ("p50", "p95", "p99"):
        value, baseline = beside[name], without[name]
        title = f"page beside {STREAMS:,} streams, {name}"
        yield compared(title, value, "ms", baseline=baseline, most=2)
    errors = without["errors"] + beside["errors"]
    yield limited("errors without and with streams", errors, most=0)


@contextmanager
def prices_coming() -> Iterator[None]:
    """Price events at their usual size, oftener than usual."""
    over = threading.Event()

    def run():
        while not over.wait(EVENT_SECONDS):
            publish("prices", {"count": 50})

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def read(web: Web, **options) -> dict:
    """What a process of readers has measured."""
    done = subprocess.run(
        [sys.executable, CLIENTS, "read", json.dumps(options | {"port": web.port})],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def under_load(web: Web, asked: Mapping[str, list[str]], *, session: str) -> Iterator[Row]:
    """Pages by name for eight clients, each of whom asks anew at once, against a small page."""
    alone = {"session": session, "readers": 1, "think": 0}
    light = read(web, **alone, paths=[reverse("markets:record")], seconds=LOAD_SECONDS / 3)
    for name, paths in asked.items():
        read(web, **alone, paths=paths, seconds=1)
        several = read(web, **alone | {"readers": LOAD}, paths=paths, seconds=LOAD_SECONDS)
        assert not several["errors"]
        for cut in ("p50", "p99"):
            title = f"{name}, {LOAD} clients, {cut} / a small page, 1 client"
            most = {"p50": 8 * LOAD, "p99": 16 * LOAD}[cut]
            yield compared(title, several[cut], "ms", baseline=light["p50"], most=most)


@contextmanager
def streams_open(web: Web, *, mode: str = "listen", count: int = STREAMS, **options) -> Iterator:
    """A process that holds the streams, once all are open: what it says from then on."""
    options |= {"port": web.port, "count": count}
    process = subprocess.Popen(
        [sys.executable, CLIENTS, mode, json.dumps(options)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout.readline().strip() == "open"
        yield process.stdout
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


def cpu_seconds(web: Web) -> float:
    fields = Path(f"/proc/{web.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def aborted(web: Web, *, session: str) -> None:
    async def leave_early(number: int) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", web.port)
        writer.write(request("/live/", session))
        await asyncio.sleep(number % 20 / 1000)
        writer.close()

    async def all_of_them() -> None:
        for start in range(0, ABORTED, 20):
            await asyncio.gather(*(leave_early(n) for n in range(start, start + 20)))

    asyncio.run(all_of_them())
