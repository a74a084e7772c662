"""Whatever is armed, moved, disarmed, run out, armed again, or cut off half-way: the same alerts
as the model's, each once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from markets.providers.base import QuoteRecord
from markets.services import ingest_quotes
from portfolios.models import Alert, Trigger, User
from portfolios.services.exits.triggers import (
    AlreadyBreached,
    arm_trigger,
    change_trigger,
    disarm_trigger,
    rearm_trigger,
)
from tests.factories import make_asset, make_market, make_portfolio
from tests.portfolios.services.exits.model import Model
from tests.portfolios.services.exits.plans_live import hold

prices = st.integers(min_value=11, max_value=20).map(lambda count: Decimal(count * 5))
percents = st.sampled_from(("0.05", "0.1", "0.25")).map(Decimal)
choices = st.sampled_from(("ask", "fire", "wait"))


@st.composite
def terms(draw):
    kind = draw(
        st.sampled_from(
            ("stop_loss", "take_profit", "trailing_stop", "break_even", "price_below", "percent")
        )
    )
    given = {
        "kind": kind, "level": None, "entry": None, "trail": None, "activate_at": None,
        "share": draw(st.sampled_from(("0.3", "0.5", "1")).map(Decimal)),
        "group": draw(st.sampled_from(("", "g", "g", "h"))),
        "side": 1 if kind == "take_profit" else -1, "wait": False, "active": False,
    }  # fmt: skip
    if kind == "percent":
        entry, percent = draw(prices), -draw(percents)
        return given | {"kind": "stop_loss", "level": entry * (1 + percent), "entry": entry,
                        "percent": percent}  # fmt: skip
    if kind in ("trailing_stop", "break_even"):
        entry = draw(prices) if kind == "break_even" else draw(st.one_of(st.none(), prices))
        trail = draw(percents) if kind == "trailing_stop" else None
        start = draw(st.one_of(st.none(), prices))
        return given | {"entry": entry, "trail": trail, "activate_at": start}
    return given | {"level": draw(prices)}


def as_terms(given) -> dict:
    taken = {"share": given["share"], "group": given["group"], "activate_at": given["activate_at"],
             "entry_price": given["entry"], "trail_percent": given["trail"]}  # fmt: skip
    if given.get("percent"):
        return taken | {"percent": given["percent"]}
    return taken | ({"level": given["level"]} if given["level"] else {})


class Exits(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE portfolios_user, markets_asset, markets_market CASCADE")
        make_market()
        self.user = User.objects.create_user("machine@example.org", "x")
        self.portfolio = make_portfolio(self.user)
        self.asset = make_asset("bitcoin")
        hold(self.portfolio, self.asset, 10)
        self.model, self.ticks, self.price = Model(), 0, None
        self.began = timezone.now() - timedelta(minutes=5)
        self.accept(Decimal(77))

    def accept(self, price):
        self.ticks += 1
        at = self.began + timedelta(milliseconds=self.ticks)
        record = QuoteRecord(ref="bitcoin", price=float(price), as_of=at)
        assert ingest_quotes([record], source="simulated").accepted == 1
        self.price = price

    def armed_with(self, key, given, choice, act):
        """Arm or arm again; ask, and then do as chosen where the price would fire it."""
        probe = Model()
        probe.arm(0, **given)
        probe.see(self.price)
        if not probe.alerts:
            return act()
        with pytest.raises(AlreadyBreached):
            act()
        if choice == "ask" or (choice == "wait" and given["kind"] == "trailing_stop"):
            return None
        flags = {"fire": {"fire_at_once": True}, "wait": {"after_recovery": True}}[choice]
        given |= {"active": True, "wait": choice == "wait"}
        return act(**flags)

    @rule(plan=st.lists(terms(), min_size=1, max_size=4), choice=choices)
    def arm_several(self, plan, choice):
        for given in plan:
            self.arm(given, choice)

    def arm(self, given, choice):
        def act(**flags):
            return arm_trigger(self.portfolio, user=self.user, asset=self.asset,
                               kind=given["kind"], **as_terms(given), **flags)  # fmt: skip

        made = self.armed_with(None, given, choice, act)
        if made is not None:
            self.model.arm(made.pk, **given)
            self.after_choice(given)

    def after_choice(self, given):
        if given["active"] and not given["wait"]:
            self.model.look(self.price)

    @rule(path=st.lists(prices, min_size=1, max_size=3))
    def prices_come(self, path):
        for price in path:
            self.accept(price)
            self.model.see(price)

    @rule(price=prices)
    def refresh_is_cut_off(self, price):
        before = self.price
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            self.accept(price)
            raise ZeroDivisionError
        self.price = before

    def some(self, data, *statuses):
        keys = [key for key, rule in self.model.rules.items() if rule["status"] in statuses]
        return data.draw(st.sampled_from(sorted(keys))) if keys else None

    @precondition(lambda self: len(self.model.armed()) > 2)
    @rule(data=st.data())
    def disarm(self, data):
        key = self.some(data, "armed")
        disarm_trigger(Trigger.objects.get(pk=key))
        self.model.rules[key]["status"] = "cancelled"

    @precondition(lambda self: len(self.model.armed()) > 2)
    @rule(data=st.data(), price=prices)
    def runs_out(self, data, price):
        key = self.some(data, "armed")
        Trigger.objects.filter(pk=key).update(expires_at=timezone.now())
        self.accept(price)
        self.model.see(price, expired=[key])

    @precondition(lambda self: self.model.armed())
    @rule(data=st.data(), level=prices, choice=choices)
    def move(self, data, level, choice):
        key = self.some(data, "armed")
        given = self.model.rules[key]
        if given["kind"] not in ("stop_loss", "take_profit", "price_below"):
            return
        moved = given | {"level": level, "entry": None, "wait": False, "active": False}
        moved.pop("percent", None)

        def act(**flags):
            trigger = Trigger.objects.get(pk=key)
            return change_trigger(trigger, user=self.user, level=level, **flags)

        probe = {name: value for name, value in moved.items() if name not in ("status", "arming")}
        if self.armed_with(key, probe | {"seen": []}, choice, act) is not None:
            breached = (self.price - level) * moved["side"] >= 0
            moved |= {"active": breached, "wait": breached and choice == "wait", "seen": []}
            group = moved["group"]
            self.model.rules[key] = moved
            if group and not any(r["group"] == group for k, r in self.model.armed() if k != key):
                self.model.left[group] = Decimal(1)
            self.after_choice(moved)

    @precondition(lambda self: len(self.model.armed()) < len(self.model.rules))
    @rule(data=st.data(), choice=choices)
    def arm_again(self, data, choice):
        key = self.some(data, "fired", "cancelled", "expired")
        fresh = {"wait": False, "active": False}
        old = self.model.rules[key]
        given = {k: v for k, v in old.items() if k not in ("status", "arming", "seen")} | fresh

        def act(**flags):
            return rearm_trigger(Trigger.objects.get(pk=key), user=self.user, **flags)

        if self.armed_with(key, given, choice, act) is not None:
            self.model.arm(key, **given)
            self.after_choice(given)

    @invariant()
    def the_same_alerts_each_once(self):
        alerts = Alert.objects.order_by("pk").values_list("trigger", "arming", "price", "quantity")
        assert [(t, n, Decimal(repr(p)), q) for t, n, p, q in alerts] == self.model.alerts
        statuses = dict(Trigger.objects.values_list("pk", "status"))
        assert statuses == {key: rule["status"] for key, rule in self.model.rules.items()}


@pytest.mark.django_db(transaction=True)
def test_every_history_fires_what_the_model_fires(settings):
    settings.QUOTE_SANITY_BAND = 0.99
    run_state_machine_as_test(
        Exits,
        settings=hypothesis_settings(max_examples=15, stateful_step_count=15, deadline=None),
    )
