"""What a field that takes an asset offers, and what it asks."""

import re

import pytest
from django.urls import reverse

from markets.models import Asset
from tests.factories import buy, make_asset, make_portfolio, set_price

PATH = "/assets/"


def offered(client, text="", **query):
    page = client.get(PATH, {"q": text, **query}).content.decode()
    return re.findall(r'data-key="([^"]+)"', page)


@pytest.fixture
def assets(full):
    make_asset("bitcoin-cash", symbol="BCH", name="Bitcoin Cash", price=400.0, rank=20)
    make_asset("wrapped-bitcoin", symbol="WBTC", name="Wrapped Bitcoin", price=6e4, rank=15)
    make_asset("solana", price=150.0, rank=5)
    Asset.objects.filter(slug="bitcoin").update(rank=1)
    return full


def test_symbol_name_and_any_part_of_a_name_find_an_asset(as_alice, assets):
    assert offered(as_alice, "btc") == ["bitcoin", "wrapped-bitcoin"][:1]
    assert offered(as_alice, "bitcoin") == ["bitcoin", "bitcoin-cash", "wrapped-bitcoin"]
    assert offered(as_alice, "CASH") == ["bitcoin-cash"]
    assert offered(as_alice, "wrapped-b") == ["wrapped-bitcoin"]
    assert offered(as_alice, "zzz") == []
    assert offered(as_alice, "%") == offered(as_alice, "_") == []


def test_what_is_held_comes_first_and_of_no_text_alone_before_the_rest(as_alice, assets):
    assert offered(as_alice)[:2] == ["bitcoin", "ethereum"]
    buy(assets, "wrapped-bitcoin", "1", dollars="60000")
    assets.positions.create(
        asset=make_asset("wrapped-bitcoin"), quantity=1, cost=1, realised=0, income=0, fees=0
    )
    assert offered(as_alice, "bitcoin") == ["bitcoin", "wrapped-bitcoin", "bitcoin-cash"]


def test_an_option_shows_name_symbol_price_and_what_is_held(as_alice, assets):
    page = as_alice.get(PATH, {"q": "btc", "portfolio": assets.pk}).content.decode()
    page = re.sub(r"\s+", " ", page)
    for shown in ('data-text="Bitcoin (BTC)"', "$60,000.00", "0.5 held", 'role="option"'):
        assert shown in page


def test_a_look_alike_says_which_is_the_large_one(as_alice, assets):
    make_asset("bitconnect-two", symbol="btc", name="Bitconnect Two", price=0.01, rank=900)
    make_asset("bitcoin-moon", symbol="BTC", name="Bitcoin Moon")
    page = re.sub(r"\s+", " ", as_alice.get(PATH, {"q": "btc"}).content.decode())
    large, *small = page.split('role="option"')[1:4]
    assert 'data-key="bitcoin"' in large
    assert "which is larger" not in large
    for one in small:
        assert "not Bitcoin, which is larger" in one
        assert "<img" not in one


def test_others_see_nothing_of_what_somebody_holds(client, assets, alice, bob, charlie):
    client.force_login(charlie)
    page = client.get(PATH, {"q": "btc"}).content.decode()
    assert "held" not in page
    assert client.get(PATH, {"q": "btc", "portfolio": assets.pk}).status_code == 404
    # Bob may look at the portfolio; what is his own is another matter.
    client.force_login(bob)
    assert "held" not in client.get(PATH, {"q": "btc"}).content.decode()
    page = client.get(PATH, {"q": "btc", "portfolio": assets.pk}).content.decode()
    assert "0.5 held" in page
    client.logout()
    assert client.get(PATH, {"q": "btc"}).status_code == 302


@pytest.mark.parametrize("odd", ["x", "-1", "9" * 30, "١"])
def test_a_portfolio_that_is_none_is_not_found(as_alice, assets, odd):
    assert as_alice.get(PATH, {"portfolio": odd}).status_code == 404


