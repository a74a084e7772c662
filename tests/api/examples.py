"""`python -m tests.api.examples`: real answers, of a simulated market, for the API's description.

Fills a throw-away database as a first start does, analyses yesterday, asks each address once, and
writes what it answered into config/api/examples.json, lists cut to their first rows.
"""

import json
import os
from datetime import UTC, datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402

from config.api.description import EXAMPLES  # noqa: E402
from markets.models import Market  # noqa: E402
from markets.services import analyse_day, fill_history, prepare_market  # noqa: E402
from portfolios.models import User  # noqa: E402
from tests import servers  # noqa: E402

# By the names of their operations.
ASKED = {
    "assets_list": "assets/?page_size=1",
    "assets_retrieve": "assets/bitcoin/",
    "assets_chart_retrieve": "assets/bitcoin/chart/",
    "assets_news_retrieve": "assets/bitcoin/news/",
    "quotes_list": "quotes/?asset=bitcoin,ethereum",
    "quotes_retrieve": "quotes/bitcoin/",
    "candles_list": "candles/?asset=bitcoin&page_size=2",
    "screener_list": "screener/?columns=price,ret_30d,trader&formula1=volume_24h/market_cap"
    "&range1=ret_30d&min1=-20&sort=-trader&page_size=2",
    "screener_columns_list": "screener/columns/",
    "analytics_points_list": "analytics/points/",
    "analytics_market_list": "analytics/market/",
    "analytics_categories_list": "analytics/categories/",
    "assessments_retrieve": "assessments/bitcoin/",
    "assessments_points_retrieve": "assessments/bitcoin/points/",
    "assessments_history_list": "assessments/bitcoin/history/",
}
ROWS = 2
# A list of so many values is no column.
SHORT = 10


def main() -> None:
    call_command("migrate", verbosity=0)
    Market.objects.create(provider=Market.Provider.SIMULATED, seed=2019)
    prepare_market()
    fill_history()
    analyse_day(datetime.now(UTC).date() - timedelta(days=1))
    client = APIClient()
    client.force_login(User.objects.create_user("example@example.org", "not-used-at-all"))
    answers = {name: _answer(client, path) for name, path in ASKED.items()}
    EXAMPLES.write_text(json.dumps(answers, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _answer(client: APIClient, path: str):
    answer = client.get(f"/api/v1/{path}", headers={"host": "tidemark.example"})
    assert answer.status_code == 200, (path, answer.content)
    return _cut(answer.json())


def _cut(value):
    """Lists to their first rows; figures and all else as they are."""
    if isinstance(value, dict):
        return {name: _cut(inner) for name, inner in value.items()}
    if isinstance(value, list):
        is_row = len(value) > SHORT or any(isinstance(inner, dict) for inner in value)
        return [_cut(inner) for inner in value[: ROWS if is_row else SHORT]]
    return value


if __name__ == "__main__":
    try:
        main()
    finally:
        connections.close_all()
        servers.stop()
