"""`make screenshots`: every page in both themes, on a phone and a desk; full, empty and refused."""

import os
import re
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from tests import chromium
from tests.screenshots import failures
from tests.screenshots.shooter import Shooter, open_each
from tests.screenshots.site import Site, prepare
from tests.stack import READY_SECONDS, ROOT, start_stack, wait_for

FOLDER = ROOT / "screenshots"
# Pages with a form, which is sent with nothing in it.
FORMS = [
    "portfolios:add", "portfolios:arm", "portfolios:ladder", "portfolios:create",
    "portfolios:targets", "portfolios:own_assets", "portfolios:import", "portfolios:settings",
    "portfolios:links", "portfolios:tokens", "portfolios:market_alert_create",
    "portfolios:channel_create", "portfolios:watchlist", "account_change_password",
]  # fmt: skip
FORMS_FOR_VISITORS = ["account_signup", "account_login", "account_reset_password"]
# Forms that look another way for each choice above them.
TABS = {
    "portfolios:add": "tab=sell tab=swap tab=transfer tab=reward tab=more",
    "portfolios:arm": "what=trail what=targets what=alert what=more",
}
FOR_VISITORS = re.compile(r"home$|learn|term|markets:|account_(?!email$|change|logout|reauth)")
FOR_STAFF = re.compile(r"admin:|portfolios:style_guide")


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    executable = chromium.find() or sys.exit("There is no Chromium on this machine.")
    with TemporaryDirectory() as folder:
        process, port, log = start_stack(Path(folder), BACK_COMPUTED_DAYS="730")
        try:
            wait_for("Tidemark is ready", log, process, seconds=READY_SECONDS)
            said = wait_for("password: ", log, process, seconds=5)
            demo = re.search(r"First sign-in: (\S+)  password: (\S+)", said).groups()
            os.environ |= {"DATA_DIR": f"{folder}/data", "PORT": str(port)}
            site = prepare(f"http://127.0.0.1:{port}", demo=demo)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=executable, args=chromium.FLAGS
                )
                shoot_all(browser, site)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)
    print(f"{sum(1 for _ in FOLDER.rglob('*.png'))} pictures in {FOLDER}")  # noqa: T201


def shoot_all(browser: Browser, site: Site) -> None:
    """Failures come last: they end the site."""

    def each(user: tuple[str, str] | None):
        return open_each(browser, FOLDER, user=user, url=site.url)

    tabs = dict(tabs_of(site.full))
    for shooter in each(None):
        shoot(shooter, "visitor", site.full, only=FOR_VISITORS)
        for name in FORMS_FOR_VISITORS:
            shooter.refuse(name, site.full[name])
    for shooter in each(site.staff):
        shoot(shooter, "full", site.full, only=FOR_STAFF)
    for shooter in each(site.newcomer):
        shoot(shooter, "empty", site.empty, never=FOR_STAFF)
    for shooter in each(site.demo):
        shoot(shooter, "full", site.full | tabs, never=FOR_STAFF)
        for name, address in [*((name, site.full[name]) for name in FORMS), *tabs.items()]:
            shooter.refuse(name, address)
        failures.shoot_refusals(shooter, portfolio=site.portfolio, site=site.url)
        failures.shoot_offline(shooter, portfolio=site.portfolio)
    for shooter in each(None):
        failures.shoot_too_many(shooter, site=site.url)
    failures.break_a_table(site.sockets)
    for shooter in each(site.demo):
        shooter.shoot("error", "500", site.full["portfolios:targets"])
    failures.lock_out_all(site.sockets)
    for shooter in each(None):
        shooter.shoot("error", "503", site.url)


def tabs_of(pages: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The name and address of each further tab of a form."""
    for name, queries in TABS.items():
        for query in queries.split():
            yield f"{name}-{query.partition('=')[2]}", f"{pages[name]}?{query}"


def shoot(
    shooter: Shooter, state: str, pages: dict[str, str], *,
    only: re.Pattern = re.compile(""), never: re.Pattern = re.compile("(?!)"),
) -> None:  # fmt: skip
    for name, address in pages.items():
        if only.match(name) and not never.match(name):
            shooter.shoot(state, name, address)


if __name__ == "__main__":
    main()
