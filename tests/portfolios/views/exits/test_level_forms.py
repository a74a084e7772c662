"""The form of a level shows what its kind needs, and what the figures typed so far mean."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from portfolios.models import Trigger
from portfolios.services.exits.triggers import arm_trigger
from tests.factories import make_asset, set_closes
from tests.portfolios.views.ledger.test_suggestions import TODAY, candles


def arm_path(portfolio):
    return reverse("portfolios:arm", args=[portfolio.pk])


def preview(client, portfolio, **sent):
    answer = client.post(reverse("portfolios:level_preview", args=[portfolio.pk]), sent)
    return answer.context["facts"], " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("what", "shown", "absent"),
    [
        ("stop", {"level", "share"}, {"trail_percent", "window_hours"}),
        ("trail", {"trail_percent", "share"}, {"level", "percent"}),
        ("targets", {"level", "share"}, {"trail_percent", "window_hours"}),
        ("alert", {"kind", "level", "window_hours"}, {"share", "group", "trail_percent"}),
        ("more", {"level", "trail_percent", "window_hours"}, set()),
    ],
)
def test_a_tab_has_only_its_fields(as_alice, full, what, shown, absent):
    fields = set(as_alice.get(arm_path(full), {"what": what}).context["form"].fields)
    assert shown <= fields
    assert not absent & fields


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ({}, "stop"), ({"kind": "trailing_stop"}, "trail"), ({"kind": "take_profit"}, "targets"),
        ({"kind": "price_move"}, "alert"), ({"kind": "break_even"}, "more"),
        ({"what": "nonsense"}, "stop"),
    ],
)  # fmt: skip
def test_a_link_opens_the_tab_of_its_kind(as_alice, full, query, what):
    assert as_alice.get(arm_path(full), query).context["form"].what == what


@pytest.mark.parametrize(
    ("sent", "terms"),
    [
        ({"what": "stop", "kind": "stop_loss", "level": "50000", "share": "50"},
         {"kind": "stop_loss", "level": 50000, "share": Decimal("0.5")}),
        ({"what": "trail", "kind": "trailing_stop", "trail_percent": "10", "share": "100"},
         {"kind": "trailing_stop", "trail_percent": Decimal("0.1")}),
        ({"what": "alert", "kind": "price_above", "level": "90000"},
         {"kind": "price_above", "level": 90000, "share": 1}),
    ],
)  # fmt: skip
def test_each_tab_arms_what_it_says(as_alice, full, sent, terms):
    answer = as_alice.post(arm_path(full), {"asset": "bitcoin", **sent})
    assert answer.status_code == 302, answer.context["form"].errors
    trigger = Trigger.objects.get()
    assert {name: getattr(trigger, name) for name in terms} == terms


def test_a_kind_of_another_tab_is_refused(as_alice, full):
    sent = {"what": "alert", "kind": "stop_loss", "asset": "bitcoin", "level": "5"}
    assert "kind" in as_alice.post(arm_path(full), sent).context["form"].errors


def test_a_moved_level_keeps_what_its_tab_does_not_show(as_alice, full):
    trigger = arm_trigger(
        full, user=full.owner, asset=make_asset("bitcoin"), kind="stop_loss",
        level=Decimal(50000), share=Decimal("0.5"), group="Exit", note="half",
    )  # fmt: skip
    path = reverse("portfolios:trigger", args=[full.pk, trigger.pk])
    form = as_alice.get(path).context["form"]
    assert form.what == "stop"
    sent = {"what": "stop", "kind": "stop_loss", "asset": "bitcoin", "level": "51000",
            "share": "50", "group": "Exit", "note": "half"}  # fmt: skip
    assert as_alice.post(path, sent).status_code == 302
    moved = Trigger.objects.get()
    assert (moved.level, moved.share, moved.group.name, moved.note) == (
        51000, Decimal("0.5"), "Exit", "half",
    )  # fmt: skip


class TestTypedLevels:
    def test_stand_beside_the_price_the_cost_and_what_they_bring(self, as_alice, full):
        facts, text = preview(
            as_alice, full, what="stop", kind="stop_loss", asset="bitcoin", level="54000",
            share="50",
        )  # fmt: skip
        (one,) = facts.levels
        assert (facts.price, facts.cost, facts.quantity) == (60000, 40000, Decimal("0.5"))
        assert (one.from_price, one.from_cost) == (Decimal("-0.1"), Decimal("0.35"))
        assert (one.quantity, one.proceeds) == (Decimal("0.25"), 13500)
        assert "$54,000.00: 10.0% under the price, 35.0% over your average cost;" in text
        assert 'data-field="level"' in text
        assert 'role="slider"' in text
        assert not Trigger.objects.exists()

    def test_of_a_trail_follow_the_price(self, as_alice, full):
        sent = {"kind": "trailing_stop", "trail_percent": "10", "share": "100"}
        facts, text = preview(as_alice, full, what="trail", asset="bitcoin", **sent)
        assert facts.levels[0].level.price == 54000
        assert "data-percent" in text

    def test_under_the_cost_are_counted_from_it(self, as_alice, full):
        sent = {"kind": "stop_loss", "percent": "-10", "basis": "average_cost", "share": "100"}
        facts, text = preview(as_alice, full, what="stop", asset="bitcoin", **sent)
        assert facts.levels[0].level.price == 36000
        assert "data-field" not in text

    def test_of_a_whole_plan_share_the_position(self, as_alice, full):
        sent = {"stop_level": "50000", "target_1": "70000", "share_1": "40", "target_2": "80000"}
        facts, _ = preview(as_alice, full, what="ladder", asset="bitcoin", **sent)
        assert [(one.level.kind, one.quantity) for one in facts.levels] == [
            ("stop", Decimal("0.5")), ("target", Decimal("0.2")), ("target", Decimal("0.3")),
        ]  # fmt: skip

    @pytest.mark.parametrize("level", ["", "none", "-5", "0"])
    def test_that_are_none_leave_the_price_in_view(self, as_alice, full, level):
        sent = {"kind": "stop_loss", "level": level, "share": "100"}
        facts, text = preview(as_alice, full, what="stop", asset="bitcoin", **sent)
        assert facts.levels == []
        assert "Average cost" in text

    def test_of_no_asset_say_nothing(self, as_alice, full):
        assert preview(as_alice, full, what="stop", asset="", level="5") == (None, "")

    def test_are_shown_without_javascript(self, as_alice, full):
        sent = {"what": "stop", "kind": "stop_loss", "asset": "bitcoin", "level": "54000"}
        answer = as_alice.post(arm_path(full), sent | {"share": "100", "show": "1"})
        assert "10.0% under the price" in " ".join(answer.content.decode().split())
        assert not Trigger.objects.exists()
        filled = as_alice.get(arm_path(full), {"asset": "bitcoin", "level": "54000"})
        assert "10.0% under the price" in " ".join(filled.content.decode().split())


def test_suggested_levels_follow_the_asset_that_is_picked(as_alice, full):
    candles(make_asset("bitcoin"))
    path = reverse("portfolios:suggested_levels", args=[full.pk])
    picked = {"what": "stop", "asset": "Bitcoin (BTC)", "asset-pick": "bitcoin Bitcoin (BTC)"}
    text = as_alice.get(path, picked).content.decode()
    assert "Suggested levels for BTC" in text
    assert f'href="{arm_path(full)}?asset=bitcoin&amp;kind=stop_loss&amp;level=54000"' in text
    assert "Choose a position" in as_alice.get(path, {"asset": "nobody"}).content.decode()


def test_where_closes_have_turned_is_said_as_what_it_is(as_alice, full):
    asset = make_asset("bitcoin")
    # Up and down between two prices, ten days each way.
    closes = [60000.0 + 1000.0 * (10 - abs(day % 40 - 20)) for day in range(1, 360)]
    set_closes(asset, {TODAY - timedelta(days=ago): one for ago, one in enumerate(closes, 1)})
    answer = as_alice.get(arm_path(full), {"asset": "bitcoin"})
    found = answer.context["suggestions"]
    assert [one.level for one in found.support] == [50000]
    assert [one.level for one in found.resistance] == [70000]
    assert "Support: closes of the last 365 days turned there" in " ".join(
        answer.content.decode().split()
    )
