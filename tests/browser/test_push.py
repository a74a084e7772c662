"""Alerts that are pushed: how a browser is subscribed, and what its service worker shows."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.steps import open_demo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stack"), pytest.mark.timeout(600)]

# The maker's service, which no test may call, would answer with this.
SUBSCRIPTION = {"endpoint": "https://push.example/abc", "keys": {"p256dh": "BA", "auth": "cw"}}
SERVICE = f"""PushManager.prototype.subscribe = async (options) => ({{
  toJSON: () => options.userVisibleOnly && options.applicationServerKey.length === 65
    ? {json.dumps(SUBSCRIPTION)} : null,
}})"""
# Whether the service worker shows this notification and no other.
SHOWN = """async (expected) => {
  const registration = await navigator.serviceWorker.ready;
  const [one, ...others] = await registration.getNotifications();
  return !others.length && one?.title === expected.title && one.body === expected.body
    && one.tag === expected.tag && one.data.path === expected.path;
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
    push(context, page, stack.url)
    page.wait_for_function(SHOWN, arg=PUSHED)


def push(context, page, origin) -> None:
    """Hand the page's service worker a push, as the browser does with what its service sends."""
    session, found = context.new_cdp_session(page), []
    session.on(
        "ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"])
    )
    session.send("ServiceWorker.enable")
    page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
    (registration,) = {one["registrationId"] for one in found}
    data = {"origin": origin, "registrationId": registration, "data": json.dumps(PUSHED)}
    for _ in range(2):  # A repetition has the same tag, and replaces the first.
        session.send("ServiceWorker.deliverPushMessage", data)


def test_a_page_without_https_says_what_it_needs(stack, context):
    """Any other name than localhost, by plain HTTP, is no secure context."""
    page = context.new_page()
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    open_demo(page, stack)
    page.goto(f"{stack.url}/channels/")
    expect(page.locator("[data-push-state]")).to_contain_text("need HTTPS")
    expect(page.get_by_role("button", name="Alert me on this device")).to_be_disabled()
