"""Pages of watchlists: made, filled, ordered, imported, exported, and nobody else's to see."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portfolios.models import WatchedAsset, Watchlist
from portfolios.services.watchlists import items, lists
from tests.factories import make_asset, set_price

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def watchlist(alice, market):
    found = lists.create_watchlist(alice, name="Later")
    for slug, price in (("bitcoin", 60000.0), ("ethereum", 2000.0)):
        set_price(make_asset(slug), price, market_cap=price * 1e6)
    items.watch_asset(
        found, asset=make_asset("bitcoin"), note="Wait", tags=["big"], target=Decimal(66000)
    )
    return found


def text(answer):
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def path(name, *keys):
    return reverse(f"portfolios:{name}", args=keys)


def upload(client, watchlist, content):
    file = SimpleUploadedFile("list.csv", content.encode() if isinstance(content, str) else content)
    return client.post(path("watchlist_import", watchlist.pk), {"file": file}, follow=True)


def test_a_newcomer_is_told_what_lists_are(as_alice, market):
    assert "No watchlist yet" in text(as_alice.get("/watchlists/"))


def test_a_list_is_made_renamed_ordered_and_deleted(as_alice, alice, market):
    answer = as_alice.post("/watchlists/", {"name": "Later", "note": "Why"})
    made = Watchlist.objects.get()
    assert answer["Location"] == path("watchlist", made.pk)
    as_alice.post(path("watchlist_change", made.pk), {"name": "Sooner"})
    assert Watchlist.objects.get().name == "Sooner"
    refused = as_alice.post(path("watchlist_change", made.pk), {"name": "a\u200bb"})
    assert "visible" in text(refused)
    second = lists.create_watchlist(alice, name="Two")
    as_alice.post(path("watchlist_move", second.pk), {"place": "0"})
    assert Watchlist.objects.for_user(alice).first() == second
    assert as_alice.post(path("watchlist_move", second.pk), {"place": "x"}).status_code == 400
    as_alice.post(path("watchlist_delete", made.pk))
    assert Watchlist.objects.count() == 1


def test_the_page_has_live_prices_targets_and_notes(as_alice, watchlist):
    page = text(as_alice.get(path("watchlist", watchlist.pk)))
    assert "$60,000.00" in page
    assert "$66,000.00" in page
    assert "+10.0% away" in page
    assert "Wait" in page
    part = as_alice.get(path("watchlist", watchlist.pk), **HTMX).content.decode()
    assert part.strip().startswith('<section class="card flush" id="watched-rows"')


def test_an_asset_is_added_by_symbol_changed_moved_and_removed(as_alice, watchlist):
    page = path("watchlist", watchlist.pk)
    as_alice.post(page, {"asset": "ETH"})
    item = watchlist.items.get(asset__slug="ethereum")
    assert "already" in text(as_alice.post(page, {"asset": "ETH"}))
    form = path("watched", watchlist.pk, item.pk)
    as_alice.post(form, {"target": "$2,500", "tags": "layer 1, later", "note": "Soon"})
    item.refresh_from_db()
    assert (item.target, item.tags, item.note) == (Decimal(2500), ["layer 1", "later"], "Soon")
    assert "layer 1, later" in text(as_alice.get(form))
    as_alice.post(path("watched_move", watchlist.pk, item.pk), {"place": "0"})
    assert watchlist.items.first() == item
    as_alice.post(path("watched_remove", watchlist.pk, item.pk))
    assert not watchlist.items.filter(pk=item.pk).exists()


@pytest.mark.parametrize("target", ["0", "-1", "much", "5 EUR", "10%"])
def test_a_target_that_is_no_price_is_refused(as_alice, watchlist, target):
    item = watchlist.items.get()
    as_alice.post(path("watched", watchlist.pk, item.pk), {"target": target})
    item.refresh_from_db()
    assert item.target == Decimal(66000)


def test_tags_narrow_the_list(as_alice, watchlist):
    items.watch_asset(watchlist, asset=make_asset("ethereum"))
    page = as_alice.get(path("watchlist", watchlist.pk), {"tag": "big"})
    assert [row.asset.slug for row in page.context["rows"]] == ["bitcoin"]
    assert len(as_alice.get(path("watchlist", watchlist.pk), {"tag": "?"}).context["rows"]) == 2


def test_a_column_sorts_and_the_lists_own_order_comes_back(as_alice, watchlist):
    items.watch_asset(watchlist, asset=make_asset("ethereum"))
    page = as_alice.get(path("watchlist", watchlist.pk), {"sort": "price", "tag": "?"})
    assert [row.asset.slug for row in page.context["rows"]] == ["ethereum", "bitcoin"]
    assert "Own order" in text(page)
    assert path("watched_move", watchlist.pk, watchlist.items.first().pk) not in text(page)
    # What has no target is last either way.
    for sort in ("target", "-target"):
        rows = as_alice.get(path("watchlist", watchlist.pk), {"sort": sort}).context["rows"]
        assert [row.asset.slug for row in rows] == ["bitcoin", "ethereum"]


def test_an_alert_starts_from_the_target(as_alice, watchlist):
    page = text(as_alice.get(path("watchlist", watchlist.pk)))
    address = f"{path('market_alert_create')}?subject=asset&asset=bitcoin"
    address += "&measure=price&rule=above&level=66000"
    assert address.replace("&", "&amp;") in page
    form = as_alice.get(address).context["form"]
    assert (form["measure"].value(), form["rule"].value()) == ("price", "above")
    assert form["level"].value() == "66000"


def test_what_is_exported_is_imported_again(as_alice, alice, watchlist):
    answer = as_alice.get(path("watchlist_export", watchlist.pk))
    assert 'filename="later.csv"' in answer["Content-Disposition"]
    other = lists.create_watchlist(alice, name="Copy")
    page = upload(as_alice, other, answer.content)
    assert "1 asset came onto the list" in text(page)
    copied = other.items.get()
    assert (copied.note, copied.tags, copied.target) == ("Wait", ["big"], Decimal(66000))


def test_the_good_rows_come_and_the_others_are_asked(as_alice, watchlist):
    for slug in ("pepe", "pepe-two"):
        make_asset(slug, symbol="PEPE", name=slug.title())
    content = (
        "Coin Symbol,Notes,Price target\neth,Good,3000\npepe,Which,1\nnope,Unknown,\nx,,soon\n"
    )
    page = upload(as_alice, watchlist, content)
    shown = text(page)
    assert watchlist.items.get(asset__slug="ethereum").note == "Good"
    assert "“PEPE” in the file" in shown
    assert "Several assets are called PEPE" in shown
    assert "There is no asset called" in shown
    assert "Line 5, target" in shown
    answers = {
        "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0",
        "form-0-asset": "PEPE", "form-0-asset-pick": "pepe PEPE", "form-0-note": "Which",
        "form-0-tags": "", "form-0-target": "1",
        "form-1-asset": "", "form-1-note": "Unknown", "form-1-tags": "", "form-1-target": "",
    }  # fmt: skip
    done = as_alice.post(path("watchlist_answers", watchlist.pk), answers, follow=True)
    assert "1 asset came onto the list" in text(done)
    found = watchlist.items.get(asset__slug="pepe")
    assert (found.note, found.target) == ("Which", Decimal(1))


def test_what_is_still_unclear_is_asked_again_and_the_rest_after_it(as_alice, watchlist):
    content = "symbol\n" + "".join(f"NOPE{number}\n" for number in range(60))
    page = upload(as_alice, watchlist, content)
    assert len(page.context["asked"].forms) == 50
    assert "10 more are asked" in text(page)
    data = {"form-TOTAL_FORMS": "50", "form-INITIAL_FORMS": "0", "rest": page.context["rest"]}
    data |= {f"form-{n}-asset": "" for n in range(50)} | {"form-0-asset": "STILL"}
    again = as_alice.post(path("watchlist_answers", watchlist.pk), data, follow=True)
    assert len(again.context["asked"].forms) == 11


@pytest.mark.parametrize(
    ("content", "said"),
    [("", "empty"), ("price\n1\n", "header"), (b"\xff\xfe\x00", "UTF-16"), (b"PK\x03\x04", "Excel"),
     ("symbol\n", "names no asset")],
)  # fmt: skip
def test_a_file_that_is_none_says_why(as_alice, watchlist, content, said):
    assert said in text(upload(as_alice, watchlist, content))


def test_the_button_of_an_asset_makes_the_first_list(as_alice, alice, market):
    set_price(make_asset("bitcoin"), 1.0)
    page = text(as_alice.get("/markets/bitcoin/"))
    assert "☆ Watch" in page
    answer = as_alice.post("/watchlists/watch/", {"toggle": "bitcoin", "next": "/markets/bitcoin/"})
    assert answer["Location"] == "/markets/bitcoin/"
    assert WatchedAsset.objects.get().watchlist.name == "Watchlist"
    assert "★ Watchlist" in text(as_alice.get("/markets/bitcoin/"))
    as_alice.post("/watchlists/watch/", {"toggle": "bitcoin"})
    assert not WatchedAsset.objects.exists()


def test_each_list_has_its_button(as_alice, alice, watchlist):
    second = lists.create_watchlist(alice, name="Two")
    page = text(as_alice.get("/markets/bitcoin/"))
    assert "★ Later" in page
    assert "☆ Two" in page
    as_alice.post("/watchlists/watch/", {"toggle": "bitcoin", "list": second.pk})
    assert second.items.count() == 1


def test_the_screener_marks_what_is_watched(as_alice, client, watchlist):
    page = as_alice.get("/markets/screener/").content.decode()
    assert page.count('aria-pressed="true">★') == 1
    assert page.count('aria-pressed="false">☆') == 1
    form = {"toggle": "ethereum", "next": "/markets/screener/?page=1"}
    part = as_alice.post("/watchlists/watch/", form, follow=True, **HTMX).content.decode()
    assert part.count('aria-pressed="true">★') == 2


def test_a_visitor_has_no_stars_and_is_asked_to_sign_in(client, watchlist):
    assert 'class="star"' not in client.get("/markets/screener/").content.decode()
    for answer in (client.get("/watchlists/"), client.post("/watchlists/watch/", {})):
        assert answer.status_code == 302
        assert reverse("account_login") in answer["Location"]


@pytest.mark.parametrize("next_", ["//evil.example/", "https://evil.example/", "javascript:x"])
def test_it_leads_back_to_no_other_site(as_alice, watchlist, next_):
    answer = as_alice.post("/watchlists/watch/", {"toggle": "bitcoin", "next": next_})
    assert answer["Location"] == "/markets/bitcoin/"


def test_a_way_back_that_is_the_name_of_no_view_is_an_address_like_others(as_alice, watchlist):
    for address in ("x", "home", "?tag=a"):
        answer = as_alice.post("/watchlists/watch/", {"toggle": "bitcoin", "next": address})
        assert (answer.status_code, answer["Location"]) == (302, address)


@pytest.mark.parametrize("toggle", ["", "nope", "own-1"])
def test_what_is_no_asset_is_not_found(as_alice, market, toggle):
    make_asset("own-1", kind="own")
    assert as_alice.post("/watchlists/watch/", {"toggle": toggle}).status_code == 404


def test_for_anybody_else_there_is_nothing(as_bob, bob, watchlist):
    item = watchlist.items.get()
    own = lists.create_watchlist(bob, name="Bob's")
    reads = [path("watchlist", watchlist.pk), path("watchlist_export", watchlist.pk),
             path("watched", watchlist.pk, item.pk), path("watched", own.pk, item.pk)]  # fmt: skip
    posts = [
        *(path(f"watchlist{name}", watchlist.pk)
          for name in ("", "_change", "_move", "_delete", "_import", "_answers")),
        *(path(name, key, item.pk) for key in (watchlist.pk, own.pk)
          for name in ("watched", "watched_move", "watched_remove")),
    ]  # fmt: skip
    for address in reads:
        assert as_bob.get(address).status_code == 404, address
    for address in posts:
        assert as_bob.post(address).status_code == 404, address
    answer = as_bob.post("/watchlists/watch/", {"toggle": "bitcoin", "list": watchlist.pk})
    assert answer.status_code == 404
    assert "Later" not in as_bob.get("/watchlists/").content.decode()
    assert watchlist.items.get() == item


def test_any_number_of_assets_costs_the_same_queries(as_alice, watchlist):
    def count():
        as_alice.get(path("watchlist", watchlist.pk))
        with CaptureQueriesContext(connection) as captured:
            as_alice.get(path("watchlist", watchlist.pk))
        return len(captured)

    before = count()
    for number in range(20):
        asset = make_asset(f"coin-{number}")
        set_price(asset, 1.0)
        items.watch_asset(watchlist, asset=asset, tags=[f"tag {number}"])
    assert count() == before
    assert before <= 14
