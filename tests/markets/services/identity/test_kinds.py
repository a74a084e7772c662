"""Kinds follow from categories and prices where nobody has said them."""

from datetime import date, timedelta

import numpy as np
import pytest

from markets.models import Category
from markets.services import classify_assets
from tests.factories import set_closes

TODAY = date(2024, 6, 1)


def closes(asset, values):
    days = [TODAY - timedelta(days=n) for n in range(len(values), 0, -1)]
    set_closes(asset, dict(zip(days, values, strict=True)))


@pytest.fixture
def calm():
    return (1 + 0.001 * np.sin(np.arange(120))).tolist()


def test_a_price_at_a_dollar_for_90_days_is_a_stablecoin_s(make_asset, calm):
    calm_one, wild = make_asset("calm"), make_asset("wild")
    closes(calm_one, calm)
    closes(wild, np.geomspace(1, 4, 120).tolist())
    assert classify_assets(today=TODAY) == 1
    calm_one.refresh_from_db()
    wild.refresh_from_db()
    assert (calm_one.kind, wild.kind) == ("stablecoin", "coin")


@pytest.mark.parametrize(
    ("category", "kind"),
    [("Wrapped-Tokens", "wrapped"), ("USD Stablecoin", "stablecoin"), ("Index Funds", "rwa")],
)
def test_a_category_says_the_kind(make_asset, category, kind):
    asset = make_asset("thing")
    asset.categories.add(Category.objects.create(slug="c", name=category))
    classify_assets(today=TODAY)
    asset.refresh_from_db()
    assert asset.kind == kind


def test_a_correction_stands(make_asset, calm):
    asset = make_asset("calm", kind_is_fixed=True)
    closes(asset, calm)
    assert classify_assets(today=TODAY) == 0
