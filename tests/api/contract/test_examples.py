"""The examples of the API's description: real answers, which keep what it says."""

import json

import pytest
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from config.api.description import EXAMPLES

SCHEMA = SchemaGenerator().get_schema(request=None, public=True)
ANSWERS = {
    operation["operationId"]: operation["responses"]["200"]["content"]["application/json"]
    for operations in SCHEMA["paths"].values()
    for operation in operations.values()
    if "application/json" in operation["responses"].get("200", {}).get("content", {})
}
STORED = json.loads(EXAMPLES.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", STORED)
def test_an_example_is_what_its_operation_answers(name):
    content = ANSWERS[name]
    assert content["example"] == STORED[name]
    schema = {**content["schema"], "components": SCHEMA["components"]}
    Draft202012Validator(schema).validate(STORED[name])


def test_every_reading_of_the_market_has_one():
    first = ("assets", "quotes", "candles", "screener", "analytics", "assessments")
    missing = {name for name in ANSWERS if name.startswith(first)} - STORED.keys()
    # A new installation has no outcomes to judge.
    assert missing == {"analytics_records_list"}
