"""What every visit begins with."""

import re

from playwright.sync_api import Locator, expect

DEMO = re.compile(r"/portfolios/\d+/$")


def sign_in(page, stack) -> None:
    """The demo has one portfolio, which is its home."""
    page.goto(f"{stack.url}/account/login/")
    page.fill("[name=login]", stack.email)
    page.fill("[name=password]", stack.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Demo portfolio", level=1)).to_be_visible()


def open_demo(page, stack) -> str:
    """Open the demo portfolio, signed in; returns its address, once the page is there.

    Whoever comes first signs in, and the next ones go on with that session while it lasts.
    """
    page.context.add_cookies(stack.cookies)
    page.goto(stack.url)
    if not DEMO.search(page.url):
        sign_in(page, stack)
        page.wait_for_url(DEMO)
        stack.cookies[:] = page.context.cookies()
    return page.url


def open_levels(page) -> Locator:
    """Open the form of a level over the plan."""
    page.get_by_role("link", name="Arm a level").click()
    return page.get_by_role("dialog", name="Exit plan")


def faults_in(complaints: list[str]) -> list[str]:
    """What a page said on its console, without its word that it was left.

    A page that is left while a request is under way aborts it, and htmx names that twice.
    """
    faults = [one for one in complaints if not one.startswith("htmx:sendAbort")]
    ends = [one for one in faults if one.startswith("htmx:afterRequest")]
    for end in ends[: len(complaints) - len(faults)]:
        faults.remove(end)
    return faults


class Keyboard:
    """Presses keys, and counts those that are no figure of the row."""

    def __init__(self, page):
        self._page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.count += len(key.split("+"))
            self._page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.count += len(text)
        self._page.keyboard.type(text)

    def figure(self, text: str) -> None:
        self._page.keyboard.type(text)
