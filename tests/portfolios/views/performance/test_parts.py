"""Pages of which htmx asks for a part: the part, the whole, and the browser's way back."""

import pytest
from django.urls import reverse

PAGES = ["overview", "performance", "transactions", "gains", "income", "plan", "targets"]
OTHERS = ["portfolios:list", "portfolios:alerts", "portfolios:deliveries", "markets:overview"]


@pytest.fixture
def addresses(full):
    own = [reverse(f"portfolios:{name}", args=[full.pk]) for name in PAGES]
    asset = reverse("markets:asset", args=["bitcoin"])
    return [*own, *map(reverse, OTHERS), asset]


def is_whole(answer) -> bool:
    return answer.content.decode().lstrip().lower().startswith("<!doctype html>")


def test_htmx_gets_the_part_and_whoever_follows_a_link_or_goes_back_the_page(as_alice, addresses):
    for path in addresses:
        assert is_whole(as_alice.get(path)), path
        assert not is_whole(as_alice.get(path, headers={"HX-Request": "true"})), path
        for also in ("HX-Boosted", "HX-History-Restore-Request"):
            answer = as_alice.get(path, headers={"HX-Request": "true", also: "true"})
            assert is_whole(answer), (path, also)


def test_caches_are_told_that_an_address_answers_with_either(as_alice, addresses):
    for path in addresses:
        assert "HX-Request" in as_alice.get(path)["Vary"], path
