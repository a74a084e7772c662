from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portfolios.models import Account, Alert, Balance, Portfolio, Position, Transaction, Trigger
from portfolios.services.exits.triggers import arm_trigger, claim_triggers
from portfolios.services.ledger.imports.jobs import run_import
from tests.factories import make_asset, make_portfolio, set_price

HTMX = {"HTTP_HX_REQUEST": "true"}


def text_of(answer):
    return answer.content.decode()


def test_the_first_page_tells_a_newcomer_what_to_do(as_alice):
    page = text_of(as_alice.get(reverse("portfolios:list")))
    assert reverse("portfolios:create") in page
    assert "No portfolio yet" in page


def test_an_empty_portfolio_offers_import_and_adding(as_alice, portfolio):
    page = text_of(as_alice.get(reverse("portfolios:overview", args=[portfolio.pk])))
    assert "Import a file" in page
    assert "Add by hand" in page


def test_a_portfolio_is_made_with_an_account(as_alice, alice, market):
    usd = make_asset("usd", price=1.0)
    answer = as_alice.post(
        reverse("portfolios:create"),
        {"name": "New", "currency": usd.pk, "time_zone": "Europe/Berlin", "method": "fifo",
         "scope": "account"},
    )  # fmt: skip
    portfolio = Portfolio.objects.get(owner=alice)
    assert answer["Location"] == reverse("portfolios:overview", args=[portfolio.pk])
    assert portfolio.accounts.count() == 1


def test_the_overview_values_positions_at_the_latest_quotes(as_alice, full):
    page = text_of(as_alice.get(reverse("portfolios:overview", args=[full.pk])))
    # 0.5 × 60000 + 2 × 2000, bought for 20000 + 3000.
    assert "$34,000.00" in page
    assert "$23,000.00" in page
    assert "+$11,000.00" in page
    assert "88.2%" in page


def test_a_fragment_is_the_figures_alone(as_alice, full):
    path = reverse("portfolios:overview", args=[full.pk])
    fragment = text_of(as_alice.get(path, **HTMX))
    assert fragment.strip().startswith('<div id="figures"')
    assert "<html" not in fragment
    set_price(make_asset("bitcoin"), 70000.0)
    assert "$39,000.00" in text_of(as_alice.get(path, **HTMX))


@pytest.mark.parametrize("side", ["asset", "account", "category", "tier", "kind", "nonsense"])
def test_the_allocation_has_several_sides(as_alice, full, side):
    answer = as_alice.get(reverse("portfolios:overview", args=[full.pk]), {"by": side})
    weights = [part.weight for part in answer.context["slices"]]
    assert sum(weights) == pytest.approx(Decimal(1))


def test_an_asset_without_a_price_is_named_not_counted_as_nothing(as_alice, full):
    make_asset("bitcoin").quote.delete()
    page = text_of(as_alice.get(reverse("portfolios:overview", args=[full.pk])))
    assert "BTC has no price" in page
    assert "$4,000.00" in page


def fill(portfolio, count):
    """So many positions with prices, put into the books directly."""
    account = Account.objects.create(portfolio=portfolio, name=f"A{count}")
    zero = {"realised": 0, "income": 0, "fees": 0}
    for number in range(count):
        asset = make_asset(f"coin-{count}-{number}", price=number + 1.0)
        Position.objects.create(
            portfolio=portfolio, account=account, asset=asset, quantity=1, cost=1, **zero
        )
        Balance.objects.create(portfolio=portfolio, account=account, asset=asset, quantity=1)


def test_the_largest_positions_are_shown_and_the_others_on_request(as_alice, alice, market):
    portfolio = make_portfolio(alice)
    fill(portfolio, 53)
    path = reverse("portfolios:overview", args=[portfolio.pk])
    page = as_alice.get(path)
    assert sum(len(group.rows) for group in page.context["position_groups"]) == 50
    assert "Show 3 more positions" in text_of(page)
    assert page.context["holdings"].value == sum(range(1, 54))
    (everything,) = as_alice.get(path, {"all": "1"}).context["position_groups"]
    assert len(everything.rows) == 53


