"""Pages of alerts on the market: alice's own, with figures as people write them."""

import pytest
from django.urls import reverse

from markets.models import Category
from portfolios.models import MarketAlert
from portfolios.services.alerts.market.evaluation import evaluate_alerts
from portfolios.services.sharing.screens import save_screen
from portfolios.services.watchlists.lists import create_watchlist
from tests.factories import make_asset, make_market, set_price
from tests.portfolios.services.alerts.market.conftest import YESTERDAY, alert_on, analyse

NEW = "/alerts/market/new/"
LIST = "/alerts/"
FORM = {"asset": "bitcoin", "measure": "price", "rule": "above", "level": "$150", "repeat": "once"}


@pytest.fixture
def bitcoin(db):
    make_market()
    return make_asset("bitcoin", price=100.0, circulating_supply=1e6)


def text_of(answer) -> str:
    return answer.content.decode()


def arm(client, query="", **changes):
    return client.post(f"{NEW}?{query}", FORM | changes, follow=True)


def test_one_is_armed_by_the_form_and_listed_with_what_is_so_now(as_alice, bitcoin):
    page = text_of(arm(as_alice, note="take some"))
    for said in (
        "Armed. Bitcoin (BTC): Price crosses above $150.00.", "$100.00", "level 50.0% above",
        "take some", 'class="tag good">Armed',
    ):  # fmt: skip
        assert said in page, said


def test_what_is_beyond_already_is_said_at_arming(as_alice, bitcoin):
    assert "It is so already" in text_of(arm(as_alice, level="90"))


