"""Language, currency and time zone: where they are chosen, and what follows them."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import translation

from portfolios.forms.forms import PortfolioForm
from portfolios.forms.preferences import HomeCurrencyForm, PreferencesForm
from portfolios.services.alerts.notices import notify
from portfolios.services.sharing.tokens import create_token
from tests.factories import make_asset

PATH = "/settings/"
# Nine hours ahead all year: an evening in UTC is a day later.
SEOUL = "Asia/Seoul"


@pytest.fixture
def in_seoul(as_alice, alice):
    won = make_asset("krw", price=0.0007, kind="fiat")
    as_alice.post(PATH, {"currency": won.pk, "time_zone": SEOUL})
    alice.refresh_from_db()
    return as_alice


def test_they_are_found_in_the_menu_and_by_a_search(as_alice):
    assert f'href="{PATH}"' in as_alice.get("/").content.decode()
    assert PATH in as_alice.get("/search/?q=time zone").content.decode()
    assert PATH in as_alice.get("/search/?q=currency").content.decode()
    assert PATH in as_alice.get("/search/?q=language").content.decode()


def test_what_was_chosen_is_kept_and_can_be_taken_back(in_seoul, alice):
    assert (alice.currency.slug, alice.time_zone) == ("krw", SEOUL)
    assert "Asia/Seoul" in in_seoul.get(PATH).content.decode()
    in_seoul.post(PATH, {"currency": "", "time_zone": "UTC"})
    alice.refresh_from_db()
    assert (alice.currency, alice.time_zone) == (None, "UTC")


@pytest.mark.parametrize("form_class", [PreferencesForm, HomeCurrencyForm, PortfolioForm])
def test_currencies_have_their_names_in_the_language_of_the_page(db, form_class):
    make_asset("krw", price=0.0007, kind="fiat", name="South Korean won")
    assert "KRW: South Korean won" in str(form_class()["currency"])
    with translation.override("de"):
        assert "KRW: Südkoreanischer Won" in str(form_class()["currency"])


@pytest.mark.parametrize("change", [{"time_zone": "Mars/Base"}, {"time_zone": ""}])
def test_what_is_no_time_zone_is_refused(in_seoul, alice, change):
    answer = in_seoul.post(PATH, {"currency": "", **change})
    assert answer.context["form"].errors.keys() == {"time_zone"}
    alice.refresh_from_db()
    assert (alice.currency.slug, alice.time_zone) == ("krw", SEOUL)


def test_what_is_no_currency_is_refused(as_alice):
    coin = make_asset("solana")
    answer = as_alice.post(PATH, {"currency": coin.pk, "time_zone": "UTC"})
    assert answer.context["form"].errors.keys() == {"currency"}


def test_times_on_pages_are_of_the_readers_zone(in_seoul, alice):
    at = datetime(2026, 1, 31, 18, 30, tzinfo=UTC)
    create_token(alice, name="Bot", scope="read", days=None)
    alice.api_tokens.update(last_used_at=at, expires_at=at)
    alice.channels.update(last_sent_at=at)
    notify([alice], kind="drift", subject="x", title="x", text="…")
    alice.notices.update(created_at=at)
    for name in ("tokens", "channels", "alerts"):
        page = in_seoul.get(reverse(f"portfolios:{name}")).content.decode()
        assert "2026-02-01 03:30 KST" in page, name
        assert "18:30" not in page, name


def test_new_portfolios_and_channels_begin_with_them(in_seoul, alice):
    form = in_seoul.get(reverse("portfolios:create")).context["form"]
    assert (form["currency"].value(), form["time_zone"].value()) == (alice.currency_id, SEOUL)
    for kind in ("email", "webpush"):
        path = reverse("portfolios:channel_create", args=[kind])
        assert in_seoul.get(path).context["form"]["time_zone"].value() == SEOUL


def test_without_a_choice_a_portfolio_begins_in_dollars_and_utc(as_alice):
    dollar = make_asset("usd", price=1.0)
    form = as_alice.get(reverse("portfolios:create")).context["form"]
    assert (form["currency"].value(), form["time_zone"].value()) == (dollar.pk, "UTC")


def test_the_api_answers_in_utc_whatever_the_zone(in_seoul, alice, portfolio):
    (row,) = in_seoul.get("/api/v1/portfolios/").json()["results"]
    assert row["created_at"].endswith("Z")


def test_a_visitor_is_asked_to_sign_in(client, db):
    for answer in (client.get(PATH), client.post(PATH, {"time_zone": "UTC"})):
        assert answer.status_code == 302
        assert reverse("account_login") in answer["Location"]


def test_the_page_takes_few_queries(in_seoul, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        in_seoul.get(PATH)
