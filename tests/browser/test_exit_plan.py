"""The exit plan in a real browser: armed without JavaScript, and labels that have room."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.steps import open_demo, open_levels

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stack"), pytest.mark.timeout(600)]

# Labels of each picture that is shown, as [left, right, row], and the width of the picture.
LABELS = """() => [...document.querySelectorAll(".ladder")]
  .filter((picture) => picture.getBoundingClientRect().width > 0)
  .map((picture) => {
    const own = picture.getBoundingClientRect();
    return { width: own.width, texts: [...picture.querySelectorAll("text")].map((text) => {
      const box = text.getBoundingClientRect();
      return [box.left - own.left, box.right - own.left, Math.round(box.top - own.top)];
    }) };
  })"""


def test_a_whole_plan_is_armed_and_rehearsed_without_javascript(stack, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    open_demo(page, stack)
    page.get_by_role("link", name="Exit plan").click()
    page.get_by_role("link", name="Plan an exit of LINK").click()
    page.get_by_role("link", name="Fill in from how much LINK moves").click()
    page.get_by_role("button", name="Arm all of it").click()
    expect(page.get_by_text("Armed: a stop and 3 targets on LINK.")).to_be_visible()
    page.get_by_role("link", name="Rehearse it on past prices").click()
    page.get_by_role("link", name="365 days").click()
    expect(page.get_by_text("would have fired").first).to_be_visible()
    context.close()


def test_a_level_is_armed_moved_and_disarmed_over_the_plan(stack, page):
    plan = f"{open_demo(page, stack)}plan/"
    page.goto(plan)
    page.evaluate("window.untouched = true")
    form = open_levels(page)
    form.get_by_role("link", name="Price alert").click()
    form.get_by_label("Kind").select_option("price_below")
    form.get_by_label("Asset").fill("ethereum")
    form.get_by_label("Level, USD").fill("none")
    form.get_by_role("button", name="Arm").click()
    expect(form.get_by_text("“none” is not a number.")).to_be_visible()
    expect(page).to_have_url(plan)
    form.get_by_label("Level, USD").fill("1.25")
    form.get_by_role("button", name="Arm").click()
    expect(page.get_by_text("Armed: Price below on ETH.")).to_be_visible()
    expect(form).to_be_hidden()
    row = page.locator("tr", has_text="$1.25")
    row.get_by_role("link", name="Move").click()
    form.get_by_label("Level, USD").fill("1.5")
    # A price that comes meanwhile leaves what is being written alone.
    page.evaluate("htmx.trigger(document.body, 'prices')")
    page.wait_for_timeout(500)
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The level was moved.")).to_be_visible()
    row = page.locator("tr", has_text="$1.50")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    row.get_by_role("button", name="Disarm").click()
    expect(page.get_by_text("Disarmed:")).to_be_in_viewport()
    expect(page.locator("#levels section", has_text="What ended")).to_contain_text("$1.50")
    assert page.evaluate("window.untouched") is True


def test_the_one_click_plan_comes_with_the_asset_that_is_chosen(stack, page):
    page.goto(f"{open_demo(page, stack)}plan/")
    page.get_by_role("link", name="Plan an exit", exact=True).first.click()
    form = page.get_by_role("dialog", name="Exit plan")
    form.get_by_label("Asset").fill("btc")
    expect(page.get_by_role("option", name="Bitcoin BTC")).to_be_visible()
    page.keyboard.press("Enter")
    # The press leaves the field, which the browser calls a change once more.
    with page.expect_response("**/plan/preview/"):
        form.get_by_role("link", name="Fill in from how much BTC moves").click()
    expect(form.get_by_label("Stop at, USD")).not_to_have_value("")
    expect(form.get_by_role("navigation", name="Main")).to_have_count(0)


def test_what_is_typed_while_another_tab_comes_goes_with_its_reader(stack, page):
    page.goto(f"{open_demo(page, stack)}plan/")
    form = open_levels(page)
    form.get_by_label("Asset").fill("ethereum")
    held = []
    page.route("**what=alert**", lambda route: held.append(route))
    with page.expect_request("**what=alert**"):
        form.get_by_role("link", name="Price alert").click()
    form.get_by_label("Level, USD").press_sequentially("1.85")
    held[0].continue_()
    expect(form.get_by_label("Kind")).to_be_visible()
    expect(form.get_by_label("Level, USD")).to_have_value("1.85")
    expect(form.get_by_label("Level, USD")).to_be_focused()
    expect(form.get_by_label("Asset")).to_have_value("ethereum")


def test_what_was_done_is_told_though_a_price_came_meanwhile(stack, page):
    page.goto(f"{open_demo(page, stack)}plan/")
    form = open_levels(page)
    form.get_by_role("link", name="Price alert").click()
    form.get_by_label("Kind").select_option("price_below")
    form.get_by_label("Asset").fill("ethereum")
    form.get_by_label("Level, USD").fill("1.75")
    form.get_by_role("button", name="Arm").click()
    expect(page.get_by_text("Armed: Price below on ETH.")).to_be_visible()
    row = page.locator("tr", has_text="$1.75")
    row.get_by_role("button", name="Disarm").evaluate(
        "button => { button.click(); htmx.trigger(document.body, 'prices'); }"
    )
    expect(page.get_by_text("Disarmed:")).to_be_visible()
    expect(row.get_by_text("Disarmed")).to_be_visible()


@pytest.mark.parametrize("width", [360, 390, 739, 740, 1179, 1180, 1440])
def test_no_label_of_a_ladder_is_cut_or_meets_another(stack, browser, width):
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{open_demo(page, stack)}plan/")
    pictures = page.evaluate(LABELS)
    assert len(pictures) >= 3
    for picture in pictures:
        texts = sorted(picture["texts"], key=lambda text: (text[2], text[0]))
        assert texts
        for left, right, _ in texts:
            assert left >= -0.5
            assert right <= picture["width"] + 0.5
        for (_, right, row), (left, _, below) in pairwise(texts):
            assert row != below or right < left
    context.close()