@pytest.mark.parametrize("name", ["overview", "plan", "transactions"])
def test_a_page_takes_as_many_queries_for_many_positions_as_for_few(as_alice, alice, market, name):
    counts = []
    for size in (5, 60):
        portfolio = make_portfolio(alice, name=f"P{size}")
        fill(portfolio, size)
        path = reverse(f"portfolios:{name}", args=[portfolio.pk])
        as_alice.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert as_alice.get(path).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[0] <= 15


def test_the_list_takes_as_many_queries_for_many_portfolios(as_alice, alice, market):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            as_alice.get(reverse("portfolios:list"))
        return len(captured)

    make_portfolio(alice)
    first = queries()
    for number in range(5):
        make_portfolio(alice, name=f"P{number}")
    assert queries() == first


def form(portfolio, **changes):
    return {
        "type": "buy", "executed_at": "2026-01-02T10:00", "account": portfolio.accounts.first().pk,
        "sent_quantity": "100", "sent_asset": "USD",
        "received_quantity": "0.001", "received_asset": "bitcoin",
    } | changes  # fmt: skip


def test_a_transaction_is_added_in_the_portfolios_time_zone(as_alice, full):
    Portfolio.objects.update(time_zone="America/New_York")
    answer = as_alice.post(reverse("portfolios:add", args=[full.pk]), form(full))
    assert answer.status_code == 302
    row = Transaction.objects.get(received_quantity=Decimal("0.001"))
    assert row.executed_at.isoformat() == "2026-01-02T15:00:00+00:00"


def test_a_time_that_the_clocks_skipped_is_refused_at_its_field(as_alice, full):
    Portfolio.objects.filter(pk=full.pk).update(time_zone="Europe/Berlin")
    path = reverse("portfolios:add", args=[full.pk])
    answer = as_alice.post(path, form(full, executed_at="2024-03-31T02:30:00"))
    assert answer.context["form"].errors["executed_at"] == [
        "The clocks in Europe/Berlin skipped this time."
    ]
    Portfolio.objects.filter(pk=full.pk).update(time_zone="America/Sao_Paulo")
    assert as_alice.post(path, form(full, executed_at="2018-11-04")).status_code == 302


def test_a_faulty_transaction_is_shown_again_with_its_field(as_alice, full):
    path = reverse("portfolios:add", args=[full.pk])
    answer = as_alice.post(path, form(full, received_quantity="-1"))
    assert answer.status_code == 200
    assert "received_quantity" in answer.context["form"].errors
    assert Transaction.objects.count() == 2


def test_a_symbol_of_several_assets_is_asked_not_guessed(as_alice, full):
    make_asset("bitcoin-copy", symbol="BTC", name="Bitcoin Copy")
    answer = as_alice.post(
        reverse("portfolios:add", args=[full.pk]), form(full, received_asset="BTC")
    )
    (error,) = answer.context["form"].errors["received_asset"]
    assert "bitcoin-copy" in error
    assert "bitcoin (Bitcoin)" in error


def test_a_symbol_that_is_also_a_name_is_still_asked(as_alice, full):
    make_asset("pepe", symbol="PEPE", name="Pepe")
    make_asset("pepe-2", symbol="PEPE", name="Another Pepe")
    path = reverse("portfolios:add", args=[full.pk])
    answer = as_alice.post(path, form(full, received_asset="PEPE"))
    assert "received_asset" in answer.context["form"].errors
    assert as_alice.post(path, form(full, received_asset="pepe")).status_code == 302


def test_an_unknown_asset_is_named(as_alice, full):
    answer = as_alice.post(
        reverse("portfolios:add", args=[full.pk]), form(full, received_asset="NOSUCH")
    )
    assert "NOSUCH" in str(answer.context["form"].errors["received_asset"])


