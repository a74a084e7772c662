"""Without a network: the page that says so, the figures seen last, and that they go in time."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import open_demo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stack"), pytest.mark.timeout(600)]

SEEN = "localStorage.getItem('last-seen')"


@pytest.fixture
def context(browser):
    """One that may complain: without a network the browser says so on its console."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context
    context.set_offline(False)
    context.close()


def test_a_page_that_cannot_be_reached_shows_the_figures_seen_last(stack, context):
    page = context.new_page()
    base = open_demo(page, stack)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    value = page.locator("#value-now").inner_text()
    context.set_offline(True)
    page.goto(f"{base}gains/")
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    seen = page.locator("#last-seen")
    expect(seen).to_contain_text("Demo portfolio")
    # The currency's sign and the digits before the last tick's.
    expect(seen).to_contain_text(value[:3])
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).borderRadius") != "0px"
    # It opens the page again by itself, once there is a network.
    context.set_offline(False)
    expect(page.get_by_role("heading", name="Demo portfolio", level=1)).to_be_visible()
    expect(page).to_have_url(f"{base}gains/")


def test_a_server_that_is_back_is_found_while_the_network_was_never_gone(stack, context):
    page = context.new_page()
    base = open_demo(page, stack)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    context.set_offline(True)
    page.goto(f"{base}gains/")
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    # The browser's own word of a network is missed, as where the server alone was away.
    page.evaluate("addEventListener('online', (event) => event.stopImmediatePropagation(), true)")
    context.set_offline(False)
    expect(page).to_have_title(re.compile("Demo portfolio"))


def test_the_figures_go_with_the_sign_out(stack, context):
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    open_demo(page, stack)
    page.wait_for_function(f"() => {SEEN} !== null")
    page.get_by_text(stack.email).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Create an account").first).to_be_visible()
    page.wait_for_function(f"() => {SEEN} === null")


def test_hidden_amounts_are_not_kept(stack, context):
    page = context.new_page()
    open_demo(page, stack)
    page.get_by_role("button", name="Hide amounts").click()
    expect(page.locator("#value-now")).to_have_text("•••")
    page.wait_for_function(f"() => {SEEN}?.includes('•••')")
