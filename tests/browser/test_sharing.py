"""What is shown once is copied from its page, by a button and by hand."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import open_demo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("shell"), pytest.mark.timeout(300)]


def test_a_link_is_copied_by_its_button_and_opens_for_anyone(page, stack, browser):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{open_demo(page, stack)}links/")
    page.get_by_label("Name").fill("Friends")
    page.get_by_role("button", name="Create the link").click()
    address = page.get_by_label("Address of the link", exact=True)
    expect(address).to_be_focused()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == address.input_value()
    visitor = browser.new_context(java_script_enabled=False)
    opened = visitor.new_page()
    assert opened.goto(copied).status == 200
    visitor.close()


def test_without_its_script_a_token_is_a_field_to_copy_from(stack, page, browser):
    open_demo(page, stack)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(stack.cookies)
    plain = context.new_page()
    plain.goto(f"{stack.url}/tokens/")
    plain.get_by_label("Name").fill("Bot")
    plain.get_by_role("button", name="Create the token").click()
    token = plain.get_by_label("Token", exact=True)
    expect(token).to_have_value(re.compile("^tm_"))
    expect(token).not_to_be_editable()
    expect(plain.get_by_role("button", name="Copy")).to_have_count(0)
    context.close()


def test_what_a_browser_does_not_let_pages_copy_is_selected_and_said(page, stack):
    open_demo(page, stack)
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error())")
    page.goto(f"{stack.url}/tokens/")
    page.get_by_label("Name").fill("Script")
    page.get_by_role("button", name="Create the token").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status").filter(has_text="Copy what is selected")).to_be_visible()
    selected = page.evaluate("getSelection().toString()")
    assert selected == page.get_by_label("Token", exact=True).input_value()
