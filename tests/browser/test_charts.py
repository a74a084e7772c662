"""Charts in a real browser: the readout, the keyboard, ranges, marks and what is remembered."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.axe import faults
from tests.browser.steps import open_demo, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stack"), pytest.mark.timeout(600)]

ASSET = "/markets/bitcoin/"
SHIFTS = """
new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 200);
})
"""


def open_asset(page, stack, query="?range=3m") -> None:
    sign_in(page, stack)
    page.goto(f"{stack.url}{ASSET}{query}")
    expect(page.locator(".chart canvas").first).to_be_visible()


def readout(page):
    return page.locator("[data-readout]")


def chart(page):
    return page.locator("[data-place]")


def day_of(page) -> str:
    return re.search(r"\d{4}-\d\d-\d\d", readout(page).inner_text())[0]


def test_the_readout_follows_the_pointer_and_returns_to_the_latest(stack, page):
    open_asset(page, stack)
    for part in ("Open $", "High $", "Low $", "Close $"):
        expect(readout(page)).to_contain_text(part)
    latest = day_of(page)
    box = chart(page).bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 40)
    expect(readout(page)).not_to_contain_text(latest)
    expect(readout(page)).to_contain_text("Volume $")
    early = day_of(page)
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 40)
    expect(readout(page)).not_to_contain_text(early)
    assert early < day_of(page) < latest
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] - 60)
    expect(readout(page)).to_contain_text(latest)


def test_arrow_keys_move_the_readout_and_say_it(stack, page):
    open_asset(page, stack)
    latest = day_of(page)
    chart(page).focus()
    page.keyboard.press("ArrowLeft")
    expect(readout(page)).not_to_contain_text(latest)
    before = day_of(page)
    spoken = page.locator("[data-spoken]")
    expect(spoken).to_contain_text(f"{before}, Open $")
    page.keyboard.press("Shift+ArrowLeft")
    expect(readout(page)).not_to_contain_text(before)
    page.keyboard.press("Home")
    first = day_of(page)
    page.keyboard.press("ArrowLeft")
    assert day_of(page) == first
    page.keyboard.press("End")
    expect(readout(page)).to_contain_text(latest)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(readout(page)).to_contain_text(latest)


def test_a_range_changes_chart_headline_and_address_and_is_remembered(stack, page):
    open_asset(page, stack)
    change = page.locator(".headline-sub")
    expect(change).to_contain_text("3M")
    with page.expect_response(lambda answer: "candles.json?range=1y" in answer.url) as found:
        page.get_by_role("navigation", name="Range of the chart").get_by_text("1Y").click()
    assert found.value.headers["etag"]
    expect(page.locator("#asset-chart")).not_to_have_attribute("aria-busy", "true")
    expect(page).to_have_url(re.compile(r"range=1y"))
    expect(change).to_contain_text("1Y")
    expect(page.locator('nav[aria-label="Range of the chart"] [aria-current]')).to_have_text("1Y")
    chart(page).focus()
    page.keyboard.press("Home")
    assert day_of(page) < day_of_latest(page)
    page.goto(f"{stack.url}/markets/ethereum/")
    expect(page.locator(".headline-sub")).to_contain_text("1Y")
    page.goto(f"{stack.url}{ASSET}?range=3m")
    page.get_by_role("navigation", name="Range of the chart").get_by_text("7D").click()
    expect(change).to_contain_text("7D")
    page.go_back()
    expect(change).to_contain_text("3M")
    expect(page.locator(".chart canvas").first).to_be_visible()


def day_of_latest(page) -> str:
    page.keyboard.press("End")
    return day_of(page)


def test_indicators_and_marks_are_chosen_and_labels_keep_apart(stack, page):
    open_asset(page, stack, "?range=1y")
    page.get_by_text("Indicators and scale").click()
    for label, name in (("Average of 50 days", "sma_50"), ("RSI of 14 days", "rsi_14")):
        with page.expect_response(lambda answer, name=name: name in answer.url):
            page.get_by_label(label).check()
    expect(page.locator("[data-panes='3'] canvas").first).to_be_visible()
    chart(page).focus()
    page.keyboard.press("Home")
    expect(readout(page)).to_contain_text("SMA 50 $")
    expect(readout(page)).to_contain_text("RSI 14")
    with page.expect_response(lambda answer: "show=log" in answer.url):
        page.get_by_label("Logarithmic scale").check()
    expect(page.get_by_text("Indicators and scale (3)")).to_be_visible()
    labels = page.locator(".chart-labels span:visible")
    expect(labels.nth(1)).to_be_visible()
    boxes = [label.bounding_box() for label in labels.all()]
    boxes.sort(key=lambda box: box["y"])
    for above, below in pairwise(boxes):
        assert above["y"] + above["height"] <= below["y"] + 0.5
    page.goto(f"{stack.url}{ASSET}")
    expect(page.get_by_text("Indicators and scale (3)")).to_be_visible()
    expect(page.locator("[data-panes='3'] canvas").first).to_be_visible()


def test_charts_shift_nothing_and_have_no_faults(stack, page):
    overview = open_demo(page, stack)
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for path in (overview, f"{overview}performance/", f"{stack.url}{ASSET}?range=1y&chosen=1"):
            page.goto(path)
            expect(page.locator(".chart canvas").first).to_be_visible()
            assert page.evaluate(SHIFTS) <= 0.02, (path, width)
            assert page.evaluate("document.documentElement.scrollWidth") == width
            assert faults(page) == [], (path, width)


def test_the_chart_of_value_follows_the_figure_on_the_page(stack, page):
    open_demo(page, stack)
    expect(page.locator(".chart canvas").first).to_be_visible()
    expect(readout(page)).to_contain_text("Paid in $")
    expect(page.locator(".headline-sub")).to_contain_text("profit since")
    shown = page.locator("#value-now").inner_text()
    expect(readout(page)).to_contain_text(f"Value {shown}")
    page.get_by_role("navigation", name="Range of the chart").get_by_text("3M").click()
    expect(page).to_have_url(re.compile("range=3m"))
    expect(page.locator(".chart canvas").first).to_be_visible()


def test_income_and_rehearsal_have_charts_with_a_readout(stack, page):
    overview = open_demo(page, stack)
    for path, words in (("income/?year=all", "Fees $"), ("plan/rehearsal/", "Close $")):
        page.goto(overview + path)
        expect(page.locator(".chart canvas").first).to_be_visible()
        expect(readout(page).first).to_contain_text(words)
        latest = readout(page).first.inner_text()
        chart(page).first.focus()
        page.keyboard.press("Home")
        expect(readout(page).first).not_to_have_text(latest)
        assert faults(page) == [], path


def test_without_scripts_a_line_and_a_table_stand_there(stack, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{stack.url}{ASSET}?range=3m")
    expect(page.locator(".chart .line-close")).to_be_visible()
    page.get_by_text("The chart as a table").click()
    assert page.locator(".chart-table tbody tr").count() > 20
    page.get_by_role("link", name="1M").click()
    expect(page.locator(".headline-sub")).to_contain_text("1M")
    page.get_by_text("Indicators and scale").click()
    page.get_by_label("Average of 50 days").check()
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".chart .line-sma_50")).to_be_visible()
    context.close()
