"""What the tests of ingestion share."""

import pytest

from markets.models import Quote, RejectedQuote
from markets.services import ingest_quotes
from markets.signals import quotes_refreshed

SOURCE = "simulated"


@pytest.fixture
def bitcoin(make_asset, quote_at):
    """An asset that was last quoted at 100 dollars."""
    asset = make_asset("bitcoin")
    ingest_quotes([quote_at("bitcoin", 100.0, market_cap=5.0, change_24h=0.1)], source=SOURCE)
    return asset


@pytest.fixture
def heard():
    """The asset ids of each signal that was sent."""
    calls = []

    def listen(sender, asset_ids, source, received_at, **kwargs):
        calls.append((asset_ids, source, received_at))

    quotes_refreshed.connect(listen)
    yield calls
    quotes_refreshed.disconnect(listen)


@pytest.fixture
def stored(db):
    """Reads bitcoin's quote."""
    return lambda: Quote.objects.get(asset__slug="bitcoin")


@pytest.fixture
def reasons(db):
    """Reads why quotes were refused, in order."""
    return lambda: list(RejectedQuote.objects.order_by("id").values_list("reason", flat=True))