@pytest.mark.parametrize(
    ("measure", "rule", "written", "stored", "shown"),
    [
        ("change_24h", "above", "5%", 0.05, "5"),
        ("change_24h", "below", "−5", -0.05, "-5"),
        ("rsi_14", "above", "70.5", 70.5, "70.5"),
        ("market_cap", "above", "2bn", 2e9, "2000000000"),
        ("price", "change", "−10 %", -0.1, "-10"),
        ("market_cap", "top", "10", 10.0, "10"),
    ],
)
def test_levels_are_written_as_figures_are_shown(
    as_alice, bitcoin, measure, rule, written, stored, shown
):
    arm(as_alice, measure=measure, rule=rule, level=written, days="7")
    alert = MarketAlert.objects.get()
    assert alert.level == stored
    page = text_of(as_alice.get(f"/alerts/market/{alert.pk}/"))
    assert f'name="level" value="{shown}"' in page
    answer = as_alice.post(
        f"/alerts/market/{alert.pk}/",
        FORM | {"measure": measure, "rule": rule, "level": shown, "days": "7"},
    )
    assert answer.status_code == 302
    assert MarketAlert.objects.get().level == stored


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"level": ""}, "This needs a number."),
        ({"level": "ten"}, "“ten” is not a number."),
        ({"level": "5%"}, "Price is not in per cent here."),
        ({"level": "€5"}, "This counts USD, not €."),
        ({"measure": "rsi_14", "level": "$70"}, "RSI is no amount of money here."),
        ({"asset": "nonsense"}, "There is no asset called"),
        ({"rule": "change", "level": "5"}, "Choose a period."),
        ({"measure": "change_24h", "rule": "change", "level": "5", "days": "7"}, "not stored"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(as_alice, bitcoin, change, why):
    answer = arm(as_alice, **change)
    assert why in text_of(answer)
    assert 'class="errors"' in text_of(answer)
    assert not MarketAlert.objects.exists()


def test_an_event_has_no_use_for_what_a_figure_needs(as_alice, bitcoin):
    page = text_of(as_alice.get(f"{NEW}?subject=asset"))
    assert "signal_flip" in page.split('data-events="')[1].split('"')[0]
    arm(as_alice, measure="signal_flip", rule="above", level="ten")
    assert MarketAlert.objects.get().level is None


def test_each_kind_of_subject_has_its_form(as_alice, alice, bitcoin):
    Category.objects.create(slug="ai", name="AI")
    screen = save_screen(alice, name="Mine", query="range1=price&min1=1")
    watchlist = create_watchlist(alice, name="Later")
    for query, changes, words in (
        ("subject=holdings", {"measure": "chasing"}, "My holdings"),
        ("subject=category", {"category": "", "measure": "turn"}, "Any category"),
        ("subject=category", {"category": "ai", "measure": "momentum", "level": "80"}, "AI"),
        ("subject=market", {"measure": "regime"}, "The market"),
        ("subject=screen", {"screen": str(screen.pk)}, "View “Mine”"),
        ("subject=watchlist", {"watchlist": str(watchlist.pk)}, "Watchlist “Later”"),
    ):
        assert f"Armed. {words}:" in text_of(arm(as_alice, query, **changes)), words
    page = text_of(as_alice.get(LIST))
    assert "Narrative turns" in page
    assert "1 asset in it" in page


def test_links_of_the_markets_fill_the_form_in(as_alice, alice, bitcoin):
    category = Category.objects.create(slug="ai", name="AI")
    bitcoin.categories.add(category)
    save_screen(alice, name="Mine", query="sort=price")
    analyse(YESTERDAY, {bitcoin: {"trader": 60.0}}, figures={"trend": 1.0, "stress": 0.0})
    for path, link in (
        ("/markets/bitcoin/", "subject=asset&amp;asset=bitcoin&amp;measure=signal_flip"),
        ("/markets/", "subject=market&amp;measure=regime"),
        ("/markets/narratives/ai/", "subject=category&amp;category=ai"),
        ("/markets/screener/", "subject=screen&amp;screen="),
    ):
        assert f"{NEW}?{link}" in text_of(as_alice.get(path)), path
    page = text_of(as_alice.get(f"{NEW}?subject=asset&asset=bitcoin&measure=signal_flip"))
    assert 'value="Bitcoin (BTC)"' in page
    assert '<option value="signal_flip" selected>' in page


def test_unknown_figures_say_why(as_alice, alice, bitcoin):
    analyse(YESTERDAY, {bitcoin: {}})
    alert_on(alice, bitcoin, measure="rsi_14", rule="above", level=70.0)
    assert "Unknown: its history is too short." in text_of(as_alice.get(LIST))


def test_one_is_paused_armed_again_and_deleted(as_alice, alice, bitcoin):
    alert = alert_on(alice, bitcoin)
    path = f"/alerts/market/{alert.pk}/"
    assert as_alice.get(f"{path}pause/").status_code == 405
    as_alice.post(f"{path}pause/")
    assert 'class="tag">Paused' in text_of(as_alice.get(LIST))
    as_alice.post(f"{path}rearm/")
    set_price(bitcoin, 200.0)
    assert evaluate_alerts() == 1
    page = text_of(as_alice.get(path))
    assert "BTC: Price crosses above $150.00" in page
    as_alice.post(f"{path}delete/")
    assert not MarketAlert.objects.exists()


def test_two_tabs_do_not_overwrite_each_other(as_alice, alice, bitcoin):
    path = f"/alerts/market/{alert_on(alice, bitcoin).pk}/"
    page = text_of(as_alice.get(path))
    version = page.split('name="version" value="')[1].split('"')[0]
    as_alice.post(path, FORM | {"level": "160", "version": version})
    answer = as_alice.post(path, FORM | {"level": "170", "version": version})
    assert answer.status_code == 409
    assert MarketAlert.objects.get().level == 160.0


def test_another_s_are_not_found_and_a_visitor_signs_in(as_bob, client, alice, bob, bitcoin):
    alert = alert_on(alice, bitcoin, note="secret plan")
    path = f"/alerts/market/{alert.pk}/"
    assert "secret plan" not in text_of(as_bob.get(LIST))
    assert as_bob.get(path).status_code == as_bob.post(path, FORM).status_code == 404
    for verb in ("pause", "rearm", "delete"):
        assert as_bob.post(f"{path}{verb}/").status_code == 404
    screen = save_screen(alice, name="Hers", query="sort=price")
    page = text_of(as_bob.get(f"{NEW}?subject=screen&screen={screen.pk}"))
    assert "Hers" not in page
    assert "You have no saved view yet" in page
    as_bob.logout()
    for address in (NEW, path):
        assert as_bob.get(address)["Location"].startswith(reverse("account_login"))
    assert MarketAlert.objects.filter(pk=alert.pk).exists()


def test_the_list_takes_the_same_queries_however_long(
    as_alice, alice, bitcoin, django_assert_max_num_queries
):
    category = Category.objects.create(slug="ai", name="AI")
    analyse(YESTERDAY, {bitcoin: {"rsi_14": 60.0}})
    for level in range(3):
        alert_on(alice, bitcoin, level=200.0 + level)
        alert_on(alice, bitcoin, measure="rsi_14", rule="above", level=70.0 + level)
        alert_on(alice, bitcoin, measure="rsi_14", rule="change", level=7.0 + level, days=7)
        alert_on(alice, subject="market", measure="dominance", rule="above", level=60.0 + level)
        alert_on(alice, subject="category", category=category, measure="momentum", rule="above",
                 level=70.0)  # fmt: skip
    as_alice.get(LIST)
    with django_assert_max_num_queries(24):
        as_alice.get(LIST)
