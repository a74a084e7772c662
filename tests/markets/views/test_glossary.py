"""The pages of terms, and that every ⓘ leads to one."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from markets.analytics.glossary import base
from markets.analytics.glossary.registry import TERMS, has_term
from markets.analytics.market.levels import Level, Levels
from markets.analytics.points.registry import DATA_POINTS
from markets.models import AssetContract, AssetProfile, ObservationYear, Sentiment
from markets.selectors.analytics import assessed_figures
from markets.selectors.analytics.peers import Comparison, Peers
from tests.factories import make_asset, make_market, set_closes, set_price
from tests.markets.analysed import FIGURES
from tests.markets.analyses import store_analysis

TEMPLATES = Path(__file__).parents[3] / "templates"
DAY = date(2026, 3, 10)
HTMX = {"HTTP_HX_REQUEST": "true"}


def text(answer):
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def market(db):
    return make_market()


@pytest.fixture
def bitcoin(market):
    asset = make_asset("bitcoin", circulating_supply=20e6, max_supply=21e6, rank=1)
    set_price(
        asset, 60_000.0, volume_24h=24e9, market_cap=1.2e12, high_24h=61_000.0, low_24h=59_000.0
    )
    set_closes(asset, {DAY - timedelta(days=n): 50_000.0 for n in range(1, 40)} | {DAY: 60_000.0})
    ObservationYear.objects.create(
        asset=asset, figure="realised_cap", year=DAY.year, source="test",
        values=[6e11] * DAY.timetuple().tm_yday, seen_after=[1] * DAY.timetuple().tm_yday,
    )  # fmt: skip
    values = {"cap": 1.2e12, "fdv": 1.26e12, "dilution": 0.05, "ret_7d": 0.2, "vol_30": 0.5,
              "vol_365": 0.4, "vol_ratio": 1.25, "mvrv": 2.0, "volume_30": 3e10}  # fmt: skip
    store_analysis(DAY, {"bitcoin": {"trader": 80.0, "points": values}}, figures=FIGURES)
    return asset


def test_terms_are_listed_and_found(client, market):
    assert text(client.get("/learn/")).count("Market cap") > 0
    page = text(client.get("/learn/", {"q": "fully diluted"}))
    assert "Fully diluted valuation" in page
    assert "RSI" not in page
    assert "No term holds" in text(client.get("/learn/", {"q": "<moon>"}))


@pytest.mark.parametrize("slug", TERMS)
def test_a_term_has_a_page(client, market, slug):
    page = text(client.get(f"/learn/{slug}/"))
    assert "What it does not tell" in page


def test_what_is_no_term_or_no_asset_is_not_found(client, market):
    assert client.get("/learn/moon/").status_code == 404
    assert client.get("/learn/market-cap/", {"asset": "moon"}).status_code == 404
    make_asset("share-in-a-pool", kind="own")
    assert client.get("/learn/market-cap/", {"asset": "share-in-a-pool"}).status_code == 404


@pytest.mark.parametrize(
    ("slug", "numbers"),
    [
        ("price", "Price = $60,000.00"),
        ("high-low-24h", "High, 24 h = $61,000.00 BTC, Low, 24 h = $59,000.00"),
        ("volume-24h", "24 hours = $24.00B"),
        ("circulating-supply", "= 20.00M"),
        ("maximum-supply", "= 21.00M"),
        ("tier", "Size = large"),
        ("kind", "Kind = Coin"),
        ("market-cap", "= $60,000.00 × 20.00M = $1.20T"),
        ("fully-diluted", "= $60,000.00 × 21.00M = $1.26T"),
        ("dilution", "= 21.00M ÷ 20.00M − 1 = 5.0%"),
        ("dilution", "BTC: $1.26T ÷ $1.20T − 1 = 5.0%"),
        ("volume-to-cap", "= $24.00B ÷ $1.20T = 2.0%"),
        ("return", "BTC: $60,000.00 ÷ $50,000.00 − 1 = 20.0%"),
        ("volatility-ratio", "BTC: 50.0% ÷ 40.0% = 1.25"),
        ("mvrv", "BTC: $1.20T ÷ $600.00B = 2.00"),
        ("liquidity", "= 2% × $30.00B = $600.00M"),
        ("trader-grade", "Trader grade = 80.0"),
        ("rsi", "BTC: unknown: its history is too short"),
        ("dominance", "= 55.0%"),
        ("regime", "= falling calm"),
    ],
)
def test_an_assets_own_numbers_stand_in_the_formula(client, bitcoin, slug, numbers):
    assert numbers in text(client.get(f"/learn/{slug}/", {"asset": "bitcoin"}))


def test_what_is_computed_of_an_asset_has_its_own_numbers_too(client, bitcoin, monkeypatch):
    """The analysis is that of the page; here it is one whose figures are round."""
    fan = {7: (-0.2, -0.1, -0.05, 0.0, 0.05, 0.1, 0.2)}
    peers = Peers((), (Comparison("cap_tvl", 9.0, 12.0, 5),), ())
    analysis = SimpleNamespace(
        close=60_000.0, levels=Levels((Level(54_000.0, 2.0, 2),), (Level(66_000.0, 2.0, 2),)),
        peers=peers, assessment=SimpleNamespace(quantiles=fan),
        value_of={"turnover_30": 0.025, "ret_30d": 0.2}.get,
    )  # fmt: skip
    monkeypatch.setattr(assessed_figures, "analysis_of", lambda asset: analysis)

    def page(slug: str) -> str:
        return text(client.get(f"/learn/{slug}/", {"asset": "bitcoin"}))

    assert "= $54,000.00 ÷ $60,000.00 − 1 = −10.0%" in page("support-resistance")
    assert "Nearest resistance = $66,000.00" in page("support-resistance")
    assert "= 9.00 ÷ 12.00 − 1 = −25.0%" in page("peers")
    assert "= $60,000.00 × e^−0.1000 = $54,290.25" in page("forecast")
    assert "Base, 7 days = $60,000.00" in page("forecast")
    assert "2.5%, a caution under 1.0%" in page("cautions")
    assert "20.0%, a caution from 100.0% on" in page("cautions")


def test_an_asset_that_was_not_analysed_leaves_these_numbers_out(client, market):
    make_asset("new")
    for slug in ("support-resistance", "peers", "forecast", "cautions"):
        assert "NEW, " not in text(client.get(f"/learn/{slug}/", {"asset": "new"}))


def test_a_translated_formula_is_worked_by_its_english_names(client, bitcoin, monkeypatch):
    gettext = {"price × circulating supply": "Kurs × Umlaufmenge"}.get
    monkeypatch.setattr(base, "gettext", lambda text: gettext(text, text))
    page = text(client.get("/learn/market-cap/", {"asset": "bitcoin"}))
    assert "= Kurs × Umlaufmenge" in page
    assert "= $60,000.00 × 20.00M = $1.20T" in page


def test_numbers_of_a_formula_are_written_as_the_language_does(client, bitcoin):
    german = {"HTTP_ACCEPT_LANGUAGE": "de"}
    page = text(client.get("/learn/liquidity/", {"asset": "bitcoin"}, **german))
    assert "= 2\xa0% × 30,00\xa0Mrd.\xa0$ = 600,00\xa0Mio.\xa0$".replace("\xa0", " ") in page


def test_bitcoins_share_is_worked_from_caps(client, bitcoin):
    page = text(client.get("/learn/dominance/"))
    assert "= 100 × $1.20T ÷ $3.00T = 55.0%" in page


def test_fear_and_greed_has_its_word(client, market):
    Sentiment.objects.create(day=DAY, value=30, source="alternative.me", seen_at=datetime.now(UTC))
    assert "30, fear" in text(client.get("/learn/fear-and-greed/"))


def test_a_coins_chain_is_named_with_its_explorers(client, bitcoin):
    AssetProfile.objects.create(
        asset=bitcoin, algorithm="SHA-256", due_at=datetime.now(UTC),
        links={"explorers": ["https://blocks.example/"]},
    )  # fmt: skip
    page = client.get("/learn/consensus/", {"asset": "bitcoin"})
    assert "proof of work (Bitcoin)" in text(page)
    for address in ("https://mempool.space/", "https://blocks.example/"):
        assert f'href="{address}"' in page.content.decode()


def test_a_token_has_the_consensus_of_its_chains(client, market):
    token = make_asset("token")
    for chain in ("ethereum", "base", "unheard-of"):
        AssetContract.objects.create(asset=token, chain=chain, address=f"0x{chain}")
    page = text(client.get("/learn/consensus/", {"asset": "token"}))
    assert "a rollup: blocks settle on Ethereum, which has proof of stake (Base)" in page
    assert "proof of stake (Ethereum)" in page


def test_a_tokens_contracts_stand_beside_what_a_contract_is(client, market):
    token = make_asset("token")
    AssetContract.objects.create(asset=token, chain="base", address="0xABC1")
    assert "= base: 0xabc1" in text(client.get("/learn/contract/", {"asset": "token"}))


def test_of_an_unknown_chain_the_vendors_word_is_given(client, market):
    AssetProfile.objects.create(
        asset=make_asset("newcoin"), algorithm="Blake3", due_at=datetime.now(UTC)
    )
    assert "Blake3" in text(client.get("/learn/consensus/", {"asset": "newcoin"}))


def test_the_card_is_the_part_that_a_sign_opens(client, bitcoin):
    answer = client.get("/learn/market-cap/", {"asset": "bitcoin"}, **HTMX)
    card = answer.content.decode()
    assert "<html" not in card
    assert "$1.20T" in card
    assert "HX-Request" in answer.headers["Vary"]


def test_a_page_of_an_asset_costs_the_same_queries_for_any(client, bitcoin):
    bare = make_asset("bare")
    set_price(bare, 1.0)
    counts = {}
    for slug in ("bitcoin", "bare"):
        client.get("/learn/market-cap/", {"asset": slug})
        with CaptureQueriesContext(connection) as captured:
            client.get("/learn/market-cap/", {"asset": slug})
        counts[slug] = len(captured)
    assert max(counts.values()) <= 12, counts


def test_every_sign_of_the_templates_names_a_term():
    """Names that a page computes are ids of data points and columns, which all have terms."""
    named = {}
    for template in TEMPLATES.rglob("*.html"):
        for name in re.findall(r'\{% info "([^"]+)"', template.read_text(encoding="utf-8")):
            named.setdefault(name, template.name)
    assert named
    assert {name: where for name, where in named.items() if not has_term(name)} == {}


PAGES = [
    "/markets/", "/markets/screener/", "/markets/narratives/", "/markets/grades/",
    "/markets/signals/", "/markets/record/", "/markets/compare/?assets=bitcoin,ethereum",
    "/markets/bitcoin/",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_sign_of_a_page_opens_a_term(client, bitcoin, path):
    set_price(make_asset("ethereum"), 2000.0)
    addresses = set(re.findall(r'class="info" href="([^"]+)"', client.get(path).content.decode()))
    assert addresses
    for address in addresses:
        assert client.get(address, **HTMX).status_code == 200, address


def test_the_page_of_an_asset_explains_every_data_point(client, bitcoin):
    page = client.get("/markets/bitcoin/").content.decode()
    slugs = set(re.findall(r'href="/learn/([a-z0-9-]+)/\?asset=bitcoin"', page))
    explained = {point for slug in slugs for point in TERMS[slug].points}
    assert explained == set(DATA_POINTS)
