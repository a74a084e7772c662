"""The exit plan in a real browser: armed without JavaScript, and labels that have room."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.test_main_job import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stack"), pytest.mark.timeout(240)]

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
    sign_in(page, stack)
    page.get_by_role("link", name="Demo portfolio").click()
    page.get_by_role("link", name="Exit plan").click()
    page.get_by_role("link", name="Plan an exit of LINK").click()
    page.get_by_role("link", name="Fill in from how much LINK moves").click()
    page.get_by_role("button", name="Arm all of it").click()
    expect(page.get_by_text("Armed: a stop and 3 targets on LINK.")).to_be_visible()
    page.get_by_role("link", name="Rehearse it on past prices").click()
    page.get_by_role("link", name="365 days").click()
    expect(page.get_by_text("would have fired").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [360, 390, 739, 740, 1179, 1180, 1440])
def test_no_label_of_a_ladder_is_cut_or_meets_another(stack, browser, width):
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    sign_in(page, stack)
    page.get_by_role("link", name="Demo portfolio").click()
    page.goto(f"{page.url}plan/")
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
