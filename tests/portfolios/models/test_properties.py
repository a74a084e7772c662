"""What rows say of themselves."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone, translation

from portfolios.accounting.core.types import ProblemCode
from portfolios.models import ApiToken, Channel, PushKey, ShareLink, User
from tests.factories import make_asset
from tests.portfolios.models.rows import make_world, row_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(module_db):
    world = make_world()
    world.eur = make_asset("eur")
    return world


TERMS = [
    ({"level": 90}, "", "Stop-loss 90"),
    ({"basis": "entry", "percent": "-0.1", "entry_price": 100}, "10% under the entry",
     "Stop-loss 90"),
    ({"kind": "take_profit", "basis": "average_cost", "percent": "0.125", "level": "112.50"},
     "12.5% over the average cost", "Take-profit 112.5"),
    ({"kind": "trailing_stop", "basis": "high", "level": None, "trail_percent": "0.100000"},
     "10% under the high", "Trailing stop 10%"),
    ({"kind": "trailing_stop", "basis": "high", "level": None, "trail_amount": 1500},
     "1500 USD under the high", "Trailing stop 1500"),
    ({"kind": "break_even", "basis": "entry"}, "at the entry", "Break-even stop 90"),
    ({"kind": "break_even", "basis": "average_cost"}, "at the average cost", "Break-even stop 90"),
    ({"kind": "price_move", "basis": "window", "level": None, "percent": "-0.05",
      "window_hours": 24}, "−5% within 24 h", "Price move 0%"),
    ({"kind": "price_move", "basis": "window", "level": None, "percent": "0.000001",
      "window_hours": 1}, "+0.0001% within 1 h", "Price move 0%"),
]  # fmt: skip


def test_a_trigger_says_its_terms_in_words(world):
    for columns, terms, name in TERMS:
        decimals = {
            key: Decimal(value) for key, value in columns.items()
            if key in ("percent", "trail_percent", "trail_amount", "level") and value is not None
        }  # fmt: skip
        trigger = row_of(world, "Trigger", **{**columns, **decimals, **_level(columns)})
        assert (trigger.terms, str(trigger)) == (terms, name)


def _level(columns):
    return {} if "level" in columns else {"level": Decimal(90)}


def test_terms_are_written_in_the_language_of_the_reader(world):
    trigger = row_of(
        world, "Trigger", kind="trailing_stop", basis="high", trail_percent=Decimal("0.125")
    )
    with translation.override("de"):
        assert "12,5" in trigger.terms


def test_a_trigger_knows_whether_it_sells(world):
    sells = {
        kind: (row.is_exit, row.is_trail)
        for kind in ("stop_loss", "trailing_stop", "take_profit", "break_even", "price_above",
                     "price_below", "price_move")
        for row in [row_of(world, "Trigger", kind=kind)]
    }  # fmt: skip
    assert {kind for kind, (is_exit, _) in sells.items() if is_exit} == {
        "stop_loss", "trailing_stop", "take_profit", "break_even",
    }  # fmt: skip
    assert [kind for kind, (_, is_trail) in sells.items() if is_trail] == ["trailing_stop"]


def test_an_alert_is_worth_what_its_units_are_at_the_price_seen(world):
    """2 units at 89.50 dollars."""
    alert = row_of(world, "Alert")
    assert (alert.value_usd, alert.kind_within) == (179.0, "stop-loss")


def test_books_are_in_the_currency_they_were_made_in_until_they_are_made_again(world):
    portfolio = world.portfolio
    usd = portfolio.currency
    portfolio.currency, portfolio.books_currency = world.eur, None
    assert portfolio.figures_currency == world.eur
    portfolio.books_currency = usd
    assert portfolio.figures_currency == usd
    portfolio.books_currency = world.eur
    assert portfolio.figures_currency == world.eur
    portfolio.ledger_version, portfolio.books_version = 5, 4
    assert not portfolio.books_are_current
    portfolio.books_version = 5
    assert portfolio.books_are_current
    portfolio.time_zone = "Asia/Tokyo"
    assert portfolio.zone == ZoneInfo("Asia/Tokyo")


def test_a_time_zone_is_one_of_the_database_of_zones(world):
    for name in ("Mars/Olympus", "", "europe/berlin", "UTC+2", "../etc/passwd"):
        world.portfolio.time_zone = name
        with pytest.raises(ValidationError) as refusal:
            world.portfolio.clean_fields()
        assert "time_zone" in refusal.value.message_dict, name
    world.portfolio.time_zone = "Europe/Berlin"
    world.portfolio.clean_fields()


def test_a_new_person_gets_alerts_by_mail_once(world):
    erin = User.objects.create_user("Erin@Example.ORG", "x", time_zone="Asia/Tokyo")
    erin.save()
    channel = erin.channels.get()
    assert (erin.email, channel.kind, channel.time_zone) == ("erin@example.org", "email",
                                                             "Asia/Tokyo")  # fmt: skip
    assert erin.zone == ZoneInfo("Asia/Tokyo")
    assert User.objects.get_by_natural_key("ERIN@example.org") == erin
    assert not erin.emailaddress_set.exists()


def test_who_is_made_at_the_command_line_has_a_confirmed_address(world):
    root = User.objects.create_superuser("root@example.org", "x")
    assert (root.is_staff, root.is_superuser) == (True, True)
    assert root.emailaddress_set.get().verified
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("", "x")


def test_letters_are_in_the_chosen_language_if_there_is_such_a_one(world):
    for chosen, language in (("de", "de"), ("", "en"), ("tlh", "en")):
        assert User(language=chosen).letter_language.split("-")[0] == language


def test_hours_are_quiet_where_their_ends_differ():
    night = {"quiet_from": time(22), "quiet_until": time(6)}
    assert Channel(**night).is_quiet_sometimes
    assert not Channel().is_quiet_sometimes
    assert not Channel(quiet_from=time(6), quiet_until=time(6)).is_quiet_sometimes
    # Midnight is an hour like any other, though it counts as nothing elsewhere.
    assert Channel(quiet_from=time(0), quiet_until=time(6)).is_quiet_sometimes


def test_secrets_stand_sealed_in_the_database_and_read_as_they_were(world):
    channel = row_of(world, "Channel", address="https://example.org/hook?key=1", name="Sealed")
    channel.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM portfolios_channel WHERE id = %s", [channel.pk])
        stored = cursor.fetchone()[0]
        assert "example.org" not in stored
        channel.refresh_from_db()
        assert (channel.address, channel.secret) == ("https://example.org/hook?key=1", "")
        cursor.execute(
            "UPDATE portfolios_channel SET address = 'no such seal' WHERE id = %s", [channel.pk]
        )
    channel.refresh_from_db()
    assert channel.address == ""


def test_a_push_key_is_sealed_too(world):
    PushKey.objects.create(pk=PushKey.ONLY, private_key="private", public_key="public")
    with connection.cursor() as cursor:
        cursor.execute("SELECT private_key FROM portfolios_pushkey")
        assert "private" not in cursor.fetchone()[0]
    assert PushKey.objects.get().private_key == "private"


def test_a_delivery_tells_what_it_is_about_and_whether_it_is_under_way(world):
    of_notice = row_of(world, "Delivery")
    alert = row_of(world, "Alert")
    of_alert = row_of(world, "Delivery", notice=None, alert=alert)
    assert (of_notice.tells, of_alert.tells) == ("Drift", "BTC: stop-loss")
    now = timezone.now()
    for status, ahead, is_under_way in (
        ("pending", 0, True), ("pending", 3, True), ("pending", 5, False), ("pending", -60, True),
        ("sent", 0, False), ("dead", 0, False),
    ):  # fmt: skip
        one = row_of(
            world, "Delivery", status=status, next_attempt_at=now + timedelta(minutes=ahead)
        )
        assert one.is_under_way == is_under_way, (status, ahead)


def test_keys_are_stored_as_digests_and_known_again(world):
    for model, prefix in ((ApiToken, "tm_"), (ShareLink, "tms_")):
        key = model.new_key()
        assert key.startswith(prefix)
        assert len(key) - len(prefix) == 43  # 32 bytes in base64 without padding
        assert model.new_key() != key
        columns = model.columns_of(key)
        assert (len(columns["digest"]), columns["hint"]) == (64, key[:8])
        assert key not in columns.values()
        row = model(**columns)
        assert row.matches(key)
        assert not row.matches(key[:-1])
        assert not row.matches("")


def test_a_token_is_as_usable_as_its_owner_is_active(world):
    token = row_of(world, "ApiToken")
    assert token.is_usable
    token.user.is_active = False
    assert not token.is_usable
    token.user.is_active = True
    token.revoked_at = datetime(2024, 1, 1, tzinfo=UTC)
    assert not token.is_usable


def test_a_market_alert_is_named_by_what_it_measures(world):
    for subject, measure, key, kind in (
        ("asset", "price", "asset.price", "market_figure"),
        ("holdings", "rsi", "asset.rsi", "market_figure"),
        ("watchlist", "signal_flip", "asset.signal_flip", "signal_flip"),
        ("category", "turn", "category.turn", "narrative_turn"),
        ("market", "regime", "market.regime", "regime_change"),
        ("asset", "trader_band", "asset.trader_band", "grade_change"),
        ("asset", "chasing", "asset.chasing", "chasing"),
        ("screen", "", "asset.", "screen_entry"),
    ):
        alert = row_of(world, "MarketAlert", subject=subject, measure=measure)
        assert (alert.key, alert.kind) == (key, kind)


def test_a_problem_says_who_held_what_was_lacked_in_their_order(world):
    problem = row_of(
        world, "LedgerProblem", holder_ids=[9, 4], holder_units=[Decimal(3), Decimal(1)]
    )
    problem.save()
    problem.refresh_from_db()
    assert list(problem.holders.items()) == [(9, Decimal(3)), (4, Decimal(1))]


def test_each_problem_that_can_be_dismissed_has_a_name(world):
    codes = [code.value for code in ProblemCode]
    codes += ["suggested_transfer", "conversion", "adjusted_prices"]
    names = [row_of(world, "ProblemDismissal", code=code).name for code in codes]
    assert len(set(names)) == len(codes)
    assert all(name and "_" not in name for name in names)


def test_exact_numbers_keep_thirty_digits_and_eighteen_places(world):
    most = Decimal("9" * 30 + "." + "9" * 18)
    balance = row_of(world, "Balance", quantity=most)
    balance.save()
    for value in (most, most.copy_negate(), Decimal("1e-18")):
        balance.quantity = value
        balance.save()
        balance.refresh_from_db()
        assert balance.quantity == value
