"""The page of returns in a real browser: live by htmx, and whole without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import open_demo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stack"), pytest.mark.timeout(600)]


def open_performance(page, stack) -> None:
    page.goto(f"{open_demo(page, stack)}performance/")


def test_periods_and_charts_are_swapped_and_the_address_follows(stack, page):
    open_performance(page, stack)
    expect(page.locator(".chart canvas").first).to_be_visible()
    page.get_by_role("navigation", name="Period").get_by_role("link", name="1Y").click()
    expect(page).to_have_url(re.compile("period=1y"))
    expect(page.get_by_text("365 days, in USD")).to_be_visible()
    expect(page.locator(".chart canvas").first).to_be_visible()
    page.get_by_role("navigation", name="Chart").get_by_role("link", name="Value").click()
    expect(page).to_have_url(re.compile("period=1y.*chart=value"))
    expect(page.get_by_role("heading", name="Value and invested capital")).to_be_visible()
    how = page.locator("#how-profit")
    page.get_by_role("button", name="How is it computed: Profit of the period").click()
    expect(how.get_by_role("link", name="Transactions of the period")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Time-weighted return")).to_be_visible()
    expect(page.locator("header.topbar")).to_have_count(1)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 390


# Stands in for the charts' library and keeps each chart that it makes: what of the days a chart
# shows stands nowhere in the page.
KEEP_CHARTS = """
import {{ createChart as create }} from "{address}?kept";
export * from "{address}?kept";
window.charts = [];
export function createChart(...how) {{
  const chart = create(...how);
  window.charts.push(chart);
  return chart;
}}
"""
RANGES = "charts.map((chart) => chart.timeScale().getVisibleLogicalRange())"
HIDDEN_PARTS = """
[...document.querySelectorAll(".table-wrap, html")]
  .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.innerText)
"""


def keep_charts(route):
    script = KEEP_CHARTS.format(address=route.request.url)
    route.fulfill(body=script, content_type="text/javascript")


def test_a_phone_shows_every_day(stack, page):
    page.set_viewport_size({"width": 390, "height": 800})
    page.route(re.compile(r"/lightweight-charts[^?]*\.mjs$"), keep_charts)
    open_performance(page, stack)
    expect(page.locator(".chart canvas").first).to_be_visible()
    page.wait_for_function(
        "window.charts?.length == 1 && charts.every((one) => one.timeScale().width())"
    )
    for shown in page.evaluate(RANGES):
        assert shown["from"] <= 0
        # Every other day of two years.
        assert shown["to"] > 360


def test_the_narrowest_phone_shows_every_column(stack, page):
    page.set_viewport_size({"width": 320, "height": 700})
    overview = open_demo(page, stack)
    for path in ("", "performance/", "gains/", "income/", "positions/bitcoin/"):
        page.goto(overview + path)
        expect(page.locator("table").first).to_be_attached()
        assert page.evaluate(HIDDEN_PARTS) == [], path


def test_without_javascript_everything_is_there(stack, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    open_performance(page, stack)
    expect(page.locator(".chart polyline").first).to_be_visible()
    page.get_by_role("navigation", name="Period").get_by_role("link", name="1M").click()
    page.get_by_role("button", name="How is it computed: Time-weighted return").click()
    expect(page.get_by_text("Under a year it is not annualised")).to_be_visible()
    page.locator("#how-twr").get_by_role("link", name="Transactions of the period").click()
    expect(page).to_have_url(re.compile("since=.*until="))
    context.close()
