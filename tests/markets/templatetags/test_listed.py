"""Parts of long tables, made in Python: what they write is escaped as a template would."""

from django.template import Context, Template

from markets.models import Asset
from markets.templatetags.listed import asset_link, number_cells

EVIL = Asset(slug="evil", symbol="<b>", name='"><script>')


def test_an_asset_leads_to_its_page_or_where_it_is_told():
    coin = Asset(slug="nocoin", symbol="NOCOIN", name="No Coin")
    assert 'href="/markets/nocoin/"' in asset_link(coin)
    assert 'aria-hidden="true">NOC</span>' in asset_link(coin)
    assert 'href="/portfolios/1/"' in asset_link(coin, "/portfolios/1/")


def test_names_and_cells_are_escaped_once():
    assert "<script>" not in asset_link(EVIL)
    assert "&quot;&gt;&lt;script&gt;" in asset_link(EVIL)
    assert number_cells(["<i>", "1 & 2"]) == (
        '<td class="number">&lt;i&gt;</td><td class="number">1 &amp; 2</td>'
    )


def test_dollars_stand_beside_it_on_phones():
    text = Template('{% include "includes/asset.html" %}').render(
        Context({"asset": EVIL, "aside": 1.5e9})
    )
    assert '<span class="on-phones"> · $1.50B</span>' in text
