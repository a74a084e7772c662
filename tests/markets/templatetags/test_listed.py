"""Parts of long tables, made in Python: what they write is escaped as a template would."""

from datetime import date

from django.template import Context, Template

from markets.analytics.points.registry import DATA_POINTS
from markets.models import Asset
from markets.selectors.analytics.points import StoredPoint
from markets.templatetags.listed import asset_link, number_cells, point_rows

EVIL = Asset(slug="evil", symbol="<b>", name='"><script>')

DAY = date(2026, 3, 9)


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


def test_a_data_point_has_its_value_and_rank_or_says_why_it_has_none():
    known = StoredPoint(DAY, DATA_POINTS["vol_30"], 0.123, 81.6, None)
    unknown = StoredPoint(DAY, DATA_POINTS["ret_365d"], None, None, "history")
    rows = point_rows([known, unknown], {"vol_30": [1.0, 2.0], "ret_365d": []}, EVIL).split("\n")
    assert "Volatility, 30 days" in rows[0] and "?asset=evil" in rows[0]
    assert '<td class="number">12.3%</td><td class="number">82</td>' in rows[0]
    assert rows[0].count("<polyline") == 1
    assert "unknown: its history is too short</span></td><td" in rows[1]
    assert '<td class="number">–</td><td class="optional"></td>' in rows[1]
