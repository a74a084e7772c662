"""Prices that come while somebody works on a page change its figures and nothing else."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import open_demo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stack"), pytest.mark.timeout(600)]

COUNT = """
document.body.dataset.ticks = "";
addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id === "figures") document.body.dataset.ticks += "x";
});
"""
# Marks every element of the figures: what is replaced loses its mark. A chart draws its own.
OURS = "[...document.querySelectorAll('#figures *')].filter((one) => !one.closest('[hx-preserve]'))"
MARK = f"for (const one of {OURS}) one.marked = true"
UNMARKED = f"{OURS}.filter((one) => !one.marked).map((one) => one.outerHTML.slice(0, 120))"


@pytest.fixture
def demo(stack, page):
    open_demo(page, stack)
    page.evaluate(COUNT)
    return page


def await_ticks(page, count: int) -> None:
    pattern = re.compile("x" * count)
    expect(page.locator("body")).to_have_attribute("data-ticks", pattern, timeout=60_000)


def test_three_ticks_change_texts_and_replace_no_element(demo):
    before = demo.locator("#value-now").inner_text()
    demo.evaluate(MARK)
    await_ticks(demo, 3)
    expect(demo.locator("#value-now")).not_to_have_text(before)
    assert demo.evaluate(UNMARKED) == []


def test_somebody_types_through_three_ticks(demo):
    demo.goto(f"{demo.url}plan/")
    demo.get_by_role("link", name="Arm a level").click()
    note = demo.get_by_role("dialog").get_by_label("Level, USD")
    note.focus()
    demo.evaluate(COUNT.replace("figures", "levels"))
    written = ""
    for number in range(300):
        demo.keyboard.press(digit := str(number % 10))
        written += digit
        demo.wait_for_timeout(50)
        if len(demo.locator("body").get_attribute("data-ticks")) >= 3:
            break
    await_ticks(demo, 3)
    expect(note).to_have_value(written)
    expect(note).to_be_focused()


def test_a_click_while_a_tick_arrives_reaches_its_row(demo):
    link = demo.locator("#figures tbody a.asset").first
    target = link.get_attribute("href")
    link.scroll_into_view_if_needed()
    box = link.bounding_box()
    demo.mouse.move(box["x"] + 5, box["y"] + 5)
    demo.mouse.down()
    await_ticks(demo, 1)
    demo.mouse.up()
    demo.wait_for_url(f"**{target}")
