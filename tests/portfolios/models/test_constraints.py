"""What the database holds of people's tables: each constraint takes its limit and refuses beyond.

A row of `tests.portfolios.models.rows` stands; the cases change some of its columns. Names in
angle brackets are attributes of the world.
"""

from datetime import date, time
from decimal import Decimal

import pytest

from tests.portfolios.models.rows import make_world, row_of
from tests.refusals import constraint_names, refusal

pytestmark = pytest.mark.django_db
FINEST = Decimal("1e-18")
NO_LEVEL = {"level": None, "level_usd": None}
TRAIL = {
    "kind": "trailing_stop", "basis": "high", "level": None, "trail_percent": Decimal("0.1"),
}  # fmt: skip
MOVE = {
    "kind": "price_move", "basis": "window", "level": None, "percent": Decimal("0.1"),
    "window_hours": 24,
}  # fmt: skip
BREAK_EVEN = {"kind": "break_even", "basis": "average_cost"}
OF_ENTRY = {"basis": "entry", "percent": Decimal("-0.1"), "entry_price": 100}
EVENT = {"measure": "signal_flip", "rule": "happens", "level": None}
OF_SCREEN = {
    "subject": "screen", "asset": None, "screen": "<savedscreen>", "measure": "", "rule": "enters",
    "level": None,
}  # fmt: skip
OF_MARKET = {"subject": "market", "asset": None}
OF_LIST = {"subject": "watchlist", "asset": None, "watchlist": "<watchlist>"}

# (table, constraint, what stands, what does not): columns beside those of the usual row.
CHECKS = [
    ("Transaction", "transaction_type_known", [{"type": "deposit"}], [{"type": "moon"}]),
    ("Transaction", "transaction_to_another_account",
     [{"to_account": "<wallet>"}], [{"to_account": "<main>"}]),
    *(
        ("Transaction", f"transaction_{leg}_leg_whole",
         [{f"{leg}_asset": None, f"{leg}_quantity": None},
          {f"{leg}_asset": "<ethereum>", f"{leg}_quantity": FINEST}],
         [{f"{leg}_asset": None, f"{leg}_quantity": 1},
          {f"{leg}_asset": "<ethereum>", f"{leg}_quantity": None},
          {f"{leg}_asset": "<ethereum>", f"{leg}_quantity": 0},
          {f"{leg}_asset": "<ethereum>", f"{leg}_quantity": -FINEST}])
        for leg in ("sent", "received", "fee")
    ),
    ("OwnPrice", "own_price_positive",
     [{"price": FINEST}, {"price": Decimal("9" * 30)}], [{"price": 0}, {"price": -FINEST}]),
    ("Target", "target_share_of_one",
     [{"share": 0}, {"share": 1}], [{"share": "-0.0001"}, {"share": "1.0001"}]),
    ("Target", "target_band_that_is_one",
     [{"band": "0.001"}, {"band": "0.5"}], [{"band": "0.0009"}, {"band": "0.5001"}, {"band": 0}]),
    ("ExitGroup", "exit_group_share_of_one",
     [{"share_left": 0}, {"share_left": 1}], [{"share_left": "-0.0001"}, {"share_left": "1.0001"}]),
    ("Channel", "channel_quiet_hours_have_two_ends",
     [{}, {"quiet_from": time(22), "quiet_until": time(6)}],
     [{"quiet_from": time(22)}, {"quiet_until": time(6)}]),
    ("Channel", "channel_digest_hour_of_a_day",
     [{"digest_hour": 0}, {"digest_hour": 23}], [{"digest_hour": 24}]),
    ("PushKey", "push_key_only_one", [{}], [{"pk": 2}, {"pk": 0}]),
    ("Delivery", "delivery_of_one_thing", [{}], [{"notice": None}, {"alert": "<alert>"}]),
    ("WatchedAsset", "watched_target_positive",
     [{}, {"target": FINEST}], [{"target": 0}, {"target": -1}]),
    ("MarketAlert", "market_alert_of_an_asset",
     [{}, OF_MARKET], [{"asset": None}, {**OF_MARKET, "asset": "<bitcoin>"}]),
    ("MarketAlert", "market_alert_of_a_screen",
     [OF_SCREEN], [{**OF_SCREEN, "screen": None}, {**OF_SCREEN, "measure": "price"},
                   {**OF_SCREEN, **EVENT, "measure": ""}, {"screen": "<savedscreen>"},
                   {"rule": "enters", "level": None}]),
    ("MarketAlert", "market_alert_of_a_category",
     [{**OF_MARKET, "subject": "category"},
      {**OF_MARKET, "subject": "category", "category": "<category>"}],
     [{"category": "<category>"}]),
    ("MarketAlert", "market_alert_of_a_watchlist",
     [OF_LIST], [{**OF_LIST, "watchlist": None}, {"watchlist": "<watchlist>"}]),
    ("MarketAlert", "market_alert_has_its_level",
     [EVENT, {"level": -1.5}, {"level": 0.0}], [{"level": None}, {**EVENT, "level": 1.0}]),
    ("MarketAlert", "market_alert_has_its_period",
     [{"rule": "change", "days": 7}], [{"rule": "change"}, {"days": 7}]),
    ("Trigger", "trigger_fields_of_its_kind",
     [{}, OF_ENTRY, TRAIL, MOVE, BREAK_EVEN, {**BREAK_EVEN, "activate_at": 120},
      {"basis": "average_cost", "percent": Decimal("-0.1"), "level": None},
      {**TRAIL, "trail_percent": None, "trail_amount": 5, "activate_at": 120}],
     [{"level": None}, {"percent": Decimal("-0.1")}, {"activate_at": 95},
      {**OF_ENTRY, "entry_price": None}, {**OF_ENTRY, "trail_amount": 1},
      {"basis": "average_cost"}, {"basis": "high"}, {"kind": "moon"},
      {**TRAIL, "trail_percent": None}, {**TRAIL, "trail_amount": 5}, {**TRAIL, "level": 90},
      {**TRAIL, "basis": "price"}, {**BREAK_EVEN, "basis": "price"},
      {**BREAK_EVEN, "level": None}, {**MOVE, "window_hours": None},
      {**MOVE, "percent": None}, {**MOVE, "entry_price": 5}, {**MOVE, "activate_at": 5}]),
    ("Trigger", "trigger_window_of_move", [MOVE], [{"window_hours": 24}]),
    ("Trigger", "trigger_level_positive",
     [{"level": FINEST}], [{"level": 0}, {"level": -FINEST}]),
    ("Trigger", "trigger_share_of_one",
     [{"share": 1}, {"share": "0.0001"}], [{"share": 0}, {"share": "1.0001"}]),
    ("Trigger", "trigger_trail_under_the_mark",
     [{**TRAIL, "trail_percent": "0.999999"}, {**TRAIL, "trail_percent": "0.000001"}],
     [{**TRAIL, "trail_percent": 1}, {**TRAIL, "trail_percent": 0}]),
    ("Trigger", "trigger_percent_over_minus_one",
     [{**OF_ENTRY, "percent": "-0.999999"}, {**OF_ENTRY, "percent": 99}],
     [{**OF_ENTRY, "percent": -1}]),
    ("Trigger", "trigger_armed_watches",
     [{"level_usd": None, "wake_usd": 5.0, "wake_direction": 1},
      {"level_usd": None, "status": "fired"}],
     [{"level_usd": None}]),
    ("Trigger", "trigger_wake_has_a_side",
     [{"wake_usd": 5.0, "wake_direction": -1}],
     [{"wake_usd": 5.0}, {"wake_direction": 1}, {"wake_usd": 5.0, "wake_direction": 0}]),
]  # fmt: skip

