"""Many rows are changed at once, all or none, and put back together."""

import pytest

from portfolios.models import Account, Transaction
from portfolios.services.errors import Refused
from portfolios.services.ledger import bulk
from tests.factories import buy, make_portfolio


@pytest.fixture
def rows(portfolio):
    return [buy(portfolio, "bitcoin", "1", dollars=str(n), ago=n) for n in (10, 20, 30)]


@pytest.fixture
def vault(portfolio):
    return Account.objects.create(portfolio=portfolio, name="Vault")


def state(portfolio):
    rows = portfolio.transactions.order_by("pk")
    return list(rows.values("pk", "account__name", "tags", "created_at", "sent_quantity"))


def test_deleted_rows_come_back_as_they_were(portfolio, rows):
    before = state(portfolio)
    revisions = bulk.delete_rows(portfolio, [rows[0].pk, rows[2].pk], user=portfolio.owner)
    assert [one["pk"] for one in state(portfolio)] == [rows[1].pk]
    assert bulk.undo_revisions(portfolio, revisions) == 2
    assert state(portfolio) == before


def test_moved_and_tagged_rows_go_back(portfolio, rows, vault):
    before, keys = state(portfolio), [row.pk for row in rows]
    moved = bulk.move_rows(portfolio, keys, account=vault, user=portfolio.owner)
    tagged = bulk.tag_rows(portfolio, keys[:2], tag=" tax  2025 ", user=portfolio.owner)
    assert [(one["account__name"], one["tags"]) for one in state(portfolio)] == [
        ("Vault", ["tax 2025"]), ("Vault", ["tax 2025"]), ("Vault", []),
    ]  # fmt: skip
    with pytest.raises(Refused, match="changed again"):
        bulk.undo_revisions(portfolio, moved)
    bulk.undo_revisions(portfolio, tagged)
    bulk.undo_revisions(portfolio, moved)
    assert state(portfolio) == before


def test_one_row_that_cannot_move_keeps_all_where_they_are(portfolio, rows, vault):
    rows[1].type, rows[1].to_account = "transfer", vault
    Transaction.objects.filter(pk=rows[1].pk).update(
        type="transfer", to_account=vault, sent_asset=rows[1].received_asset, sent_quantity=1
    )
    before = state(portfolio)
    with pytest.raises(Refused, match=r"Nothing was changed\. Transfer of"):
        keys = [row.pk for row in rows]
        bulk.move_rows(portfolio, keys, account=vault, user=portfolio.owner)
    assert state(portfolio) == before


@pytest.mark.parametrize("tag", ["", "  ", "a;b", "x" * 41, "a\x00b"])
def test_a_tag_that_is_none_is_refused(portfolio, rows, tag):
    with pytest.raises(Refused, match="A tag has"):
        bulk.tag_rows(portfolio, [rows[0].pk], tag=tag, user=portfolio.owner)


def test_a_row_has_so_many_tags_at_most_and_the_one_it_has_costs_none(portfolio, rows):
    full = [str(number) for number in range(50)]
    Transaction.objects.filter(pk=rows[0].pk).update(tags=full)
    keys = [rows[0].pk, rows[1].pk]
    bulk.tag_rows(portfolio, keys, tag="7", user=portfolio.owner)
    assert [one["tags"] for one in state(portfolio)] == [full, ["7"], []]
    with pytest.raises(Refused, match="at most 50 tags"):
        bulk.tag_rows(portfolio, keys, tag="new", user=portfolio.owner)
    assert [one["tags"] for one in state(portfolio)] == [full, ["7"], []]


def test_rows_of_others_and_too_many_are_refused(portfolio, rows, charlie):
    foreign = buy(make_portfolio(charlie), "bitcoin", "1", dollars="5")
    with pytest.raises(Refused, match="not there"):
        bulk.delete_rows(portfolio, [rows[0].pk, foreign.pk], user=portfolio.owner)
    with pytest.raises(Refused, match="Choose some"):
        bulk.delete_rows(portfolio, [], user=portfolio.owner)
    with pytest.raises(Refused, match="At most 200"):
        bulk.delete_rows(portfolio, range(1, 300), user=portfolio.owner)
    revisions = bulk.delete_rows(foreign.portfolio, [foreign.pk], user=charlie)
    with pytest.raises(Refused, match="nothing to undo"):
        bulk.undo_revisions(portfolio, revisions)
    assert portfolio.transactions.count() == 3
