"""From the sign-up to an armed ladder and an undo, with key presses alone, which are counted."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stack"), pytest.mark.timeout(600)]

EMAIL, PASSWORD = "keys@example.org", "a-long-enough-secret"
# The second line has a date that is none.
FILE = """\
date,type,account,to_account,sent_amount,sent_asset,received_amount,received_asset,fee_amount,\
fee_asset,net_worth_amount,net_worth_asset,label,description,id
2025-02-03,buy,Kraken,,4000,USD,0.05,BTC,,,,,,,
2025-02-33,buy,Kraken,,300,USD,0.1,ETH,,,,,,,
"""
# Keys beyond what is written into fields, by step.
MOST = {"sign up": 4, "portfolio": 10, "purchase": 7, "import": 17, "ladder": 19, "undo": 14}


class Steps:
    """Counts the keys of each step of a journey."""

    def __init__(self, page):
        self.page, self.keys, self.counts = page, Keyboard(page), {}

    def end(self, name: str) -> None:
        self.counts[name] = self.keys.count - sum(self.counts.values())

    def go(self, words: str, heading: str) -> None:
        """By the palette to the first thing that it finds."""
        self.page.wait_for_load_state()
        self.keys.press("Control+k")
        self.keys.type(words)
        offered = self.page.locator("#palette [role=option]")
        expect(offered.first).to_contain_text(heading)
        self.keys.press("Enter")

    def tab_to(self, target) -> None:
        """Press Tab until it has the focus."""
        for _ in range(60):
            if target.evaluate("(one) => one === document.activeElement"):
                return
            self.keys.press("Tab")
        pytest.fail(f"{target} is not reached")


def test_the_whole_journey_needs_no_pointer(stack, page, tmp_path):
    steps = Steps(page)
    sign_up(steps, stack)
    make_portfolio(steps)
    add_purchase(steps)
    file = tmp_path / "ledger.csv"
    file.write_text(FILE)
    import_with_one_wrong_line(steps, file)
    arm_ladder(steps)
    undo_a_disarming(steps)
    too_many = {name: count for name, count in steps.counts.items() if count > MOST[name]}
    assert too_many == {}, steps.counts


def sign_up(steps, stack) -> None:
    keys, page = steps.keys, steps.page
    page.goto(f"{stack.url}/account/signup/")
    expect(page.locator("[name=email]")).to_be_focused()
    keys.figure(EMAIL)
    for _ in range(2):
        keys.press("Tab")
        keys.figure(PASSWORD)
    keys.press("Enter")
    # The address is there already.
    expect(page.locator("[name=password]")).to_be_focused()
    keys.figure(PASSWORD)
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    steps.end("sign up")


def make_portfolio(steps) -> None:
    keys, page = steps.keys, steps.page
    steps.go("create", "Create portfolio")
    expect(page.locator("[name=name]")).to_be_focused()
    keys.figure("Savings")
    keys.press("Enter")
    expect(page.get_by_text("Nothing in here yet")).to_be_visible()
    steps.end("portfolio")


def add_purchase(steps) -> None:
    keys, page = steps.keys, steps.page
    page.wait_for_load_state()
    keys.press("n")
    expect(page.get_by_role("combobox", name="Asset")).to_be_focused()
    keys.type("btc")
    expect(page.get_by_role("option", name="Bitcoin BTC")).to_have_attribute(
        "aria-selected", "true"
    )
    keys.press("Enter", "Tab")
    keys.figure("0.25")
    # The market's price of now is taken.
    expect(page.locator("#entry-preview")).to_contain_text("it is taken where you write none")
    keys.press("Enter")
    expect(page.get_by_text("Added: Buy")).to_be_visible()
    steps.end("purchase")


def import_with_one_wrong_line(steps, file) -> None:
    keys, page = steps.keys, steps.page
    # Heard from before the page is there: a browser told of it beside the key opens its own dialog.
    page.on("filechooser", lambda chooser: chooser.set_files(file))
    steps.go("import", "Import a file")
    expect(page.locator("[name=file]")).to_be_focused()
    keys.press("Space")
    expect(page.locator("[name=file]")).to_have_value(re.compile("ledger.csv$"))
    steps.tab_to(page.get_by_role("button", name="Preview"))
    keys.press("Enter")
    cell = page.locator("[name=cell-3-date]")
    expect(cell).to_be_focused()
    keys.press("Control+a")
    keys.figure("2025-02-23")
    keys.press("Enter")
    expect(page.get_by_role("button", name="Import 2 transactions")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_text("Imported 2 transactions")).to_be_visible()
    steps.end("import")


def arm_ladder(steps) -> None:
    keys, page = steps.keys, steps.page
    steps.go("plan", "Plan an exit")
    expect(page.get_by_label("Asset", exact=True)).to_be_focused()
    keys.type("btc")
    expect(page.get_by_role("option", name="Bitcoin BTC")).to_have_attribute(
        "aria-selected", "true"
    )
    keys.press("Enter", "Tab")
    keys.figure("1000")
    keys.press("Tab", "Tab")
    for level, share in (("900000", "50"), ("990000", "50")):
        keys.figure(level)
        keys.press("Tab")
        keys.figure(share)
        keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_text("Armed: a stop and 2 targets on BTC.")).to_be_visible()
    steps.end("ladder")


def undo_a_disarming(steps) -> None:
    keys, page = steps.keys, steps.page
    levels = page.locator("#levels tbody tr", has=page.get_by_role("button", name="Disarm"))
    expect(levels).to_have_count(3)
    page.wait_for_load_state()
    # Past the navigation and the tabs.
    keys.press("Tab", "Enter")
    steps.tab_to(levels.first.get_by_role("button", name="Disarm"))
    keys.press("Enter")
    expect(page.get_by_text("Disarmed:")).to_be_visible()
    expect(levels).to_have_count(2)
    keys.press("u")
    expect(levels).to_have_count(3)
    expect(page.get_by_text(re.compile("Armed again"))).to_be_visible()
    steps.end("undo")
