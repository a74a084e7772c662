"""`python -m tests.api.examples`: real answers, of a simulated market, for the API's description.

Fills a throw-away database as a first start does, analyses its last days, makes one of each thing
that a person may follow the market with, asks each address once, and writes what it answered into
config/api/examples.json, by operation and form; lists are cut to their first rows.
"""

import json
import os
from datetime import UTC, date, datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402

from config.api.description import EXAMPLES  # noqa: E402
from markets.models import Market, Quote  # noqa: E402
from markets.selectors.exports.tables import TABLES  # noqa: E402
from markets.services import (  # noqa: E402
    analyse_day,
    fill_history,
    fill_observations,
    prepare_market,
)
from markets.services.analytics.days import fill_analyses  # noqa: E402
from markets.services.analytics.records import refresh_records  # noqa: E402
from portfolios.models import User  # noqa: E402
from portfolios.services.alerts.market.evaluation import evaluate_alerts  # noqa: E402
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
    "screener_csv": "screener/rows.csv/?columns=price,ret_30d&sort=-ret_30d",
    "analytics_points_list": "analytics/points/",
    "analytics_records_list": "analytics/records/",
    "analytics_market_list": "analytics/market/",
    "analytics_categories_list": "analytics/categories/",
    "assessments_retrieve": "assessments/bitcoin/",
    "assessments_points_retrieve": "assessments/bitcoin/points/",
    "assessments_history_list": "assessments/bitcoin/history/",
}
# What is sent to make one of each; `{name}` is the id of what was made before.
MADE = {
    "portfolios": ("portfolios/", {"name": "Savings", "currency": "USD"}),
    "screens": ("screens/", {"name": "Risers", "query": "range1=ret_30d&min1=10&sort=-ret_30d"}),
    "watchlists": ("watchlists/", {"name": "Mornings", "note": "Before work"}),
    "own_assets": (
        "own-assets/", {"portfolio": "{portfolios}", "name": "Share in a pool", "symbol": "POOL"},
    ),
    "market_alerts": (
        "market-alerts/",
        {"subject": "asset", "asset": "bitcoin", "measure": "price", "rule": "above",
         "level": "1000000", "repeat": "hourly"},
    ),
}  # fmt: skip
OF_ALERTS = {
    "market_alerts_measures_list": "market-alerts/measures/",
    "market_alerts_history_list": "market-alerts/{market_alerts}/history/",
}
# Forms that are text; a table's figures are those of one asset and two days.
FORMS = {"csv": "text/csv", "ndjson": "application/x-ndjson"}
JSON = "application/json"
LINES = 3
# So many that records have outcomes of every horizon.
BACK_COMPUTED = 200
ROWS = 2
# A list of so many values is no column.
SHORT = 10


def main() -> None:
    call_command("migrate", verbosity=0)
    Market.objects.create(provider=Market.Provider.SIMULATED, seed=2019)
    prepare_market()
    client = APIClient()
    client.force_login(User.objects.create_user("example@example.org", "not-used-at-all"))
    made = _made(client)
    fill_history()
    fill_observations()
    settings.BACK_COMPUTED_DAYS = BACK_COMPUTED
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    analyse_day(yesterday)
    fill_analyses()
    refresh_records()
    answers = {name: _answer(client.get(_url(path))) for name, path in ASKED.items()}
    answers |= _tables(client, day=yesterday) | made
    EXAMPLES.write_text(json.dumps(answers, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _tables(client: APIClient, *, day: date) -> dict:
    answers = {}
    for name, table in TABLES.items():
        asked = {"from": day - timedelta(days=1), "to": day}
        if "asset" in table.columns():
            asked["asset"] = "bitcoin"
        answers[f"history_{name}"] = {
            media: _answer(client.get(_url(f"history/{name}.{form}/"), asked))[media]
            for form, media in FORMS.items()
        }
    return answers


def _made(client: APIClient) -> dict:
    """One of each is made, read alone and in its list; the alert fires, and is put to rest."""
    answers, ids = {}, {}
    for name, (path, sent) in MADE.items():
        body = {
            key: ids.get(value.strip("{}"), value) if isinstance(value, str) else value
            for key, value in sent.items()
        }
        made = client.post(_url(path), body, format="json")
        answers[f"{name}_create"] = _answer(made, status=201)
        ids[name] = made.json()["id"]
        answers[f"{name}_retrieve"] = _answer(client.get(_url(f"{path}{ids[name]}/")))
        answers[f"{name}_list"] = _answer(client.get(_url(path)))
    own = _url(f"own-assets/{ids['own_assets']}/")
    answers["own_assets_partial_update"] = _answer(
        client.patch(own, {"note": "Since May"}, format="json")
    )
    prices = SimpleUploadedFile("prices.csv", b"date,price\n2026-05-01,12.5\n", "text/csv")
    answers["own_assets_prices_create"] = _answer(
        client.post(f"{own}prices/", {"file": prices}), status=201
    )
    answers["own_assets_merge_create"] = _answer(
        client.post(f"{own}merge/", {"target": "solana"}, format="json")
    )
    for name, changed in (
        ("screens", {"name": "Risers of a month"}), ("watchlists", {"note": "At breakfast"}),
        ("market_alerts", {"level": "900000"}),
    ):  # fmt: skip
        url = _url(f"{MADE[name][0]}{ids[name]}/")
        answers[f"{name}_partial_update"] = _answer(client.patch(url, changed, format="json"))
    bitcoin = Quote.objects.filter(asset__slug="bitcoin")
    price = bitcoin.get().price
    bitcoin.update(price=950_000.0)
    evaluate_alerts()
    bitcoin.update(price=price)
    for name, path in OF_ALERTS.items():
        answers[name] = _answer(client.get(_url(path.format(**ids))))
    alert = _url(f"market-alerts/{ids['market_alerts']}/")
    for action in ("pause", "rearm"):
        answers[f"market_alerts_{action}_create"] = _answer(client.post(f"{alert}{action}/"))
    return {name: answer for name, answer in answers.items() if not name.startswith("portfolios")}


def _url(path: str) -> str:
    return f"/api/v1/{path}"


def _answer(answer, *, status: int = 200) -> dict:
    """The form of an answer with its first rows."""
    assert answer.status_code == status, (answer.request, answer.content)
    media = answer.headers["Content-Type"].partition(";")[0]
    if media == JSON:
        return {media: _cut(answer.json())}
    text = b"".join(answer).decode() if answer.streaming else answer.content.decode()
    return {media: "".join(text.splitlines(keepends=True)[:LINES])}


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
