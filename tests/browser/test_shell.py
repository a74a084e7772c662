"""What stands around every page, measured in a real browser on a phone and on a desk."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import faults
from tests.browser.steps import faults_in, open_demo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("shell"), pytest.mark.timeout(600)]

PORTFOLIO_PAGES = [
    "", "performance/", "transactions/new/", "transactions/history/", "gains/",
    "transactions/?columns=sent,received,price,value,fee,account,note,label,file,id",
    "income/", "outlook/", "outlook/signals/", "plan/", "plan/new/", "plan/new/?asset=bitcoin",
    "plan/ladder/?asset=bitcoin", "plan/rehearsal/", "positions/bitcoin/", "targets/", "import/",
    "health/", "own-assets/", "settings/", "links/", "view/",
    "?group=account&period=30d&small=100",
]  # fmt: skip
OTHER_PAGES = [
    "/portfolios/", "/portfolios/new/", "/performance/", "/markets/", "/markets/screener/",
    "/markets/narratives/", "/markets/narratives/ai/", "/markets/grades/", "/markets/signals/",
    "/markets/record/", "/markets/compare/?assets=bitcoin,ethereum,solana", "/markets/bitcoin/",
    "/markets/compare/?add=nothing", "/markets/screener/?range1=price&min1=x", "/learn/",
    "/learn/?q=nothing", "/learn/market-cap/?asset=bitcoin", "/watchlists/",
    "/alerts/", "/alerts/market/new/", "/channels/", "/deliveries/", "/tokens/", "/account/email/",
    "/account/password/change/", "/settings/", "/search/", "/api/v1/docs/", "/api/v1/docs/ledger/",
]  # fmt: skip
TABLET_PAGES = ["/markets/", "/markets/signals/", "/markets/bitcoin/", "/alerts/", "/settings/"]
HEADER, FIRST_CARD, SHIFT = 96, 140, 0.02

# Targets that are smaller than so many pixels, but links within a sentence and tiles of a map,
# whose size is what they say.
SMALL_TARGETS = """(least) => [...document.querySelectorAll(
    "a[href], button, summary, select, textarea, input:not([type=hidden])")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("svg, .skip"))
  .map((one) => [one, (/checkbox|radio/.test(one.type) && one.closest("label")) || one])
  .filter(([one, box]) => {
    const inText = getComputedStyle(one).display === "inline"
      && one.parentElement.innerText.trim() !== one.innerText.trim();
    const { width, height } = box.getBoundingClientRect();
    return !inText && width && Math.min(width, height) < least;
  })
  .map(([one]) => `${one.tagName} ${one.className} ${one.innerText || one.name}`)"""
# In lists, forms and navigation a finger needs more room in height; words may be narrow.
LOW_TARGETS = """() => [...document.querySelectorAll(
    ".bottom-bar a, .tabs a, .button, .segments a, .segments button, form select, td .asset, "
    + "form input:not([type=hidden], [type=checkbox], [type=radio]), .menu > summary")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .filter((one) => one.getBoundingClientRect().height < 43.5)
  .map((one) => `${one.tagName} ${one.className} ${one.innerText || one.name}`)"""
# Two elements of one id, or a name or description that is none.
LOOSE_IDS = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const ids = all("[id]").filter((one) => !one.closest("svg")).map(({ id }) => id);
  const named = ["for", "aria-describedby", "aria-labelledby", "popovertarget"].flatMap(
    (name) => all(`[${name}]`).flatMap((one) => one.getAttribute(name).split(" ")));
  const doubled = ids.filter((id, place) => ids.indexOf(id) !== place);
  return [...doubled, ...named.filter((id) => id && !ids.includes(id))];
}"""
SHIFTED = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""
FIRST_CARD_TOP = """() => [...document.querySelectorAll("main .card")]
  .find((one) => one.checkVisibility())?.getBoundingClientRect().top"""


def what_is_wrong(page, address: str, *, width: int, is_phone: bool) -> list[str]:
    """Open a page and hold it against the limits that hold for all."""
    answer = page.goto(address)
    assert answer.status == 200, address
    # Charts that are being drawn are paler than they will be.
    page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")
    found = []
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("wider than the screen")
    if page.locator("header.topbar").bounding_box()["height"] > HEADER:
        found.append("a high header")
    found += [f"small: {one}" for one in page.evaluate(SMALL_TARGETS, 24)]
    found += [f"low: {one}" for one in page.evaluate(LOW_TARGETS) if is_phone]
    found += [f"no such id, or two: {one}" for one in page.evaluate(LOOSE_IDS)]
    found += faults(page)
    if (shift := page.evaluate(SHIFTED)) > SHIFT:
        found.append(f"shifts by {shift:.3f}")
    top = page.evaluate(FIRST_CARD_TOP) if is_phone else None
    if top is not None and top > FIRST_CARD:
        found.append(f"its first card begins at {top} px")
    return [f"{address}: {one}" for one in found]


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1440, "light")])
def test_every_page_fits_the_screen_and_the_hand(calm, browser, width, theme):
    is_phone = width < 700
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=theme, has_touch=is_phone,
        is_mobile=is_phone,
    )  # fmt: skip
    page = context.new_page()
    complaints = []
    page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    base = open_demo(page, calm)
    addresses = [base + path for path in PORTFOLIO_PAGES]
    addresses += [calm.url + path for path in OTHER_PAGES]
    wrong = [
        fault
        for address in addresses
        for fault in what_is_wrong(page, address, width=width, is_phone=is_phone)
    ]
    context.close()
    assert "\n".join(wrong + faults_in(complaints)) == ""