def test_editing_shows_the_row_exactly_and_saves_it(as_alice, full):
    row = full.transactions.get(received_asset__slug="bitcoin")
    path = reverse("portfolios:edit", args=[full.pk, row.pk])
    shown = as_alice.get(path).context["form"]
    assert shown["quantity"].value() == "0.5"
    answer = as_alice.post(path, form(full, sent_quantity="20001"))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.sent_quantity == Decimal(20001)


def test_a_deleted_transaction_comes_back_from_the_history(as_alice, full):
    row = full.transactions.first()
    as_alice.post(reverse("portfolios:delete_transaction", args=[full.pk, row.pk]))
    assert not Transaction.objects.filter(pk=row.pk).exists()
    revision = full.revisions.first()
    as_alice.post(reverse("portfolios:undo", args=[full.pk, revision.pk]))
    assert Transaction.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("query", "count"),
    [({"type": "buy"}, 2), ({"type": "sell"}, 0), ({"asset": "ethereum"}, 1), ({"text": "zz"}, 0),
     ({"since": "2100-01-01"}, 0), ({"until": "2100-01-01"}, 2), ({"asset": "NOSUCH"}, 2)],
)  # fmt: skip
def test_transactions_are_filtered(as_alice, full, query, count):
    answer = as_alice.get(reverse("portfolios:transactions", args=[full.pk]), query)
    assert answer.context["page"].paginator.count == count


def test_a_level_is_armed_moved_and_disarmed(as_alice, full):
    path = reverse("portfolios:arm", args=[full.pk])
    data = {"asset": "bitcoin", "kind": "stop_loss", "level": "50000", "share": "50"}
    assert as_alice.post(path, data).status_code == 302
    trigger = Trigger.objects.get()
    assert (trigger.level, trigger.share) == (Decimal(50000), Decimal("0.5"))
    edit = reverse("portfolios:trigger", args=[full.pk, trigger.pk])
    assert as_alice.post(edit, data | {"level": "51000"}).status_code == 302
    trigger.refresh_from_db()
    assert trigger.level == Decimal(51000)
    assert "$51,000.00" in text_of(as_alice.get(reverse("portfolios:plan", args=[full.pk])))
    as_alice.post(reverse("portfolios:disarm", args=[full.pk, trigger.pk]))
    assert not Trigger.objects.armed().exists()


def test_a_level_that_is_reached_asks_before_it_arms(as_alice, full):
    path = reverse("portfolios:arm", args=[full.pk])
    data = {"asset": "bitcoin", "kind": "stop_loss", "level": "70000", "share": "100"}
    answer = as_alice.post(path, data)
    assert "would fire at once" in text_of(answer)
    assert not Trigger.objects.exists()
    assert as_alice.post(path, data | {"when_reached": "fire"}).status_code == 302


def test_alerts_are_listed_counted_and_marked_as_seen(as_alice, full):
    full.owner.notices.all().delete()
    arm_trigger(
        full, user=full.owner, asset=make_asset("bitcoin"), kind="stop_loss", level=Decimal(50000)
    )
    set_price(make_asset("bitcoin"), 40000.0)
    claim_triggers()
    assert ">1<" in text_of(as_alice.get(reverse("portfolios:alert_count")))
    assert "$40,000.00" in text_of(as_alice.get(reverse("portfolios:alert_latest")))
    page = text_of(as_alice.get(reverse("portfolios:alerts")))
    assert "$40,000.00" in page
    assert "$50,000.00" in page
    as_alice.post(reverse("portfolios:alerts_seen"))
    assert "count" not in text_of(as_alice.get(reverse("portfolios:alert_count")))


def test_an_older_alert_is_not_toasted_when_somebody_elses_fires(as_alice, full):
    full.owner.notices.all().delete()
    arm_trigger(
        full, user=full.owner, asset=make_asset("bitcoin"), kind="stop_loss", level=Decimal(50000)
    )
    set_price(make_asset("bitcoin"), 40000.0)
    claim_triggers()
    Alert.objects.update(fired_at=timezone.now() - timedelta(minutes=5))
    assert text_of(as_alice.get(reverse("portfolios:alert_latest"))).strip() == ""
    assert ">1<" in text_of(as_alice.get(reverse("portfolios:alert_count")))


