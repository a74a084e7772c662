"""The market in a real browser: an ⓘ opens its term beside it, a star keeps the place."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import faults
from tests.browser.steps import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("shell")]


def test_a_sign_opens_its_term_and_escape_closes_it(calm, page):
    page.goto(f"{calm.url}/markets/bitcoin/")
    page.get_by_role("link", name="About: Market cap").first.click()
    card = page.get_by_role("region", name="Term")
    expect(card).to_contain_text("price × circulating supply")
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    assert page.url.endswith("/markets/bitcoin/")


def test_a_star_puts_an_asset_on_a_list_without_losing_the_place(calm, page):
    sign_in(page, calm)
    page.goto(f"{calm.url}/markets/screener/")
    star = page.get_by_role("button", name="Watch Ethereum", exact=True)
    expect(star).to_have_attribute("aria-pressed", "false")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(star).to_be_focused()
    page.goto(f"{calm.url}/watchlists/")
    page.get_by_role("link", name="Watchlist", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="Ethereum")).to_be_visible()
    assert faults(page) == []


@pytest.mark.parametrize("width", [390, 1440])
def test_lines_under_a_figure_do_not_cover_each_other(calm, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{calm.url}/learn/")
    page.evaluate(
        """() => {
          const one = "<div><dt>Regime</dt><dd>Rising calm</dd><dd>since May</dd></div>";
          document.querySelector("main").insertAdjacentHTML(
            "afterbegin", `<dl class="figures explained" id="probe">${one.repeat(9)}</dl>`);
        }"""
    )
    boxes = [one.bounding_box() for one in page.locator("#probe > div:nth-child(8) > *").all()]
    ends = [box["y"] + box["height"] for box in boxes]
    assert all(end <= box["y"] + 1 for end, box in zip(ends, boxes[1:], strict=False)), boxes
