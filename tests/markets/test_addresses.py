"""No page of the markets hides an asset, whatever a provider calls it."""

import pytest
from django.urls import NoReverseMatch, resolve, reverse

from markets import urls
from markets.urls import AssetSlugConverter
from tests.factories import make_asset, make_market, set_price

# The pages below /markets/, as the URL conf has them, that an asset's slug could be called.
PAGES = sorted(
    {
        first
        for one in urls.urlpatterns
        if (first := str(one.pattern).split("/")[0]) and "<" not in first and "." not in first
    }
)


def test_the_url_conf_has_pages():
    assert {"screener", "compare", "grades"} <= set(PAGES)


def test_what_begins_with_a_variable_is_an_assets_address():
    """A plain slug there would take an asset's address without its suffix."""
    for one in urls.urlpatterns:
        if str(one.pattern).startswith("<"):
            assert isinstance(one.pattern.converters["slug"], AssetSlugConverter), one.pattern


@pytest.mark.parametrize("slug", PAGES)
def test_an_asset_called_like_a_page_has_its_own(client, db, slug):
    make_market()
    set_price(make_asset(slug), 5.0)
    address = reverse("markets:asset", args=[slug])
    assert resolve(address).kwargs == {"slug": slug}
    assert client.get(address).context["asset"].slug == slug
    assert resolve(reverse("markets:candles", args=[slug])).kwargs == {"slug": slug}
    assert resolve(f"/markets/{slug}/").url_name != "asset"


def test_any_other_asset_has_one_address(client, db):
    make_market()
    set_price(make_asset("bitcoin"), 5.0)
    assert reverse("markets:asset", args=["bitcoin"]) == "/markets/bitcoin/"
    assert client.get("/markets/bitcoin~/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("markets:asset", args=["a b"])
