"""A page that outlives its sign-in, in a real browser: nothing is silent, nothing is lost."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import open_demo, open_levels, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stack"), pytest.mark.timeout(600)]

RUN_OUT = "Your sign-in has run out"


@pytest.fixture
def quiet_page(browser):
    """A page that may complain: a stream that is refused is an error to the browser."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def end_session(page, stack) -> None:
    """End it on the server: sign out of the same session in a browser of its own."""
    other = page.context.browser.new_context(storage_state=page.context.storage_state())
    door = other.new_page()
    door.goto(f"{stack.url}/account/logout/")
    door.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(door.get_by_role("link", name="Sign in").first).to_be_visible()
    other.close()


def lose_cookie(page, stack) -> None:
    page.context.clear_cookies(name="sessionid")


def lose_all_cookies(page, stack) -> None:
    page.context.clear_cookies()


def fill_in(page, level):
    """Open the form over the plan and fill it in."""
    form = open_levels(page)
    form.get_by_role("link", name="Price alert").click()
    form.get_by_label("Kind").select_option("price_below")
    form.get_by_label("Asset").fill("ethereum")
    form.get_by_label("Level, USD").fill(level)
    return form


def price_comes(page) -> None:
    page.evaluate("htmx.trigger(document.body, 'prices')")


@pytest.mark.parametrize("end", [end_session, lose_cookie, lose_all_cookies])
def test_a_form_sent_too_late_leads_to_the_sign_in_and_back_to_the_plan(stack, quiet_page, end):
    page = quiet_page
    plan = f"{open_demo(page, stack)}plan/"
    page.goto(plan)
    form = fill_in(page, "1.11")
    end(page, stack)
    form.get_by_role("button", name="Arm").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_text(f"{RUN_OUT}. Sign in to go on.")).to_be_visible()
    page.fill("[name=login]", stack.email)
    page.fill("[name=password]", stack.password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Demo portfolio")).to_be_visible()
    expect(page).to_have_url(plan)
    expect(page.locator("#levels")).not_to_contain_text("$1.11")


def test_a_price_that_comes_too_late_leaves_what_is_being_written(stack, quiet_page):
    page = quiet_page
    plan = f"{open_demo(page, stack)}plan/"
    page.goto(plan)
    form = fill_in(page, "1.12")
    end_session(page, stack)
    price_comes(page)
    expect(form.get_by_text(RUN_OUT)).to_be_visible()
    expect(form.get_by_label("Level, USD")).to_have_value("1.12")
    expect(page).to_have_url(plan)
    with page.expect_popup() as opened:
        form.get_by_role("link", name="Sign in in a new tab").click()
    door = opened.value
    door.fill("[name=login]", stack.email)
    door.fill("[name=password]", stack.password)
    door.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(door).to_have_url(plan)
    door.close()
    # Back on the first tab the page goes on, and the form is taken as it was written.
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.get_by_text(RUN_OUT)).to_have_count(0)
    form.get_by_role("button", name="Arm").click()
    expect(page.get_by_text("Armed: Price below on ETH.")).to_be_visible()
    row = page.locator("tr", has_text="$1.12")
    row.get_by_role("button", name="Disarm").click()
    expect(page.get_by_text("Disarmed:")).to_be_visible()


def test_a_page_that_stands_still_says_so_once_and_asks_no_more(stack, page):
    address = open_demo(page, stack)
    value = page.locator("#figures").inner_text()
    end_session(page, stack)
    # The page may stand still already: then this one is heard of late, and would count below.
    with page.expect_response(lambda answer: "range=" in answer.url):
        price_comes(page)
    expect(page.get_by_text(RUN_OUT)).to_have_count(1)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(5000)
    assert asked == []
    assert len(page.locator("#figures").inner_text()) > len(value) / 2
    expect(page).to_have_url(address)


def test_a_sign_out_elsewhere_is_said_at_once(stack, quiet_page):
    page = quiet_page
    open_demo(page, stack)
    end_session(page, stack)
    expect(page.get_by_text(RUN_OUT)).to_be_visible()


def test_a_whole_form_is_taken_after_signing_in_in_another_tab(stack, quiet_page):
    page = quiet_page
    page.goto(f"{open_demo(page, stack)}transactions/new/")
    page.locator("summary", has_text="Note").click()
    page.get_by_label("Note").fill("written before")
    end_session(page, stack)
    other = page.context.new_page()
    sign_in(other, stack)
    other.close()
    page.locator("form[data-composer]").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Please look at the fields below.")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("written before")


def test_a_sign_up_proposes_the_browsers_language_currency_and_time_zone(stack, browser):
    context = browser.new_context(locale="de-CH", timezone_id="Europe/Zurich")
    page = context.new_page()
    page.goto(f"{stack.url}/account/signup/")
    expect(page.get_by_role("heading", name="Konto anlegen")).to_be_visible()
    expect(page.get_by_label("Zeitzone")).to_have_value("Europe/Zurich")
    chosen = page.get_by_label("Währung").evaluate("(one) => one.selectedOptions[0].text")
    assert chosen.startswith("CHF:")
    context.close()