def test_a_file_is_previewed_imported_and_undone(as_alice, full):
    content = (
        b"date,type,account,to_account,sent_amount,sent_asset,received_amount,received_asset,"
        b"fee_amount,fee_asset,net_worth_amount,net_worth_asset,label,description,id\n"
        b"2026-01-02T10:00:00Z,buy,Binance,,100,USD,0.002,BTC,,,,,,,x1\n"
    )
    upload = reverse("portfolios:import", args=[full.pk])
    answer = as_alice.post(upload, {"file": SimpleUploadedFile("t.csv", content)})
    preview = answer["Location"]
    assert "0.002 BTC" in text_of(as_alice.get(preview))
    assert Transaction.objects.count() == 2
    assert as_alice.post(preview).status_code == 302
    assert Transaction.objects.get(external_id="x1").account.name == "Binance"
    batch = full.import_batches.get()
    as_alice.post(reverse("portfolios:import_undo", args=[full.pk, batch.pk]))
    assert Transaction.objects.count() == 2


def test_an_empty_file_is_refused_in_words(as_alice, full):
    upload = reverse("portfolios:import", args=[full.pk])
    answer = as_alice.post(upload, {"file": SimpleUploadedFile("t.csv", b"\x00\x01\x02binary")})
    assert answer.status_code == 200
    assert "notice error" in text_of(answer)


def test_a_token_is_shown_once_and_kept_as_a_digest(as_alice, alice):
    path = reverse("portfolios:tokens")
    page = text_of(as_alice.post(path, {"name": "bot", "scope": "read", "days": "30"}))
    token = alice.api_tokens.get()
    key = page.split('<input readonly value="')[1].split('"')[0]
    assert token.matches(key)
    assert key not in text_of(as_alice.get(path))
    assert "no-store" in as_alice.get(path)["Cache-Control"]
    as_alice.post(reverse("portfolios:token_revoke", args=[token.pk]))
    token.refresh_from_db()
    assert not token.is_usable


def test_pages_carry_a_strict_content_security_policy(as_alice, full):
    answer = as_alice.get(reverse("portfolios:overview", args=[full.pk]))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = text_of(answer)
    assert " style=" not in page
    assert "onclick" not in page


def test_a_portfolio_is_deleted_with_its_ledger(as_alice, full):
    as_alice.post(reverse("portfolios:delete", args=[full.pk]))
    assert not Portfolio.objects.exists()
    assert not Transaction.objects.exists()


def test_an_account_with_transactions_stays(as_alice, full):
    account = full.accounts.first()
    as_alice.post(reverse("portfolios:account_delete", args=[full.pk, account.pk]))
    assert full.accounts.filter(pk=account.pk).exists()


