import pytest
from django.contrib.auth import authenticate

from config import bootstrap
from portfolios.models import User
from portfolios.services.demo import remove_demo
from tests.factories import make_asset, make_market


@pytest.fixture
def said(db, settings, tmp_path):
    """What a first start says; the market is there already."""
    settings.DATA_DIR = tmp_path
    make_market()
    make_asset("usd", price=1.0)
    return []


def test_a_first_start_makes_a_demo_whose_password_it_tells(said):
    bootstrap.first_start(say=said.append)
    line, _ = bootstrap.first_sign_in()
    email, password = line.removeprefix("First sign-in: ").split("  password: ")
    assert authenticate(username=email, password=password).is_demo
    assert (bootstrap._password_file().stat().st_mode & 0o077) == 0


def test_a_second_start_changes_nothing(said):
    bootstrap.first_start(say=said.append)
    before, told = User.objects.get().password, bootstrap.first_sign_in()
    bootstrap.first_start(say=said.append)
    assert User.objects.get().password == before
    assert bootstrap.first_sign_in() == told
    assert len(said) == 1


def test_a_demo_that_was_taken_away_does_not_come_back(said):
    bootstrap.first_start(say=said.append)
    assert remove_demo()
    bootstrap.first_start(say=said.append)
    assert not User.objects.exists()
    assert bootstrap.first_sign_in() == []


def test_who_has_users_gets_no_demo(said, alice):
    bootstrap.first_start(say=said.append)
    assert User.objects.get() == alice
