"""The list of transactions: worth, sorting, totals, what is exported, and chosen rows."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from portfolios.models import Account, ImportBatch, User
from portfolios.services.books.books import rebuild_books
from portfolios.services.ledger.transactions import record_transaction
from tests.factories import buy, days_ago, make_asset, set_closes


@pytest.fixture
def path(full):
    reward = {"received_asset": make_asset("ethereum"), "received_quantity": Decimal("0.1")}
    record_transaction(
        full, user=full.owner, type="staking_reward", account=full.accounts.first(),
        executed_at=days_ago(5), net_worth_asset=make_asset("eur", price=2.0),
        net_worth_amount=Decimal(1990), **reward,
    )  # fmt: skip
    record_transaction(
        full, user=full.owner, type="airdrop", account=full.accounts.first(),
        executed_at=days_ago(4), note="Thanks", **reward,
    )  # fmt: skip
    return reverse("portfolios:transactions", args=[full.pk])


def listed(client, path, **query):
    return client.get(path, query).context["rows"]


def test_a_row_says_what_it_was_worth_and_a_unit_of_it(as_alice, path):
    worths = {row.type + str(row.received_quantity.normalize()): worth
              for row, worth in listed(as_alice, path)}  # fmt: skip
    assert (worths["buy0.5"].amount, worths["buy0.5"].unit_price) == (20000, 40000)
    reward = worths["staking_reward0.1"]
    assert (reward.amount, reward.currency.symbol, reward.unit_price) == (1990, "EUR", 19900)
    assert worths["airdrop0.1"] is None


def test_a_reward_that_says_no_worth_has_the_one_of_the_books(as_alice, full, path):
    """Quietly, and sorted among what rows say."""
    ethereum, dogecoin = make_asset("ethereum"), make_asset("dogecoin")
    set_closes(ethereum, {days_ago(3).date(): 2500})
    for asset in (ethereum, dogecoin):
        record_transaction(
            full, user=full.owner, type="staking_reward", account=full.accounts.first(),
            executed_at=days_ago(3), received_asset=asset, received_quantity=Decimal(10),
        )  # fmt: skip
    rebuild_books(full.pk)
    rows = listed(as_alice, path, sort="-value")
    assert [worth and worth.amount for _, worth in rows] == [25000, 20000, 1990, 3000, None, None]
    row, worth = rows[0]
    assert (row.received_asset, worth.unit_price, worth.currency) == (ethereum, 2500, full.currency)
    assert worth.is_booked
    page = as_alice.get(path).content.decode()
    assert re.search(r'class="quiet" title="market value when it came">\s*\$25,000.00<', page)


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("-date", "airdrop", "buy"), ("date", "buy", "airdrop"),
        ("type", "airdrop", "staking_reward"),
        ("-received", "buy", "staking_reward"), ("nonsense", "airdrop", "buy"),
        # What has no note, or no worth, is last either way; 1,990 EUR at 2 are over 3,000 USD.
        ("note", "airdrop", "staking_reward"), ("-note", "airdrop", "buy"),
        ("value", "buy", "airdrop"), ("-value", "buy", "airdrop"), ("-price", "buy", "airdrop"),
    ],
)  # fmt: skip
def test_each_column_sorts(as_alice, path, sort, first, last):
    rows = [row for row, _ in listed(as_alice, path, sort=sort)]
    assert (rows[0].type, rows[-1].type) == (first, last)


def test_money_without_a_rate_is_last_like_what_has_no_worth(as_alice, path):
    make_asset("eur").quote.delete()
    for sort in ("value", "-value", "price", "-price"):
        types = [row.type for row, _ in listed(as_alice, path, sort=sort)]
        assert types[:2] == ["buy", "buy"], sort
        assert set(types[2:]) == {"staking_reward", "airdrop"}, sort


def test_days_at_the_ends_of_the_calendar_narrow_and_break_nothing(as_alice, path):
    for query, count in [
        ({"until": "9999-12-31"}, 4), ({"since": "0001-01-01"}, 4), ({"since": "9999-12-31"}, 0),
        ({"until": "0001-01-01"}, 0), ({"until": "9999-12-30", "since": "0001-01-02"}, 4),
    ]:  # fmt: skip
        assert len(listed(as_alice, path, **query)) == count, query


def test_money_of_several_currencies_is_compared_at_its_rates(as_alice, path):
    values = [row.type for row, worth in listed(as_alice, path, sort="-value") if worth]
    assert values == ["buy", "staking_reward", "buy"]


def test_sorting_keeps_the_filters_and_filtering_the_order(as_alice, path):
    page = as_alice.get(path, {"type": "buy", "sort": "-value", "page": "1"}).content.decode()
    assert 'href="?type=buy&amp;sort=value"' in page
    assert '<input type="hidden" name="sort" value="-value">' in page
    assert 'aria-sort="descending"' in page


def test_rows_of_one_asset_have_a_total(as_alice, full, path):
    context = as_alice.get(path, {"asset": "ethereum"}).context
    assert context["totals"].received == Decimal("2.2")
    assert as_alice.get(path).context["totals"] is None


def test_what_is_seen_is_exported_in_its_order(as_alice, full, path):
    export = reverse("portfolios:export", args=[full.pk])
    answer = as_alice.get(export, {"type": "buy", "sort": "-value"})
    lines = b"".join(answer.streaming_content).decode().splitlines()[1:]
    assert [line.split(",")[4] for line in lines] == ["20000", "3000"]
    whole = b"".join(as_alice.get(export).streaming_content).decode().splitlines()[1:]
    assert len(whole) == 4


def test_the_money_of_a_purchase_is_no_loss(as_alice, path):
    page = as_alice.get(path, {"type": "buy"}).content.decode()
    assert 'class="down"' not in page.split("<tbody>")[1].split("</tbody>")[0]


@pytest.mark.parametrize("rows", [2, 30])
def test_the_page_takes_as_many_queries_for_any_rows(
    as_alice, full, rows, django_assert_max_num_queries
):
    for number in range(rows):
        buy(full, "bitcoin", "1", dollars="5", ago=number + 1)
    with django_assert_max_num_queries(14):
        as_alice.get(reverse("portfolios:transactions", args=[full.pk]), {"sort": "-value"})


class TestView:
    """Columns, order and density: chosen on a page of their own, or in the address."""

    POST = {"columns": ["value", "note"], "density": "compact", "sort": "-value"}

    @pytest.fixture
    def view(self, full):
        return reverse("portfolios:ledger_view", args=[full.pk])

    def heads(self, client, path, **query):
        return [heading.name for heading in client.get(path, query).context["headings"]]

    def test_is_stored_for_its_reader_alone(self, as_alice, path, view, bob):
        assert as_alice.post(view, self.POST)["Location"] == path
        assert self.heads(as_alice, path) == ["date", "type", "value", "note"]
        text = as_alice.get(path).content.decode()
        assert "ledger compact" in text
        assert '<td class="number fee">' not in text and '<td class="number value">' in text
        assert "export.csv?sort=-value" in text
        assert bob.table_views == {}
        as_alice.post(view, {"usual": "1"})
        assert User.objects.get(email="alice@example.org").table_views == {}

    def test_of_an_address_comes_before_the_stored_one(self, as_alice, path, view):
        as_alice.post(view, self.POST)
        seen = as_alice.get(path, {"columns": "file,nonsense,label", "density": ""}).context["seen"]
        assert (seen.columns, seen.density, seen.sort) == (("file", "label"), "", "-value")
        assert self.heads(as_alice, path, columns="id,file") == ["date", "type", "file", "id"]

    def test_needs_a_column(self, as_alice, view):
        answer = as_alice.post(view, {"density": "compact"})
        assert "Choose at least one column." in answer.content.decode()
        assert User.objects.get(email="alice@example.org").table_views == {}

    def test_keeps_those_of_other_tables(self, as_alice, full, view):
        positions = reverse("portfolios:positions_view", args=[full.pk])
        as_alice.post(positions, {"columns": ["value"], "period": "24h"})
        as_alice.post(view, self.POST)
        assert User.objects.get(email="alice@example.org").table_views == {
            "positions": "columns=value",
            "transactions": "columns=value,note&sort=-value&density=compact",
        }

    def test_names_the_file_of_a_row(self, as_alice, full, path):
        batch = ImportBatch.objects.create(portfolio=full, filename="f.csv", format="koinly")
        full.transactions.filter(type="airdrop").update(import_batch=batch)
        text = as_alice.get(path, {"columns": "file", "sort": "file"}).content.decode()
        assert text.index('<td class="file">f.csv</td>') < text.index('<td class="file"></td>')


class TestChosenRows:
    def chosen(self, client, full, **post):
        keys = list(full.transactions.order_by("pk").values_list("pk", flat=True))
        path = reverse("portfolios:bulk", args=[full.pk])
        page = reverse("portfolios:transactions", args=[full.pk]) + "?sort=-value"
        answer = client.post(path, {"row": keys, "next": page, **post}, follow=True)
        return " ".join(answer.content.decode().split())

    def test_are_deleted_and_come_back(self, as_alice, full):
        text = self.chosen(as_alice, full, action="delete")
        assert "2 transactions deleted." in text
        assert not full.transactions.exists()
        address = re.search(r'action="([^"]+bulk/undo/[^"]+)"', text)[1]
        assert "Undone: 2 transactions." in as_alice.post(address, follow=True).content.decode()
        assert full.transactions.count() == 2

    def test_are_moved_and_tagged(self, as_alice, full):
        vault = Account.objects.create(portfolio=full, name="Vault")
        text = self.chosen(as_alice, full, action="move", account=vault.pk)
        assert "2 transactions moved to Vault." in text
        assert "tagged tax" in self.chosen(as_alice, full, action="tag", tag="tax")
        assert {tuple(row.tags) for row in full.transactions.all()} == {("tax",)}

    @pytest.mark.parametrize(
        ("post", "said"),
        [
            ({"action": "delete", "row": []}, "Choose some rows first."),
            ({"action": "move"}, "Choose the account"),
            ({"action": "sing"}, "Choose what to do"),
            ({"action": "tag", "tag": ";"}, "A tag has"),
        ],
    )
    def test_say_what_is_missing(self, as_alice, full, post, said):
        assert said in self.chosen(as_alice, full, **post)
        assert full.transactions.count() == 2

    def test_go_into_no_account_of_another(self, as_alice, full, charlie):
        foreign = Account.objects.create(
            portfolio=type(full).objects.create(owner=charlie, name="X", currency=full.currency),
            name="Theirs",
        )
        keys = list(full.transactions.values_list("pk", flat=True))
        post = {"row": keys, "action": "move", "account": foreign.pk}
        assert as_alice.post(reverse("portfolios:bulk", args=[full.pk]), post).status_code == 404