@pytest.mark.parametrize("width", [721, 768, 1024])
def test_no_page_is_wider_than_a_tablet(calm, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    base = open_demo(page, calm)
    wide = []
    for address in (base, f"{base}plan/", *(calm.url + path for path in TABLET_PAGES)):
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(address)
    assert wide == []


@pytest.fixture
def phone(browser):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    yield context.new_page()
    context.close()


def test_a_phone_has_its_navigation_at_the_bottom(calm, phone):
    base = open_demo(phone, calm)
    bar = phone.get_by_role("navigation", name="Main")
    links = bar.get_by_role("link")
    assert [text.split("\n")[0] for text in links.all_inner_texts()] == [
        "Home", "Portfolios", "Add", "Markets", "Alerts"
    ]  # fmt: skip
    assert bar.bounding_box()["y"] + bar.bounding_box()["height"] == 844
    phone.evaluate("scrollTo(0, 2000)")
    assert bar.bounding_box()["y"] + bar.bounding_box()["height"] == 844
    links.nth(2).tap()
    expect(phone).to_have_url(f"{base}transactions/new/")
    links.nth(3).tap()
    expect(phone.get_by_role("heading", name="Markets", level=1)).to_be_visible()
    expect(bar.get_by_role("link", name="Markets")).to_have_attribute("aria-current", "page")


def test_the_bar_s_tools_are_hit_beside_the_title_on_a_phone(calm, phone):
    open_demo(phone, calm)
    phone.get_by_role("button", name="Hide amounts").tap()
    expect(phone.get_by_role("button", name="Hide amounts")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(phone.locator("#value-now")).to_have_text("•••")
    phone.locator("details.menu summary").tap()
    expect(phone.get_by_role("button", name="Light or dark")).to_be_visible()
    phone.get_by_role("link", name="Search and commands").tap()
    expect(phone.get_by_role("dialog", name="Search and commands")).to_be_visible()
    phone.keyboard.press("Escape")
    phone.locator(".brand").tap()
    expect(phone.get_by_role("heading", name="Demo portfolio", level=1)).to_be_visible()


def test_the_current_tab_is_in_sight_without_javascript(calm, browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{open_demo(page, calm)}settings/")
    current = page.locator(".tabs [aria-current]").bounding_box()
    context.close()
    assert 0 <= current["x"] <= 390 - current["width"]


@pytest.mark.parametrize("path", ["gains/", "transactions/", "positions/bitcoin/", "plan/"])
def test_paper_has_every_row_that_the_screen_has(calm, page, path):
    page.goto(open_demo(page, calm) + path)
    # A chart is drawn in a table of its own, once it has its figures.
    rows = page.locator("main tr:visible:not(.chart tr)")
    count = rows.count()
    page.emulate_media(media="print")
    expect(rows).to_have_count(count)
    expect(page.locator(".info:visible, .button:visible")).to_have_count(0)


def test_filters_stand_behind_a_button_that_counts_them(calm, phone):
    phone.goto(f"{open_demo(phone, calm)}transactions/")
    kind = phone.get_by_label("Type", exact=True)
    expect(kind).to_be_hidden()
    button = phone.locator(".filter-panel > summary")
    button.tap()
    with phone.expect_response(lambda answer: "type=sell" in answer.url):
        kind.select_option("sell")
    expect(button).to_have_text("Filters1")
    # The address follows once the rows are in their place.
    phone.wait_for_url("**type=sell**")
    phone.reload()
    expect(kind).to_be_hidden()
    expect(button).to_have_text("Filters1")
    phone.set_viewport_size({"width": 1280, "height": 800})
    expect(kind).to_be_visible()
    expect(button).to_be_hidden()


def test_escape_closes_the_menu_and_gives_the_focus_back(calm, page):
    open_demo(page, calm)
    menu = page.locator("details.menu summary")
    menu.click()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Light or dark")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Light or dark")).to_be_hidden()
    expect(menu).to_be_focused()


def test_positions_are_sorted_grouped_and_hidden_in_their_place(calm, page):
    base = open_demo(page, calm)
    page.evaluate("window.untouched = true")
    table = page.locator("#positions table.positions")
    names = table.locator("tbody .asset-name")
    first = names.first.inner_text()
    table.get_by_role("link", name="Asset").click()
    page.wait_for_url("**sort=asset**")
    assert names.all_inner_texts() == sorted(names.all_inner_texts(), key=str.casefold)
    page.get_by_role("navigation", name="Group by").get_by_role("link", name="By account").click()
    expect(table.locator("tr.group")).not_to_have_count(0)
    # A price that comes leaves the view as it was chosen.
    with page.expect_response(lambda answer: "group=account" in answer.url):
        page.evaluate("htmx.trigger(document.body, 'prices')")
    expect(table.locator("[aria-sort]")).to_contain_text("Asset")
    assert page.evaluate("window.untouched") is True
    page.goto(f"{base}view/")
    page.get_by_label("Hide positions under, USD").fill("$500")
    page.get_by_label("Quantity").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(table.get_by_text("hidden under $500.00")).to_be_visible()
    expect(table.get_by_role("link", name="Quantity")).to_have_count(0)
    assert names.first.inner_text() == first
    page.goto(f"{base}view/")
    page.get_by_role("button", name="Show as at first").click()
    expect(table.get_by_role("link", name="Quantity")).to_be_visible()
