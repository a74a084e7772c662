"""Alerts that are pushed: how a browser is subscribed, and what its service worker shows."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.steps import open_demo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stack"), pytest.mark.timeout(240)]

# The maker's service, which no test may call, would answer with this.
SUBSCRIPTION = {"endpoint": "https://push.example/abc", "keys": {"p256dh": "BA", "auth": "cw"}}
SERVICE = f"""PushManager.prototype.subscribe = async (options) => ({{
  toJSON: () => options.userVisibleOnly && options.applicationServerKey.length === 65
    ? {json.dumps(SUBSCRIPTION)} : null,
}})"""
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.ready;
  const shown = await registration.getNotifications();
  return shown.map(({ title, body, tag, data }) => ({ title, body, tag, path: data.path }));
}"""
PUSHED = {
    "title": "BTC: stop-loss reached",
    "body": "Price seen: $1",
    "path": "/alerts/",
    "tag": "k",
}


@pytest.fixture
def context(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


def test_a_browser_is_subscribed_by_a_click_and_shows_what_is_pushed(stack, context):
    context.grant_permissions(["notifications"], origin=stack.url)
    context.add_init_script(SERVICE)
    page = context.new_page()
    open_demo(page, stack)
    page.goto(f"{stack.url}/channels/")
    expect(page.locator("[data-push-state]")).to_contain_text("pop up on this device")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Alert me on this device").click()
    fields = sent.value.post_data_json
    assert json.loads(fields["address"]) == SUBSCRIPTION
    # Made up as it is, the server refuses it, and says so on its form.
    expect(page.get_by_text("This is no address of a browser")).to_be_visible()
    assert pushed(context, page, stack.url) == [PUSHED]


def pushed(context, page, origin) -> list:
    """The notifications that the service worker shows of a push that the browser hands it."""
    worker = context.new_cdp_session(page)
    registrations = []
    worker.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: registrations.extend(told["registrations"]),
    )
    worker.send("ServiceWorker.enable")
    page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
    (registration,) = {one["registrationId"] for one in registrations}
    data = {"origin": origin, "registrationId": registration, "data": json.dumps(PUSHED)}
    for _ in range(2):  # A repetition replaces the first.
        worker.send("ServiceWorker.deliverPushMessage", data)
    page.wait_for_function(f"async () => (await ({SHOWN})()).length > 0")
    return page.evaluate(SHOWN)


def test_a_page_without_https_says_what_it_needs(stack, context):
    """Any other name than localhost, by plain HTTP, is no secure context."""
    page = context.new_page()
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    open_demo(page, stack)
    page.goto(f"{stack.url}/channels/")
    expect(page.locator("[data-push-state]")).to_contain_text("need HTTPS")
    expect(page.get_by_role("button", name="Alert me on this device")).to_be_disabled()
