"""`manage.py rebuild` and `manage.py demo`: what they say, and what they leave alone."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portfolios.files.cells import Fault
from portfolios.management.commands import demo
from portfolios.management.files import refuse, told
from portfolios.models import Portfolio, Position, User
from tests.factories import make_portfolio


def run(*arguments) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def broken(booked):
    """A portfolio whose position of bitcoin is not what its ledger says."""
    booked.positions.filter(asset__slug="bitcoin").update(quantity=999)
    return booked


def bitcoin(portfolio):
    return Position.objects.filter(portfolio=portfolio, asset__slug="bitcoin").get().quantity


def test_rebuild_brings_the_books_back_to_what_the_ledger_says(broken, charlie):
    other = make_portfolio(charlie)
    first, second = sorted([broken.pk, other.pk])
    assert run("rebuild").splitlines() == [
        f"portfolio {first}: rebuilt",
        f"portfolio {second}: rebuilt",
    ]
    # 1 − 0.25 − 0.25 + 0.02
    assert float(bitcoin(broken)) == 0.52


def test_rebuild_leaves_portfolios_alone_that_were_not_named(broken, charlie):
    other = make_portfolio(charlie)
    assert run("rebuild", other.pk) == f"portfolio {other.pk}: rebuilt\n"
    assert bitcoin(broken) == 999
    assert run("rebuild", broken.pk) == f"portfolio {broken.pk}: rebuilt\n"
    assert float(bitcoin(broken)) == 0.52


def test_rebuild_of_one_that_there_is_not_says_so_and_rebuilds_none(broken):
    unknown = broken.pk + 1000
    with pytest.raises(CommandError, match=f"no portfolio {unknown}, {unknown + 1}"):
        run("rebuild", unknown + 1, broken.pk, unknown)
    assert bitcoin(broken) == 999


def test_a_demo_is_made_once_with_a_password_that_signs_in(client, db, monkeypatch):
    made = []

    def create(*, password):
        made.append(User.objects.create_user(demo.DEMO_EMAIL, password))

    monkeypatch.setattr(demo, "create_demo", create)
    email, password = run("demo", "create").split("  password: ")
    assert client.login(username=email, password=password.strip())
    with pytest.raises(CommandError, match="remove it first"):
        run("demo", "create")
    assert len(made) == 1


def test_what_is_no_demo_is_not_removed(booked):
    assert run("demo", "remove") == "There is no demo.\n"
    assert Portfolio.objects.filter(pk=booked.pk).exists()
    with pytest.raises(CommandError):
        run("demo", "refresh")


FAULTS = [Fault(12, "at", "No instant."), Fault(3, "price", "No number."), Fault(3, "at", "Empty.")]


def test_bad_lines_are_refused_in_order_with_their_number():
    with pytest.raises(CommandError) as error:
        refuse(Path("ledger.csv"), FAULTS, hint="Try this.")
    assert error.value.returncode == 2
    assert str(error.value).splitlines() == [
        "ledger.csv has 3 faults; nothing was worked out.",
        "ledger.csv, line 3, at: Empty.",
        "ledger.csv, line 3, price: No number.",
        "ledger.csv, line 12, at: No instant.",
        "Try this.",
    ]


def test_one_fault_is_one_and_none_are_no_error():
    assert told(Path("plan.csv"), FAULTS[:1], done="rehearsed").splitlines() == [
        "plan.csv has 1 fault; nothing was rehearsed.",
        "plan.csv, line 12, at: No instant.",
    ]
    assert refuse(Path("ledger.csv"), [], hint="Try this.") is None


def test_a_rehearsal_names_the_faults_of_both_files(tmp_path):
    plan, prices = tmp_path / "plan.csv", tmp_path / "prices.csv"
    plan.write_text("nonsense\n", encoding="utf-8")
    prices.write_text("at,asset,price\n2024-01-01,BTC,-1\n2024-01-02,,1\n", encoding="utf-8")
    with pytest.raises(CommandError) as error:
        run("rehearse", plan, prices)
    said = str(error.value)
    assert f"{plan} has 1 fault; nothing was rehearsed." in said
    assert f"{prices} has 2 faults; nothing was rehearsed." in said
    with pytest.raises(CommandError) as error:
        run("rehearse", plan, plan)
    assert str(error.value).count(f"{plan} has 1 fault") == 2
