"""The examples of the API's description: real answers, which keep what it says."""

import csv
import json

import pytest
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from config.api.description import EXAMPLES
from markets.selectors.exports.tables import TABLES

SCHEMA = SchemaGenerator().get_schema(request=None, public=True)
JSON, CSV, NDJSON = "application/json", "text/csv", "application/x-ndjson"
OPERATIONS = {
    operation["operationId"]: operation
    for operations in SCHEMA["paths"].values()
    for operation in operations.values()
}
STORED = json.loads(EXAMPLES.read_text(encoding="utf-8"))
OF_MARKETS = (
    "assets", "quotes", "candles", "screener", "analytics", "assessments", "history", "screens",
    "watchlists", "own_assets", "market_alerts",
)  # fmt: skip


def content_of(name: str) -> dict:
    responses = OPERATIONS[name]["responses"]
    return (responses.get("201") or responses.get("200") or {}).get("content", {})


@pytest.mark.parametrize("name", STORED)
def test_an_example_is_what_its_operation_answers(name):
    content = content_of(name)
    assert {form: content[form]["example"] for form in STORED[name]} == STORED[name]
    if JSON in STORED[name]:
        schema = {**content[JSON]["schema"], "components": SCHEMA["components"]}
        Draft202012Validator(schema).validate(STORED[name][JSON])


# Which figures the market has is said by its last day.
@pytest.mark.parametrize("table", [name for name in TABLES if name != "market"])
def test_an_example_of_a_table_has_its_columns(table):
    columns = list(TABLES[table].columns())
    header, *rows = csv.reader(STORED[f"history_{table}"][CSV].splitlines())
    assert header == columns
    lines = STORED[f"history_{table}"][NDJSON].splitlines()
    assert [list(json.loads(line)) for line in lines] == [columns] * len(lines)
    assert rows and lines


def test_every_operation_of_the_markets_that_answers_in_text_has_one():
    with_text = {name for name in OPERATIONS if {JSON, CSV} & content_of(name).keys()}
    assert {name for name in with_text if name.startswith(OF_MARKETS)} == STORED.keys()
