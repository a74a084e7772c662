"""What is shown where a request fails: each is made to fail as it would for people."""

import psycopg

from config.stack.postgres import DATABASE, USER
from tests.screenshots.shooter import Shooter

FORGED = """() => {
  const form = document.querySelector("[data-composer]");
  form.elements.csrfmiddlewaretoken.value = "";
  HTMLFormElement.prototype.submit.call(form);
}"""
SIGN_UP = "() => HTMLFormElement.prototype.submit.call(document.querySelector('main form'))"
TRIES = 25
# The page of targets fails from here on, and then everything.
BREAK = "ALTER TABLE portfolios_target RENAME TO portfolios_target_gone"
LOCK = [
    f"ALTER DATABASE {DATABASE} ALLOW_CONNECTIONS false",
    f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{DATABASE}'",
]


def shoot_refusals(shooter: Shooter, *, portfolio: str, site: str) -> None:
    """What a signed-in person is refused."""
    page = shooter.page
    shooter.shoot("error", "404", f"{site}/nowhere/")
    shooter.shoot("error", "403", f"{site}/admin/")
    shooter.shoot("error", "400", f"{site}/search/?q=%00")
    page.goto(f"{portfolio}transactions/new/")
    with page.expect_navigation():
        page.evaluate(FORGED)
    shooter.keep("error", "403-csrf")


def shoot_offline(shooter: Shooter, *, portfolio: str) -> None:
    """Without a network, with the figures seen last."""
    page = shooter.page
    page.goto(portfolio)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.context.set_offline(True)
    shooter.shoot("error", "offline", f"{portfolio}gains/")
    page.context.set_offline(False)


def shoot_too_many(shooter: Shooter, *, site: str) -> None:
    """After more sign-ups from an address than are taken."""
    page = shooter.page
    for _ in range(TRIES):
        page.goto(f"{site}/account/signup/")
        with page.expect_navigation() as sent:
            page.evaluate(SIGN_UP)
        if sent.value.status == 429:
            break
    shooter.keep("error", "429")


def break_a_table(sockets: str) -> None:
    _execute(sockets, DATABASE, BREAK)


def lock_out_all(sockets: str) -> None:
    for statement in LOCK:
        _execute(sockets, "postgres", statement)


def _execute(sockets: str, database: str, statement: str) -> None:
    with psycopg.connect(host=sockets, user=USER, dbname=database, autocommit=True) as connection:
        connection.execute(statement)