def test_a_search_takes_three_queries_beyond_the_sign_in(
    as_alice, assets, django_assert_num_queries
):
    with django_assert_num_queries(5):  # session, user, positions, which assets, these
        offered(as_alice, "bit")
    for number in range(30):
        make_asset(f"bit-{number}", price=1.0, rank=100 + number)
    with django_assert_num_queries(5):
        assert len(offered(as_alice, "bit")) == 12


def test_what_is_no_longer_listed_is_not_offered(as_alice, assets):
    make_asset("bitcoin-old", name="Bitcoin Old", is_active=False)
    assert "bitcoin-old" not in offered(as_alice, "bitcoin")


def test_look_alikes_are_asked_about_and_the_large_one_is_told(as_alice, full):
    large = make_asset("pepe", symbol="PEPE", name="Pepe", rank=30)
    set_price(large, 0.00001, market_cap=4.2e9)
    make_asset("pepe-2", symbol="PEPE", name="Pepe", price=0.1)
    path = reverse("portfolios:arm", args=[full.pk])
    data = {"asset": "pepe", "kind": "price_below", "level": "0.000001", "share": "100"}
    page = re.sub(r"\s+", " ", as_alice.post(path, data | {"asset": "Pepe"}).content.decode())
    assert 'name="asset-pick" value="pepe Pepe"' in page
    assert "pepe, rank 30, market cap $4.20B" in page
    assert "pepe-2, no market cap known" in page
    answer = as_alice.post(path, data | {"asset": "Pepe", "asset-pick": "pepe-2 Pepe"})
    assert answer.status_code == 302
    assert full.triggers.get().asset.slug == "pepe-2"


def test_a_symbol_that_is_the_name_of_a_larger_asset_is_asked_about(as_alice, full):
    make_asset("harry", symbol="BITCOIN", name="HarryPotter", price=0.1, rank=900)
    path = reverse("portfolios:arm", args=[full.pk])
    data = {"asset": "Bitcoin", "kind": "price_below", "level": "1", "share": "100"}
    choices = as_alice.post(path, data).context["form"]["asset"].choices
    assert {choice.key for _, choice in choices} == {"bitcoin", "harry"}


def test_what_is_nearly_a_name_is_offered(as_alice, assets):
    path = reverse("portfolios:arm", args=[assets.pk])
    data = {"asset": "bitcoin ca", "kind": "price_below", "level": "1", "share": "100"}
    form = as_alice.post(path, data).context["form"]
    assert [choice.label for _, choice in form["asset"].choices] == ["Bitcoin Cash (BCH)"]


def test_a_filter_takes_what_the_picker_wrote(as_alice, assets):
    path = reverse("portfolios:transactions", args=[assets.pk])
    for query in ({"asset": "Bitcoin (BTC)"}, {"asset": "Bitcoin (BTC)",
                  "asset-pick": "bitcoin Bitcoin (BTC)"}):  # fmt: skip
        assert as_alice.get(path, query).context["page"].paginator.count == 1


def test_a_benchmark_is_picked_in_the_same_way(as_alice, assets):
    path = reverse("portfolios:performance", args=[assets.pk])
    picked = {"benchmark": "Solana (SOL)", "benchmark-pick": "solana Solana (SOL)"}
    answer = as_alice.get(path, picked)
    assert answer.context["asked"].benchmark_name == "solana"
    assert 'value="solana Solana (SOL)"' in answer.content.decode()
    # A link's own benchmark wins over what was picked before.
    answer = as_alice.get(path, picked | {"benchmark": "bitcoin"})
    assert answer.context["asked"].benchmark_name == "bitcoin"


