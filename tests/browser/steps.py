"""What every visit begins with."""

import re

from playwright.sync_api import expect


def sign_in(page, stack) -> None:
    """The demo has one portfolio, which is its home."""
    page.goto(f"{stack.url}/account/login/")
    page.fill("[name=login]", stack.email)
    page.fill("[name=password]", stack.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Demo portfolio", level=1)).to_be_visible()


def open_demo(page, stack) -> str:
    """Sign in, which leads to the demo portfolio; returns its address, once the page is there."""
    sign_in(page, stack)
    page.wait_for_url(re.compile(r"/portfolios/\d+/$"))
    return page.url