# (table, constraint, what a second row may share no longer): beside such a row there is room for
# each of these, and for nothing that changes only the columns after them.
ONCE = [
    ("User", "user_email_once_in_any_case", [{"email": "erin@example.com"}],
     {"email": "Erin@Example.org"}),
    ("PortfolioShare", "share_once_a_user", [{"portfolio": "<other>", "user": "<bob>"}],
     {"role": "editor"}),
    ("PortfolioInvitation", "invitation_once_an_email",
     [{"portfolio": "<other>"}, {"email": "b@example.org"}], {"role": "editor"}),
    ("Account", "account_name_once", [{"portfolio": "<other>"}, {"name": "cold"}],
     {"kind": "bank"}),
    ("Position", "position_once", [{"account": None}, {"asset": "<ethereum>"}], {"quantity": 2}),
    ("Balance", "balance_once", [{"account": "<wallet>"}, {"asset": "<ethereum>"}],
     {"quantity": 2}),
    ("DailyValue", "daily_value_once", [{"portfolio": "<other>"}, {"day": date(2024, 5, 2)}],
     {"value": 2}),
    ("AllocationSnapshot", "allocation_snapshot_once",
     [{"portfolio": "<other>"}, {"day": date(2024, 5, 2)}], {"value": 2.0}),
    ("HoldingSeries", "holding_series_once", [{"account": "<wallet>"}, {"asset": "<ethereum>"}],
     {"units": [2]}),
    ("LedgerChange", "ledger_change_once_a_version",
     [{"portfolio": "<other>"}, {"version": 5}], {"assets": [1]}),
    ("InstantOrder", "instant_order_once", [{"portfolio": "<other>"}], {"transactions": [1, 2]}),
    ("ProblemDismissal", "problem_dismissed_once",
     [{"transaction_id": None}, {"asset": None}, {"code": "conversion"}, {"portfolio": "<other>"}],
     {"user": "<bob>"}),
    ("OwnPrice", "own_price_once_a_day", [{"day": date(2024, 5, 2)}],
     {"price": 2, "source": "trade"}),
    ("Target", "target_once_an_asset", [{"asset": "<ethereum>"}, {"portfolio": "<other>"}],
     {"share": 0}),
    ("ExitGroup", "exit_group_name_once", [{"asset": "<ethereum>"}, {"name": "swing"}],
     {"quantity": 2}),
    ("HighWater", "high_water_once_a_quote", [{"asset": "<ethereum>"}], {"high": 5.0}),
    ("Transaction", "transaction_external_id_once",
     [{"external_id": "b"}, {"external_id": None}, {"portfolio": "<other>"}], {"type": "deposit"}),
    ("Alert", "alert_once_an_arming", [{"arming": 2}], {"price": 88.0}),
    ("Notice", "notice_once_a_day",
     [{"day": date(2024, 5, 2)}, {"kind": "test"}, {"user": "<bob>"}, {"subject": "3"}],
     {"title": "Again"}),
    ("Channel", "channel_name_once", [{"user": "<bob>"}, {"name": "mine"}], {"kind": "apprise"}),
    ("Delivery", "delivery_once_a_notice", [{"notice": None, "alert": "<alert>"}], {"attempts": 1}),
    ("SavedScreen", "screen_name_once", [{"user": "<bob>"}, {"name": "b"}], {"query": ""}),
    ("Watchlist", "watchlist_name_once", [{"user": "<bob>"}, {"name": "b"}], {"note": "x"}),
    ("WatchedAsset", "watched_once_a_list", [{"asset": "<ethereum>"}], {"note": "x"}),
    ("ApiToken", "token_name_once", [{"user": "<bob>", "digest": "e"}], {"digest": "f"}),
]  # fmt: skip
# What the usual row lacks of a case.
FIRST = {
    "Transaction": {"external_id": "a"}, "Channel": {"device": ""}, "Notice": {"subject": "2"},
    "SavedScreen": {"name": "a"}, "Watchlist": {"name": "a"},
}  # fmt: skip


