"""Entering transactions by keyboard, by touch and without scripts, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import faults
from tests.browser.steps import Keyboard, open_demo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("shell"), pytest.mark.timeout(600)]

TABS = ("buy", "sell", "swap", "transfer", "reward", "more")
# Beyond the figures themselves, for a purchase from the form on.
MOST_KEYS = 25


def test_a_purchase_is_entered_by_keyboard_in_few_keys(calm, page):
    base = open_demo(page, calm)
    page.goto(f"{base}transactions/new/")
    keys = Keyboard(page)
    asset = page.get_by_role("combobox", name="Asset")
    expect(asset).to_be_focused()
    keys.type("btc")
    expect(page.get_by_role("option", name="Bitcoin BTC")).to_have_attribute(
        "aria-selected", "true"
    )
    keys.press("Enter", "Tab")
    expect(asset).to_have_value("Bitcoin (BTC)")
    expect(page.locator("[name=quantity]")).to_be_focused()
    keys.figure("0.001")
    preview = page.locator("#entry-preview")
    expect(preview).to_contain_text("Market price then:")
    expect(preview).to_contain_text("quote of")
    # The price that is shown is taken: nothing else has to be written.
    expect(preview).to_contain_text("it is taken where you write none")
    keys.press("Control+Enter")
    expect(page.get_by_text("Added: Buy")).to_be_visible()
    assert keys.count <= MOST_KEYS, keys.count
    row = page.locator("#ledger tbody tr").first
    expect(row).to_contain_text("0.001")


def test_the_picker_follows_the_combobox_pattern(calm, page):
    base = open_demo(page, calm)
    page.goto(f"{base}plan/new/")
    asset = page.get_by_label("Asset", exact=True)
    asset.focus()
    expect(asset).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    options = page.get_by_role("option")
    expect(asset).to_have_attribute("aria-expanded", "true")
    # What is held stands before everything else.
    expect(options.first).to_contain_text("held")
    page.keyboard.press("Escape")
    expect(asset).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("eth")
    expect(options.first).to_contain_text("Ethereum")
    page.keyboard.press("ArrowDown")
    active = asset.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)
    assert faults(page) == []
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(asset).to_have_value("Ethereum (ETH)")
    expect(page.locator("input[name=asset-pick]")).to_have_value("ethereum Ethereum (ETH)")
    # Enter in a closed list sends the form, as in any other field.
    expect(asset).to_have_attribute("aria-expanded", "false")


def test_who_types_faster_than_the_list_comes_never_gets_what_fitted_before(calm, page):
    base = open_demo(page, calm)
    page.goto(f"{base}plan/new/")
    asset = page.get_by_label("Asset", exact=True)
    first = page.get_by_role("option").first
    asset.fill("eth")
    expect(first).to_contain_text("Ethereum")
    asset.press("Control+a")
    page.keyboard.type("btc")
    page.keyboard.press("Tab")
    expect(asset).to_be_visible()
    expect(asset).not_to_have_value("Ethereum (ETH)")
    asset.fill("eth")
    expect(first).to_contain_text("Ethereum")
    asset.press("Control+a")
    page.keyboard.type("btc")
    page.keyboard.press("Enter")
    expect(asset).to_have_value("Bitcoin (BTC)")
    expect(page.locator("input[name=asset-pick]")).to_have_value("bitcoin Bitcoin (BTC)")


def test_the_preview_says_what_a_sale_does_and_max_fills_the_balance_in(calm, page):
    base = open_demo(page, calm)
    page.goto(f"{base}transactions/new/?tab=sell")
    page.get_by_role("combobox", name="Asset").fill("btc")
    page.get_by_role("option", name="Bitcoin BTC").click()
    preview = page.locator("#entry-preview")
    expect(preview).to_contain_text("BTC now.")
    page.get_by_role("button", name="Max").click()
    most = preview.locator("[data-most]").get_attribute("data-most")
    expect(page.locator("[name=quantity]")).to_have_value(most)
    page.fill("[name=price]", "20k")
    expect(preview).to_contain_text("gain")
    expect(preview).to_contain_text("under the market")
    expect(page.locator(".field", has=page.locator("[name=price]"))).to_contain_text("= 20,000")


def test_to_never_offers_from(calm, page):
    base = open_demo(page, calm)
    page.goto(f"{base}transactions/new/?tab=transfer")
    source, to = page.locator("[name=account]"), page.locator("[name=to_account]")
    names = source.locator("option").all_inner_texts()
    for name in names:
        source.select_option(label=name)
        assert name not in to.locator("option").all_inner_texts()
        assert len(to.locator("option").all_inner_texts()) == len(names)  # "Choose…" and others


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1440, "light")])
def test_the_tabs_fit_and_axe_finds_nothing(calm, browser, width, theme):
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=theme)
    page = context.new_page()
    base = open_demo(page, calm)
    for tab in TABS:
        page.goto(f"{base}transactions/new/?tab={tab}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, tab
        assert faults(page) == [], tab
    page.goto(f"{base}transactions/new/")
    page.get_by_role("button", name="About: Price of one").click()
    expect(page.get_by_text("or is the market's price then")).to_be_visible()
    context.close()


def test_a_purchase_and_its_questions_work_in_german_without_javascript(calm, browser):
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    base = open_demo(page, calm)
    page.goto(f"{base}transactions/new/")
    page.fill("[name=asset]", "Bitcoin ca")
    page.fill("[name=quantity]", "1.000")
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.get_by_role("button", name="Bitcoin Cash (BCH)").click()
    expect(page.locator("#entry-preview")).to_contain_text("er gilt, wenn du keinen angibst")
    page.locator(".errors").get_by_role("button", name="1", exact=True).click()
    expect(page.get_by_text("Hinzugefügt: Kauf")).to_be_visible()
    page.goto(f"{base}transactions/new/?tab=sell")
    page.fill("[name=asset]", "BCH")
    page.get_by_role("button", name="Max.").click()
    expect(page.locator("[name=quantity]")).to_have_value("1")
    context.close()