class TestAnImportWithQuestions:
    HEADER = (
        "date,type,account,to_account,sent_amount,sent_asset,received_amount,received_asset,"
        "fee_amount,fee_asset,net_worth_amount,net_worth_asset,label,description,id\n"
    )
    ROW = "2026-01-02T10:00:07Z,buy,Binance,,100,USD,0.002,BTC,,,,,,,\n"

    def uploaded(self, client, portfolio, *rows):
        upload = reverse("portfolios:import", args=[portfolio.pk])
        file = SimpleUploadedFile("t.csv", (self.HEADER + "".join(rows)).encode())
        return client.post(upload, {"file": file})["Location"]

    def test_shows_what_it_left_out_and_gives_it_as_csv(self, as_alice, full):
        page = self.uploaded(as_alice, full, self.ROW, self.ROW.replace("100", "NaN"))
        assert "Import the 1 good row and leave out" in " ".join(
            text_of(as_alice.get(page)).split()
        )
        refused = as_alice.post(page, {"action": "import"})
        assert "Nothing was imported" in text_of(refused)
        done = as_alice.post(page, {"action": "import", "leave_out_errors": "on"}, follow=True)
        assert "1 line was left out" in text_of(done)
        batch = full.import_batches.get()
        path = reverse("portfolios:import_left_out", args=[full.pk, batch.pk])
        header, line = as_alice.get(path).content.decode().splitlines()
        assert header == f"{self.HEADER.strip()},Line in the file,Why it was left out"
        assert ",3,sent_amount: " in line

    def test_asks_about_rows_that_may_be_here_already(self, as_alice, full):
        as_alice.post(self.uploaded(as_alice, full, self.ROW))
        page = self.uploaded(as_alice, full, self.ROW.replace(":07Z", ":00Z"))
        assert "Are these here already?" in text_of(as_alice.get(page))
        assert "Say first whether" in text_of(as_alice.post(page, {"action": "import"}))
        answered = as_alice.post(page, {"action": "preview", "duplicates": "same"}, follow=True)
        assert "checked" in text_of(answered)
        as_alice.post(page, {"action": "import", "duplicates": "different"})
        assert full.transactions.filter(account__name="Binance").count() == 2

    def test_takes_a_day_on_which_a_symbol_changed_its_meaning(self, as_alice, full):
        for slug in ("pepe", "pepe-classic"):
            make_asset(slug, symbol="PEPE")
        rows = [self.ROW.replace("BTC", "PEPE").replace("2026", year) for year in ("2024", "2026")]
        page = self.uploaded(as_alice, full, *rows)
        answers = {"asset-PEPE": "pepe", "before-PEPE": "pepe-classic"}
        assert "say from which day" in text_of(as_alice.post(page, answers))
        assert "no asset called" in text_of(
            as_alice.post(page, {**answers, "before-PEPE": "nobody", "since-PEPE": "2025-06-01"})
        )
        as_alice.post(page, {**answers, "since-PEPE": "2025-06-01"})
        bought = full.transactions.filter(account__name="Binance").order_by("executed_at")
        assert [row.received_asset.slug for row in bought] == ["pepe-classic", "pepe"]

    def test_can_be_dropped(self, as_alice, full):
        page = self.uploaded(as_alice, full, self.ROW)
        as_alice.post(page, {"action": "discard"})
        assert not full.import_batches.exists()
        assert as_alice.get(page).status_code == 404

    def test_of_a_long_file_shows_how_far_the_worker_is(self, as_alice, full, settings):
        settings.BOOKS_INLINE_ROWS = 1
        page = self.uploaded(as_alice, full, self.ROW)
        assert "The file is being read" in text_of(as_alice.get(page))
        batch = full.import_batches.get()
        progress = reverse("portfolios:import_progress", args=[full.pk, batch.pk])
        assert as_alice.get(progress)["Location"] == page
        fragment = as_alice.get(progress, headers={"HX-Request": "true"})
        assert "<html" not in text_of(fragment)
        run_import(batch.pk)
        assert as_alice.get(progress, headers={"HX-Request": "true"})["HX-Redirect"] == page
        assert "0.002 BTC" in text_of(as_alice.get(page))
        assert as_alice.post(page, {"action": "import"})["Location"] == page
        assert "being imported" in text_of(as_alice.get(page))
        run_import(batch.pk)
        assert "To the overview" in text_of(as_alice.get(page))
        assert full.transactions.filter(account__name="Binance").count() == 1

    def test_that_the_worker_gave_up_can_be_tried_again(self, as_alice, full, settings):
        settings.BOOKS_INLINE_ROWS = 1
        page = self.uploaded(as_alice, full, self.ROW)
        full.import_batches.update(status="failed", failure="The worker stopped.")
        assert "The worker stopped." in text_of(as_alice.get(page))
        assert as_alice.post(page, {"action": "retry"})["Location"] == page
        assert full.import_batches.get().status == "reading"
