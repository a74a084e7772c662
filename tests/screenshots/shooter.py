"""Opens pages in Chromium as a person would and takes their pictures."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page

WIDTHS, THEMES = (390, 1440), ("light", "dark")
PHONE = 700
# Charts that are being drawn are paler than they will be.
DRAWN = "() => !document.querySelector('[aria-busy=true]:not(#charts *)')"
# Sends the page's form as it never leaves a browser that looks at it first.
REFUSE = """() => {
  const forms = [...document.querySelectorAll("main form[method=post]")];
  const form = forms.find((one) => one.querySelector(".button.primary"))
    ?? forms.find((one) => one.querySelector(".button"));
  const texts = "input:not([type=hidden], [type=checkbox], [type=file])";
  for (const input of form.querySelectorAll(texts)) input.value = "";
  HTMLFormElement.prototype.submit.call(form);
}"""


@dataclass
class Shooter:
    """A page of one width and theme, whose pictures go to a folder by state and name."""

    page: Page
    folder: Path

    def shoot(self, state: str, name: str, address: str) -> None:
        """A page's picture; none of what an empty portfolio does not have."""
        answer = self.page.goto(address)
        if state == "empty" and answer.status == 404:
            return
        if state != "error" and not answer.ok:
            raise SystemExit(f"{name} is no page, and not named as none: {answer.status}")
        self.keep(state, name)

    def refuse(self, name: str, address: str) -> None:
        """The picture of a page whose form was refused."""
        self.page.goto(address)
        with self.page.expect_navigation():
            self.page.evaluate(REFUSE)
        self.keep("refused", name)

    def keep(self, state: str, name: str) -> None:
        """A picture of the whole page as it stands."""
        self.page.wait_for_function(DRAWN)
        file = f"{state}-{name.replace(':', '-')}.png"
        self.page.screenshot(path=self.folder / file, full_page=True)


def open_each(
    browser: Browser, folder: Path, *, user: tuple[str, str] | None, url: str
) -> Iterator[Shooter]:
    """A signed-in page for each width and theme."""
    for width, theme in product(WIDTHS, THEMES):
        with open_one(browser, width=width, theme=theme) as page:
            if user:
                sign_in(page, *user, url=url)
            own = folder / f"{width}-{theme}"
            own.mkdir(parents=True, exist_ok=True)
            yield Shooter(page, own)


@contextmanager
def open_one(browser: Browser, *, width: int, theme: str) -> Iterator[Page]:
    is_phone = width < PHONE
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=theme, has_touch=is_phone,
        is_mobile=is_phone,
    )  # fmt: skip
    yield context.new_page()
    context.close()


def sign_in(page: Page, email: str, password: str, *, url: str) -> None:
    page.goto(f"{url}/account/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/account/login/" not in address)
