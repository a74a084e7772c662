"""The market table and the asset pages, which anyone may read."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from markets.models import AssetEvent, AssetProfile, Category, Quote, YieldPool
from markets.views.screener import PAGE_SIZE
from tests.factories import make_asset, make_market, set_price

HTMX = {"HTTP_HX_REQUEST": "true"}
LIST = "/markets/screener/"


@pytest.fixture
def market(db):
    return make_market()


@pytest.fixture
def assets(market):
    """Three assets whose order differs by each column."""
    rows = {
        "bitcoin": (1, 60000.0, 0.01),
        "ethereum": (2, 2000.0, -0.02),
        "solana": (3, 90.0, 0.05),
    }
    for slug, (rank, price, change) in rows.items():
        asset = make_asset(slug, rank=rank, circulating_supply=1e6, max_supply=2e6)
        set_price(asset, price, change_24h=change, market_cap=price * 1e6, volume_24h=1e9 / price)
    layer = Category.objects.create(slug="layer-1", name="Layer 1")
    make_asset("solana").categories.add(layer)


def slugs(client, **query):
    return [asset.slug for asset, _ in client.get(LIST, query).context["rows"]]


def text_of(answer):
    return answer.content.decode()


def test_a_visitor_sees_the_market(client, assets):
    page = text_of(client.get(LIST))
    assert "$60,000.00" in page
    assert "$60.00B" in page
    assert "Sign in" in page
    assert "data-live" not in page


def test_assets_without_a_price_are_not_listed_but_have_a_page(client, assets):
    make_asset("newcomer")
    assert "newcomer" not in slugs(client)
    assert "No price" in text_of(client.get("/markets/newcomer/"))


@pytest.mark.parametrize(
    ("sort", "first"),
    [("rank", "bitcoin"), ("-rank", "solana"), ("price", "solana"),
     ("-price", "bitcoin"), ("change_24h", "ethereum"), ("-change_24h", "solana"),
     ("-volume_24h", "solana"), ("market_cap", "solana"), ("password", "bitcoin"),
     ("--price", "bitcoin")],
)  # fmt: skip
def test_the_market_is_sorted_by_any_column_and_by_nothing_else(client, assets, sort, first):
    assert slugs(client, sort=sort)[0] == first


def test_assets_without_the_figure_come_last_in_both_directions(client, assets):
    set_price(make_asset("unknown-change"), 5.0, change_24h=None)
    for sort in ("change_24h", "-change_24h"):
        assert slugs(client, sort=sort)[-1] == "unknown-change"


def test_a_sorted_heading_says_so_and_turns_round(client, assets):
    page = text_of(client.get(LIST, {"sort": "price", "q": "o"}))
    assert 'aria-sort="ascending"' in page
    assert "?sort=-price&amp;q=o" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [({"q": "BTC"}, ["bitcoin"]), ({"q": "sol"}, ["solana"]), ({"category": "layer-1"}, ["solana"]),
     ({"q": "btc", "category": "layer-1"}, []), ({"category": "nonsense"}, []),
     ({"q": "%"}, []), ({"q": "x" * 5000}, [])],
)  # fmt: skip
def test_the_market_is_filtered(client, assets, query, found):
    assert slugs(client, **query) == found


def test_nothing_fits_is_told_from_no_prices_yet(client, market):
    assert "No prices yet" in text_of(client.get(LIST))
    assert "No asset fits" in text_of(client.get(LIST, {"q": "zzz"}))


def test_the_market_is_paged_and_keeps_its_filter(client, market):
    for number in range(PAGE_SIZE + 1):
        make_asset(f"coin-{number:03}", price=1.0, rank=number + 1)
    first = client.get(LIST, {"q": "coin", "sort": "rank"})
    assert len(first.context["page"]) == PAGE_SIZE
    assert "?q=coin&amp;sort=rank&amp;page=2" in text_of(first)
    assert slugs(client, q="coin", page=2) == [f"coin-{PAGE_SIZE}"]
    for odd in ("99", "0", "-1", "x"):
        assert client.get(LIST, {"page": odd}).status_code == 200


def test_a_fragment_is_the_rows_alone(client, assets):
    fragment = text_of(client.get(LIST, {"q": "btc"}, **HTMX))
    assert fragment.strip().startswith('<section id="market-rows"')
    assert "q=btc" in fragment
    assert "<html" not in fragment


def test_what_was_searched_for_is_shown_as_text(client, assets):
    assert "<script>alert" not in text_of(client.get(LIST, {"q": "<script>alert(1)</script>"}))


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_market_takes_as_many_queries_for_many_assets(client, assets):
    few = queries(client, LIST)
    layer = Category.objects.get()
    for number in range(60):
        make_asset(f"coin-{number}", price=1.0).categories.add(layer)
    assert queries(client, LIST) == few <= 8


def test_an_asset_page_shows_its_figures(client, assets):
    page = text_of(client.get("/markets/bitcoin/"))
    assert "$60,000.00" in page
    assert "$60.00B" in page
    # Fully diluted: price × maximal supply.
    assert "$120.00B" in page
    assert "+1.00%" in page
    assert "What you hold of it" not in page


def test_a_currencys_page_is_a_rate_without_a_market_cap(client, market):
    set_price(make_asset("eur"), 1.08254)
    page = text_of(client.get("/markets/eur/"))
    assert "$1.0825" in page
    assert "Market cap" not in page


def test_an_old_price_says_so(client, assets):
    assert "No newer price" not in text_of(client.get("/markets/bitcoin/"))
    then = timezone.now() - timedelta(days=194)
    Quote.objects.filter(asset__slug="bitcoin").update(as_of=then)
    assert "No newer price for 6\xa0months" in text_of(client.get("/markets/bitcoin/"))


def test_an_asset_page_takes_few_queries(client, assets):
    assert queries(client, "/markets/bitcoin/") <= 9


def told(client, slug: str) -> str:
    """What the page of an asset says happened to it."""
    page = text_of(client.get(f"/markets/{slug}/"))
    if 'id="events"' not in page:
        return ""
    section = page[page.index('id="events"') :]
    return " ".join(re.sub("<[^>]+>", " ", section[: section.index("</section>")]).split())


def test_a_page_tells_what_happened_to_its_asset(client, assets):
    old, new = make_asset("matic"), make_asset("pol")
    AssetEvent.objects.create(
        asset=old, kind="migration", on=date(2024, 9, 4), successor=new,
        units_before=1, units_after=1,
    )  # fmt: skip
    AssetEvent.objects.create(
        asset=new, kind="redenomination", on=date(2025, 1, 2), units_before=1000, units_after=1
    )
    AssetEvent.objects.create(
        asset=new, kind="rename", on=date(2025, 3, 4), former_symbol="OLD", former_name="<Old>"
    )
    assert "2024-09-04 It became Pol (POL) : 1 old units are 1 new ones." in told(client, "matic")
    page = told(client, "pol")
    assert "2025-03-04 Renamed; it was &lt;Old&gt; · OLD before." in page
    assert "2025-01-02 Redenominated: 1000 old units became 1 new ones." in page
    assert "2024-09-04 Matic (MATIC) became it" in page
    assert told(client, "bitcoin") == ""


def test_a_page_says_when_its_asset_ended(client, assets):
    gone = make_asset("gone", ended_on=date(2026, 5, 6), is_active=False)
    AssetEvent.objects.create(asset=gone, kind="end", on=date(2026, 5, 6), is_worthless=True)
    assert "Ended on 2026-05-06" in text_of(client.get("/markets/gone/"))
    assert "2026-05-06 It ended, and is worth nothing since." in told(client, "gone")


def test_an_asset_fragment_follows_the_price(client, assets):
    set_price(make_asset("bitcoin"), 61234.0)
    fragment = text_of(client.get("/markets/bitcoin/", **HTMX))
    assert fragment.strip().startswith('<div id="asset-figures"')
    assert "$61,234.00" in fragment


@pytest.mark.parametrize("path", ["/markets/nonsense/", "/markets/nonsense/candles.json"])
def test_an_unknown_asset_is_a_404(client, market, path):
    assert client.get(path).status_code == 404


def test_a_stale_market_says_so(client, assets):
    assert "Prices are stale" in text_of(client.get(LIST))


def test_the_page_says_where_an_asset_lives_and_is_traded(client, assets):
    AssetProfile.objects.create(
        asset=make_asset("bitcoin"), algorithm="SHA-256", source="coingecko",
        seen_at=timezone.now(), due_at=timezone.now(), description="Digital <b>gold</b>",
        links={"explorers": ["https://www.blocks.example/"], "repositories": ["https://git.example/x"]},
        venues=[{"venue": "Kraken", "pair": "BTC/USD", "volume": 5e8, "spread": 0.0012,
                 "trust": "green"}],
    )  # fmt: skip
    page = " ".join(text_of(client.get("/markets/bitcoin/")).split())
    assert "Algorithm: SHA-256" in page
    assert "Bitcoin: proof of work" in page
    assert (
        '<a href="https://www.blocks.example/" rel="noopener noreferrer">blocks.example</a>' in page
    )
    assert "Source code" in page
    assert "Digital gold" in page
    for part in ("Kraken", "BTC/USD", "$500.00M", "0.12%"):
        assert part in page
    assert 'id="venues"' not in text_of(client.get("/markets/ethereum/"))


def test_links_of_the_simulated_market_are_text_and_said_to_lead_nowhere(client, assets):
    AssetProfile.objects.create(
        asset=make_asset("bitcoin"), source="simulated", seen_at=timezone.now(),
        due_at=timezone.now(), description="It does not exist.",
        links={"homepage": ["https://neuromind.example/"]},
    )  # fmt: skip
    page = " ".join(text_of(client.get("/markets/bitcoin/")).split())
    assert "neuromind.example" in page
    assert "https://neuromind.example" not in page
    assert "belong to the simulated market" in page
    assert "What the simulated market says of it" in page
    card = text_of(client.get("/learn/explorer/?asset=bitcoin"))
    assert "neuromind.example" not in card


def test_the_page_shows_where_an_asset_earns_and_what_speaks_against_it(client, assets):
    assert 'id="yields"' not in client.get("/markets/bitcoin/").content.decode()
    YieldPool.objects.create(
        asset=make_asset("bitcoin"), reference="a", project="aave-v3",
        chain="Ethereum", symbol="WBTC-USDC", tvl=5e5, apy=0.045, may_lose=True,
        source="defillama", seen_at=timezone.now(),
    )  # fmt: skip
    page = text_of(client.get("/markets/bitcoin/"))
    for shown in ("aave-v3", "WBTC-USDC", "4.5%", "$500,000", "prices of its coins part",
                  "Under $1M", "Information, never advice"):  # fmt: skip
        assert shown in page