@pytest.fixture(scope="module")
def world(module_db):
    world = make_world()
    world.alert = row_of(world, "Alert", arming=9)
    world.alert.save()
    return world


def built(world, table, columns):
    named = {
        column: getattr(world, value[1:-1]) if str(value).startswith("<") else value
        for column, value in columns.items()
    }
    return row_of(world, table, **named)


def test_checks_take_their_limits_and_refuse_what_lies_beyond(world):
    for name, constraint, standing, refused in CHECKS:
        for columns in standing:
            assert refusal(built(world, name, columns)) is None, (constraint, columns)
        for columns in refused:
            assert refusal(built(world, name, columns)) == constraint, (constraint, columns)


def test_what_is_once_has_room_for_all_but_itself(world):
    for name, constraint, others, same in ONCE:
        first = FIRST.get(name, {})
        for columns in others:
            pair = [built(world, name, one) for one in (first, {**first, **columns})]
            assert refusal(*pair) is None, (constraint, columns)
        pair = [built(world, name, one) for one in (first, {**first, **same})]
        assert refusal(*pair) == constraint


def test_empty_keys_are_one_key_where_the_books_mean_one(world):
    for name, columns, constraint in (
        ("Position", {"account": None}, "position_once"),
        ("ProblemDismissal", {"transaction_id": None, "asset": None}, "problem_dismissed_once"),
    ):
        pair = [built(world, name, columns) for _ in range(2)]
        assert refusal(*pair) == constraint


def test_a_device_has_one_channel_whoever_it_is_of(world):
    pair = [
        built(world, "Channel", {"name": one, "device": "d", "user": user, "kind": "webpush"})
        for one, user in (("a", "<alice>"), ("b", "<bob>"))
    ]
    assert refusal(*pair) == "channel_once_a_device"


def test_an_alert_is_owed_once_to_a_channel(world):
    owed = {"notice": None, "alert": "<alert>"}
    assert refusal(*(built(world, "Delivery", owed) for _ in range(2))) == "delivery_once_an_alert"


def test_a_key_opens_one_thing(world):
    """Two digests alike would let the key of one open the other."""
    for name in ("ApiToken", "ShareLink"):
        pair = [built(world, name, {"name": one}) for one in ("a", "b")]
        assert "digest" in refusal(*pair)
        assert refusal(pair[0], built(world, name, {"name": "b", "digest": "e" * 64})) is None


def test_each_constraint_is_among_the_cases():
    cases = {constraint for _, constraint, *_ in [*CHECKS, *ONCE]}
    above = {"channel_once_a_device", "delivery_once_an_alert"}
    assert constraint_names("portfolios") == cases | above
