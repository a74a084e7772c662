"""What each field takes at its limit and gives back, and what it refuses just beyond, by name."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import transaction

from portfolios.models import Account, Portfolio
from tests.api.conftest import ROOT, pointers, with_token
from tests.factories import make_asset, make_market
from tests.portfolios.services.exits.plans_live import hold

pytestmark = pytest.mark.django_db
SOON = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
MOST = "9" * 30 + "." + "9" * 18
FINEST = "0." + "0" * 17 + "1"
# No decimal that is stored exactly, however it is written.
NO_DECIMALS = ["0." + "0" * 18 + "1", "1" + "0" * 30, "1e-19", "NaN", "-Infinity", "1,5", "", 0.5,
               True, [], {}, "٣", " "]  # fmt: skip
NO_AMOUNTS = [*NO_DECIMALS, "0", "-1", "-0.0"]
NO_FRACTIONS = [*NO_AMOUNTS, "1.0001", "0.00001"]
NO_INSTANTS = ["2024-01-31", "2024-01-31T13:45:00", "2024-02-30T00:00:00Z", "soon", 1700000000,
               "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", True, "", []]  # fmt: skip
NO_IDS = ["x", "-1", -1, 1.5, True, None, [], 2**63, 10**40]
NO_TEXTS = ["a\x00b", 5, True, [], {}]

BODIES = {
    "portfolios": {"name": "New", "currency": "usd"},
    "accounts": {"portfolio": "<portfolio>", "name": "New"},
    "transactions": {
        "portfolio": "<portfolio>", "account": "<account>", "type": "swap",
        "executed_at": "2024-01-31T12:00:00Z", "sent_asset": "bitcoin", "sent_quantity": "1",
        "received_asset": "ethereum", "received_quantity": "1",
    },
    "triggers": {
        "portfolio": "<portfolio>", "asset": "bitcoin", "kind": "stop_loss", "level": "50",
    },
    "triggers of a trail": {
        "portfolio": "<portfolio>", "asset": "bitcoin", "kind": "trailing_stop",
        "trail_percent": "0.1",
    },
    "triggers of a move": {
        "portfolio": "<portfolio>", "asset": "bitcoin", "kind": "price_move", "percent": "0.1",
        "window_hours": 24,
    },
    "links": {"name": "For Bob"},
    "ladder": {"asset": "bitcoin", "stop_level": "50", "targets": [{"level": "150"}]},
}  # fmt: skip

# (body, field, taken, refused); a pair among the taken is what is sent and what is given back.
FIELDS = [
    ("portfolios", "name", ["x" * 80, ("  New ", "New"), "Ünïcode 🌊"], ["", "  ", "x" * 81, None,
                                                                         *NO_TEXTS[:1]]),
    ("portfolios", "currency", ["eur", ("BTC", "bitcoin"), ("ETH", "ethereum")],
     ["solana", "nope", "", None, 5, True, [], "x" * 500]),
    ("portfolios", "time_zone", ["Asia/Kathmandu", "UTC"], ["europe/berlin", "UTC+2", "", None]),
    ("portfolios", "method", ["fifo", "lifo", "hifo", "average"], ["FIFO", "", None, 1]),
    ("portfolios", "scope", ["account", "portfolio"], ["wallet", None]),
    ("portfolios", "tracks_cash", [True, False], ["maybe", None, 7]),
    ("accounts", "name", ["x" * 80, "cold"], ["", "x" * 81, "Cold", None, *NO_TEXTS[:1]]),
    ("accounts", "kind", ["exchange", "wallet", "bank"], ["bag", "", None]),
    ("accounts", "portfolio", [], NO_IDS),
    ("transactions", "sent_quantity", [MOST, FINEST, (7, "7"), ("1.500", "1.5")], NO_AMOUNTS),
    ("transactions", "received_quantity", [MOST, FINEST], NO_AMOUNTS),
    ("transactions", "account", [], NO_IDS),
    ("transactions", "executed_at",
     [("2024-01-31T13:45:00.123456+05:45", "2024-01-31T08:00:00.123456Z")], [*NO_INSTANTS, None]),
    ("transactions", "note", ["x" * 2000, "", "two\nlines"], ["x" * 2001, *NO_TEXTS]),
    ("transactions", "label", ["x" * 60, ""], ["x" * 61, *NO_TEXTS[:1]]),
    ("transactions", "external_id", ["x" * 120, None], ["x" * 121, *NO_TEXTS[:1]]),
    ("transactions", "tags", [[], ["x" * 40], [str(n) for n in range(50)]],
     [["x" * 41], [""], [" "], ["a;b"], ["a\nb"], [5], [None], "a", {}, None,
      [str(n) for n in range(51)]]),
    ("triggers", "level", [FINEST, "99.999999999999999999"], NO_AMOUNTS),
    ("triggers", "share", ["1", "0.0001", ("0.2500", "0.25")], NO_FRACTIONS),
    ("triggers", "group", ["x" * 40, ""], ["x" * 41, *NO_TEXTS]),
    ("triggers", "note", ["x" * 200, ""], ["x" * 201, *NO_TEXTS[:1]]),
    ("triggers", "expires_at", [(SOON.isoformat(), f"{SOON:%Y-%m-%dT%H:%M:%SZ}"), None],
     [*NO_INSTANTS, "2020-01-01T00:00:00Z"]),
    ("triggers", "kind", ["stop_loss"], ["STOP_LOSS", "", None, "hope", 1]),
    ("triggers", "fire_at_once", [], ["maybe", None, 7]),
    ("triggers of a trail", "trail_percent", ["0.999999", "0.000001"],
     [*NO_AMOUNTS, "1", "0.0000001"]),
    ("triggers of a move", "percent", ["99", "-0.999999", "0.000001"],
     [*NO_DECIMALS, "0", "-1", "0.0000001", "1000"]),
    ("triggers of a move", "window_hours", [1, 168], [0, 169, -1, 1.5, "x", None, True]),
    ("links", "name", ["x" * 60], ["", "x" * 61, None, *NO_TEXTS[:1]]),
    ("links", "detail", ["weights", "amounts"], ["all", "", None]),
    ("links", "expires_at", [None], [*NO_INSTANTS, "2020-01-01T00:00:00Z"]),
    ("ladder", "stop_level", [FINEST], [*NO_AMOUNTS, "100", None]),
    ("ladder", "targets", [], [[], None, {}, "150", [{}], [{"level": "0"}], [{"level": 1.5}],
                               [{"level": "150", "share": "1.1"}], [5], [None],
                               [{"level": "150"}] * 30]),
    ("ladder", "group", [], ["x" * 41, *NO_TEXTS]),
    ("ladder", "expires_at", [], [*NO_INSTANTS, "2020-01-01T00:00:00Z"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def world(module_db):
    """Alice holds 2 BTC at 100 dollars; `send` posts in her name and undoes what came of it."""
    alice = get_user_model().objects.create_user("alice@example.org", "x")
    make_market()
    for slug, price in (("bitcoin", 100.0), ("ethereum", 10.0), ("eur", 1.25), ("solana", 5.0)):
        make_asset(slug, price=price)
    portfolio = Portfolio.objects.create(owner=alice, name="Savings", currency=make_asset("usd"))
    account = Account.objects.create(portfolio=portfolio, name="Cold")
    hold(portfolio, make_asset("bitcoin"), 2, cost=100)
    client = with_token(alice)
    keys = {"<portfolio>": portfolio.pk, "<account>": account.pk}
    own = f"portfolios/{portfolio.pk}"
    paths = {"links": f"{own}/share-links", "ladder": f"{own}/ladder"}

    def send(kind, /, **changes):
        name = kind.split()[0]
        body = {
            field: keys.get(value, value) if isinstance(value, str) else value
            for field, value in {**BODIES[kind], **changes}.items()
        }
        cache.clear()
        with transaction.atomic():
            answer = client.post(f"{ROOT}{paths.get(name, name)}/", body, format="json")
            transaction.set_rollback(True)
        return answer

    return send


def test_each_body_is_taken_as_it_stands(world):
    for kind in BODIES:
        answer = world(kind)
        assert answer.status_code == 201, (kind, answer.content)
    # Of what is shown the least is the default.
    assert world("links").json()["detail"] == "weights"


def test_a_field_takes_its_limits_and_gives_them_back(world):
    for kind, field, taken, _ in FIELDS:
        for one in taken:
            sent, given = one if isinstance(one, tuple) else (one, one)
            answer = world(kind, **{field: sent})
            assert answer.status_code == 201, (kind, field, sent, answer.content)
            body = answer.json()
            if isinstance(body, dict):
                assert body[field] == given, (kind, field, sent)


def test_a_field_refuses_what_lies_beyond_by_its_name(world):
    wrong = []
    for kind, field, _, refused in FIELDS:
        for sent in refused:
            answer = world(kind, **{field: sent})
            named = answer.status_code in (400, 409) and {
                pointer.split("/")[1] for pointer in pointers(answer)
            }
            if named != {field}:
                wrong.append((kind, field, sent, answer.status_code, answer.content[:200]))
    assert not wrong, "\n".join(map(str, wrong))


def test_a_field_that_does_not_exist_or_is_only_read_is_refused(world):
    for kind, field in (
        ("portfolios", "owner"), ("portfolios", "role"), ("portfolios", "id"),
        ("portfolios", "is_demo"), ("accounts", "created_at"), ("transactions", "import_batch"),
        ("transactions", "id"), ("triggers", "status"), ("triggers", "high_water"),
        ("triggers", "armed_price"), ("links", "digest"), ("links", "hint"), ("ladder", "share"),
    ):  # fmt: skip
        answer = world(kind, **{field: "1"})
        assert answer.status_code == 400, (kind, field)
        assert pointers(answer).keys() == {f"/{field}"}, (kind, field)
