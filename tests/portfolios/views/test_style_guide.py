"""The style guide shows every component as the pages do, to staff alone."""

from pathlib import Path

import pytest

from portfolios.views.styleguide.tokens import MORE, MORE_TEXT, TEXT, pairs

ROOT = Path(__file__).resolve().parents[3]
# Shown by every page that has them, or asking the server as soon as it is there.
NOT_SHOWN = {
    "books_progress.html": "asks every two seconds how far the books are",
    "signed_out.html": "replaces a part of a page whose sign-in has run out",
}
ADDRESS = "/styleguide/"


@pytest.fixture
def guide(client, admin_user):
    client.force_login(admin_user)
    return client.get(ADDRESS)


def test_who_is_no_staff_finds_nothing(client, as_alice):
    assert as_alice.get(ADDRESS).status_code == 404
    as_alice.logout()
    assert client.get(ADDRESS).status_code == 404


def test_staff_are_led_there_by_the_menu(guide):
    page = guide.content.decode()
    assert guide.status_code == 200
    assert f'<a href="{ADDRESS}" aria-current="page">Style guide</a>' in page


def test_every_include_of_the_pages_is_shown(guide):
    shown = {template.name for template in guide.templates}
    includes = {path.name for path in (ROOT / "templates/includes").glob("*.html")}
    assert {name for name in includes if f"includes/{name}" not in shown} == set(NOT_SHOWN)


def test_every_style_sheet_is_loaded_once_and_says_what_it_holds(guide):
    page = guide.content.decode()
    for sheet in (ROOT / "static/css").glob("*.css"):
        # The administration's own names for colours would take the place of the pages'.
        loads = 0 if sheet.name == "admin.css" else 1
        assert page.count(f'href="/static/css/{sheet.name}"') == loads, sheet.name
        assert f"<code>{sheet.name}</code>" in page
        assert sheet.read_text().startswith("/* "), sheet.name


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: f"{pair.ink} on {pair.ground}")
def test_what_is_written_or_drawn_has_contrast_in_every_theme(pair):
    for theme, ratio in pair.ratios.items():
        more = MORE_TEXT if theme.endswith(MORE) and pair.least == TEXT else pair.least
        assert ratio >= more, theme


def test_a_plain_notice_has_no_class_of_another_component(guide):
    assert '<div class="notice" role="status">A notice: info.' in guide.content.decode()
