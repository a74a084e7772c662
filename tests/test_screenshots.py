"""No page is left out of the pictures: each route is one, or is named as none."""

from django.urls import get_resolver

from tests.screenshots.routes import NOT_PAGES, OBJECTS, addresses, walk


def test_every_route_has_an_address_or_is_named_as_no_page():
    found = addresses(dict.fromkeys(OBJECTS, "1"))
    assert [path for path in found.values() if any(mark in path for mark in "<^(")] == []
    assert {"portfolios:overview", "markets:asset", "admin:index", "account_login"} <= set(found)


def test_what_is_named_as_no_page_is_a_route():
    assert NOT_PAGES - {name for name, _ in walk(get_resolver())} == set()
