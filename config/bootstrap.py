"""What a first start puts into an empty database."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from markets.models import Market
from markets.services import prepare_market
from portfolios.models import User
from portfolios.services.alerts.push_keys import push_key
from portfolios.services.demo import DEMO_EMAIL, create_demo

PASSWORD_FILE = "demo_password"  # noqa: S105


def first_start(*, say: Callable[[str], None]) -> None:
    """Make what an installation has one of: the key of pushes, the market, the demo."""
    push_key()
    if not Market.objects.exists():
        say("First start: choosing the market and loading its history")
        market = prepare_market()
        say(f"Market: {market}")
    # The password's file outlives the demo: who took the demo away does not get it back.
    if not User.objects.exists() and not _password_file().exists():
        say("First start: making the demo portfolio")
        password = secrets.token_urlsafe(9)
        create_demo(password=password)
        _keep(password)


def first_sign_in() -> list[str]:
    """The lines that tell how to sign in first; none once the demo is gone."""
    path = _password_file()
    if not path.exists() or not User.objects.filter(email=DEMO_EMAIL, is_demo=True).exists():
        return []
    return [
        f"First sign-in: {DEMO_EMAIL}  password: {path.read_text().strip()}",
        "(manage.py demo remove takes the demo away)",
    ]


def _password_file() -> Path:
    return settings.DATA_DIR / PASSWORD_FILE


def _keep(password: str) -> None:
    """Write the password where only we can read it."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(_password_file(), flags, 0o600), "w") as file:
        file.write(password)
