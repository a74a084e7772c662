import io
import logging

import pytest
from django.test import Client

from config.logs import logging_to_console


@pytest.fixture
def console():
    """What the product's own handler writes."""
    told = logging_to_console(level="INFO")
    handler = logging.StreamHandler(io.StringIO())
    for name in told["handlers"]["console"]["filters"]:
        handler.addFilter(told["filters"][name]["()"]())
    logging.getLogger().addHandler(handler)
    yield handler.stream
    logging.getLogger().removeHandler(handler)


def test_a_host_that_is_not_ours_is_a_400_and_a_line_without_a_traceback(db, settings, console):
    settings.ALLOWED_HOSTS = ["tidemark.example"]
    assert Client().get("/markets/", headers={"host": "evil.example"}).status_code == 400
    lines = console.getvalue().splitlines()
    assert any("Invalid HTTP_HOST header: 'evil.example'" in line for line in lines)
    assert "Traceback" not in console.getvalue()


def test_a_failure_of_our_own_keeps_its_traceback(console):
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        logging.getLogger("django.request").exception("Internal Server Error")
    assert "Traceback" in console.getvalue()


def test_a_line_has_no_key_of_a_share_link(db, console):
    log = logging.getLogger("django.request")
    log.warning("%s: %s", "Not Found", "/shared/tms_secret/?range=1d")
    log.error('"GET /shared/tms_secret HTTP/1.1" 500')
    assert "secret" not in console.getvalue()
    assert console.getvalue().count("/shared/…") == 2