def test_an_edit_form_keeps_a_look_alike(as_alice, alice, market):
    portfolio = make_portfolio(alice)
    make_asset("pepe", symbol="PEPE", name="Pepe", price=1.0)
    make_asset("pepe-2", symbol="PEPE", name="Pepe", price=1.0)
    row = buy(portfolio, "pepe-2", "5", dollars="5")
    page = as_alice.get(reverse("portfolios:edit", args=[portfolio.pk, row.pk])).content.decode()
    assert 'value="pepe-2 Pepe (PEPE)"' in page


def test_a_letter_that_thousands_begin_with_offers_the_likest(as_alice, assets):
    Asset.objects.bulk_create(
        Asset(slug=f"zed-{n}", symbol=f"ZED{n}", name=f"Zed {n}", rank=100 + n) for n in range(40)
    )
    make_asset("zebra", symbol="Q", name="Z", rank=9000)
    make_asset("zz-fiat", symbol="Z", name="Zloty", kind="fiat", rank=None)
    make_asset("last", symbol="Z", name="Last", rank=9001)
    make_asset("own", symbol="Z", name="Z", kind="own")
    make_asset("gone", symbol="Z", name="Z", is_active=False)
    buy(assets, "zed-39", "1", dollars="1")
    assets.positions.create(
        asset=make_asset("zed-39"), quantity=1, cost=1, realised=0, income=0, fees=0
    )
    found = offered(as_alice, "z")
    assert found[:6] == ["zed-39", "zz-fiat", "zebra", "last", "zed-0", "zed-1"]
    assert len(found) == 12


@pytest.mark.parametrize("text", ["50%", "a_b", "back\\slash"])
def test_signs_of_a_pattern_are_letters(as_alice, assets, text):
    make_asset("signs", symbol="SGN", name=f"{text} off")
    make_asset("other", symbol="OTH", name="50x axb backxslash")
    assert offered(as_alice, text) == ["signs"]


class TestCurrencies:
    """Found by their names in the reader's language, and in English."""

    GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de"}

    @pytest.fixture(autouse=True)
    def currencies(self, market):
        for code, name in (("CHF", "Swiss franc"), ("JPY", "Japanese yen")):
            make_asset(code.lower(), symbol=code, name=name, kind="fiat", price=1.0)

    def offered(self, client, text):
        page = client.get(PATH, {"q": text}, **self.GERMAN).content.decode()
        return re.findall(r'data-text="([^"]+)"', page)

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("Franken", "Schweizer Franken (CHF)"), ("schweizer fr", "Schweizer Franken (CHF)"),
            ("yen", "Japanischer Yen (JPY)"), ("Japanische Yen", "Japanischer Yen (JPY)"),
            ("swiss", "Schweizer Franken (CHF)"),
        ],
    )  # fmt: skip
    def test_are_offered(self, as_alice, text, name):
        assert self.offered(as_alice, text) == [name]

    def test_of_this_very_name_come_before_a_coin_that_holds_it(self, as_alice):
        make_asset("yen-coin", name="Japanischer Yen Coin", price=1.0, rank=1)
        assert self.offered(as_alice, "Japanischer Yen")[0] == "Japanischer Yen (JPY)"

    def test_have_no_german_names_in_english(self, as_alice):
        assert offered(as_alice, "Franken") == []
        assert offered(as_alice, "franc") == ["chf"]

    @pytest.mark.parametrize(
        "text", ["Schweizer Franken", "swiss franc", "Schweizer franken (chf)"]
    )
    def test_are_read_as_typed(self, as_alice, full, text):
        path = reverse("portfolios:transactions", args=[full.pk])
        form = as_alice.get(path, {"asset": text}, **self.GERMAN).context["form"]
        assert form.cleaned_data["asset"].slug == "chf"

    def test_are_asked_about_by_a_part_of_their_name(self, as_alice, full):
        path = reverse("portfolios:transactions", args=[full.pk])
        form = as_alice.get(path, {"asset": "Franken"}, **self.GERMAN).context["form"]
        assert [one.label for _, one in form["asset"].choices] == ["Schweizer Franken (CHF)"]
