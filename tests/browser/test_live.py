"""The live stream in a real browser: one for all tabs, and each of them changes."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.counting_proxy import CountingProxy
from tests.browser.steps import open_demo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stack"), pytest.mark.timeout(600)]

RUN_OUT = "Your sign-in has run out"
# Counts how often the figures were replaced by newer ones.
COUNT_RENEWALS = """
document.body.dataset.renewals = "";
addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id === "figures") document.body.dataset.renewals += "x";
});
"""


@pytest.fixture
def proxied(stack):
    """The installation behind a proxy that counts its streams."""
    with CountingProxy(urlsplit(stack.url).port) as proxy:
        yield proxy, replace(stack, url=proxy.url)
        proxy.shutdown()


@pytest.fixture
def context(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


def hears_of_prices(page) -> None:
    """Wait for two price events after the first look: the installation has one in two seconds."""
    page.evaluate(COUNT_RENEWALS)
    expect(page.locator("body")).to_have_attribute(
        "data-renewals", re.compile("xx"), timeout=30_000
    )


def wait_for_streams(proxy, count: int, page) -> None:
    for _ in range(200):
        if proxy.open_streams == count:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"{proxy.open_streams} streams are open, not {count}")


def test_tabs_share_one_stream_and_each_changes_until_all_are_closed(proxied, context):
    proxy, stack = proxied
    first = context.new_page()
    address = open_demo(first, stack)
    second = context.new_page()
    second.goto(address)
    for page in (first, second):
        hears_of_prices(page)
    wait_for_streams(proxy, 1, first)
    first.close()
    hears_of_prices(second)
    assert proxy.open_streams == 1
    second.goto("about:blank")
    wait_for_streams(proxy, 0, second)


def test_a_browser_without_shared_workers_has_a_stream_for_each_tab(proxied, context):
    proxy, stack = proxied
    context.add_init_script("delete window.SharedWorker")
    first = context.new_page()
    address = open_demo(first, stack)
    second = context.new_page()
    second.goto(address)
    for page in (first, second):
        hears_of_prices(page)
    wait_for_streams(proxy, 2, first)


@pytest.mark.parametrize(("at", "looks"), [(1, False), (10**14, True)])
def test_a_page_looks_again_only_at_what_came_after_it(stack, context, at, looks):
    context.add_init_script("delete window.SharedWorker")
    page = context.new_page()
    address = open_demo(page, stack)
    event = f'retry: 60000\nevent: prices\ndata: {{"within": 0, "at": {at}}}\n\n'
    page.route(
        "**/live/?**", lambda route: route.fulfill(content_type="text/event-stream", body=event)
    )
    page.goto("about:blank")
    asked = []
    page.on("request", lambda request: asked.append(request.headers.get("hx-request")))
    with page.expect_response("**/live/?**"):
        page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    assert ("true" in asked) == looks


def test_a_sign_out_in_one_tab_ends_the_stream_of_all(proxied, context):
    proxy, stack = proxied
    first = context.new_page()
    address = open_demo(first, stack)
    second = context.new_page()
    second.goto(address)
    hears_of_prices(second)
    first.get_by_text(stack.email).click()
    first.get_by_role("button", name="Sign out").click()
    expect(second.get_by_text(RUN_OUT)).to_be_visible()
    wait_for_streams(proxy, 0, second)


def test_another_person_at_the_same_browser_has_another_stream(proxied, context):
    proxy, stack = proxied
    old = context.new_page()
    open_demo(old, stack)
    hears_of_prices(old)
    theirs = old.evaluate("document.body.dataset.live")

    new = context.new_page()
    new.goto(f"{stack.url}/account/logout/")
    new.get_by_role("main").get_by_role("button", name="Sign out").click()
    new.goto(f"{stack.url}/account/signup/")
    new.get_by_label("E-mail address").fill("other@example.org")
    new.locator("[name=password1]").fill("coins-of-another-one")
    new.locator("[name=password2]").fill("coins-of-another-one")
    new.get_by_role("main").get_by_role("button").first.click()
    new.locator("[name=login]").fill("other@example.org")
    new.locator("[name=password]").fill("coins-of-another-one")
    new.get_by_role("button", name="Sign in").click()
    expect(new.get_by_text("other@example.org").first).to_be_visible()
    assert new.evaluate("document.body.dataset.live") != theirs
    wait_for_streams(proxy, 1, new)
    # Who comes back to the old page does not listen by the new person's sign-in.
    old.evaluate("dispatchEvent(new Event('focus'))")
    old.wait_for_timeout(1000)
    assert proxy.open_streams == 1


def test_a_change_that_comes_leaves_focus_and_place_alone(stack, context):
    page = context.new_page()
    page.set_viewport_size({"width": 500, "height": 700})
    open_demo(page, stack)
    hears_of_prices(page)
    page.locator("#figures a[href]:visible").last.focus()
    # What is seen stays where it is, also where a figure above it takes another line.
    look = """(({ href }, { top }) => [href, Math.round(top)])(
      document.activeElement, document.activeElement.getBoundingClientRect())"""
    place = page.evaluate(look)
    assert place[0]
    assert page.evaluate("scrollY") > 0
    hears_of_prices(page)
    assert page.evaluate(look) == place


def test_what_is_selected_is_not_taken_away(stack, context):
    page = context.new_page()
    open_demo(page, stack)
    hears_of_prices(page)
    heading = page.locator("#figures h2").first
    heading.evaluate("element => getSelection().selectAllChildren(element)")
    selected = page.evaluate("getSelection().toString()")
    assert selected
    with page.expect_response(re.compile(r"/portfolios/\d+/\?range=")):
        pass
    page.wait_for_timeout(500)
    assert page.evaluate("getSelection().toString()") == selected
    page.evaluate(COUNT_RENEWALS)
    page.evaluate("getSelection().removeAllRanges()")
    expect(page.locator("body")).to_have_attribute("data-renewals", re.compile("x"))
