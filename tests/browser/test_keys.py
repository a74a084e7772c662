"""The command palette and the keys, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import faults
from tests.browser.steps import open_demo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("shell"), pytest.mark.timeout(600)]


@pytest.fixture
def field(page):
    return page.get_by_role("combobox", name="Assets, portfolios, positions, pages and actions")


def test_the_palette_leads_to_an_asset_by_keys_alone(calm, page, field):
    open_demo(page, calm)
    page.keyboard.press("Control+k")
    expect(field).to_be_focused()
    # Before anything is typed it offers what can be done here.
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Add transaction")
    page.keyboard.type("solana")
    asset = options.filter(has_text=re.compile("^\\s*Solana SOL"))
    expect(asset).to_be_visible()
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert faults(page) == []
    presses = 0
    while asset.get_attribute("aria-selected") != "true":
        # Twice around: the list of a part of the word may have gone when the whole one's came.
        assert presses < 2 * options.count()
        page.keyboard.press("ArrowDown")
        presses += 1
    active = field.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{active}")).to_contain_text("Solana")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Solana", level=1)).to_be_visible()


def test_escape_closes_the_palette_and_gives_the_focus_back(calm, page, field):
    open_demo(page, calm)
    link = page.get_by_role("link", name="Exit plan")
    link.focus()
    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()
    expect(link).to_be_focused()
    page.get_by_role("link", name="Search and commands").click()
    expect(field).to_be_focused()
    expect(page.get_by_role("option").first).to_contain_text("Add transaction")
    # What is not offered is asked of the page of the search, also by who does not wait for the
    # list: what it offered before this was typed is not what Enter is about.
    page.keyboard.type("no such thing")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing is called “no such thing”.")).to_be_visible()


def test_letters_lead_to_pages_and_to_a_new_transaction(calm, page):
    base = open_demo(page, calm)
    for keys, address in (("gm", "/markets/"), ("gp", "/portfolios/"), ("ga", "/alerts/")):
        page.keyboard.type(keys)
        page.wait_for_url(calm.url + address)
    page.keyboard.type("gh")
    page.wait_for_url(base)
    page.keyboard.press("n")
    expect(page).to_have_url(f"{base}transactions/new/")


def test_keys_are_text_while_somebody_types(calm, page):
    base = open_demo(page, calm)
    page.goto(f"{base}transactions/new/")
    field = page.get_by_role("combobox", name="Asset", exact=True)
    expect(field).to_be_focused()
    page.keyboard.type("gm/n?")
    expect(field).to_have_value("gm/n?")
    page.locator("summary", has_text="Note").click()
    page.get_by_label("Note").fill("")
    page.get_by_label("Note").press_sequentially("n g p ?")
    expect(page.get_by_label("Note")).to_have_value("n g p ?")
    expect(page).to_have_url(f"{base}transactions/new/")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_question_mark_lists_the_keys(calm, page):
    open_demo(page, calm)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("New transaction")
    assert faults(page) == []
    # While it is open no other key leads away.
    address = page.url
    page.keyboard.press("n")
    expect(page).to_have_url(address)
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()


def test_the_search_is_a_page_without_javascript(calm, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    open_demo(page, calm)
    page.get_by_role("link", name="Search and commands").click()
    page.get_by_role("searchbox").fill("exit plan")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("main").get_by_role("link", name="Exit plan: Demo portfolio").click()
    expect(page).to_have_url(re.compile("/plan/$"))
    context.close()


def test_a_form_has_the_focus_in_its_first_field(calm, page):
    page.goto(f"{calm.url}/account/login/")
    expect(page.locator("[name=login]")).to_be_focused()
    base = open_demo(page, calm)
    page.goto(f"{base}plan/new/")
    expect(page.get_by_label("Asset", exact=True)).to_be_focused()
    page.goto(f"{calm.url}/portfolios/new/")
    expect(page.locator("[name=name]")).to_be_focused()


def test_a_refused_form_has_the_focus_in_its_first_wrong_field(calm, page):
    page.goto(f"{open_demo(page, calm)}settings/")
    form = page.locator("form[action$='/share/']")
    form.evaluate("(form) => (form.noValidate = true)")
    form.get_by_role("button", name="Invite").click()
    email = form.get_by_label("E-mail address")
    expect(email).to_be_focused()
    expect(email).to_be_in_viewport()
