"""The API describes itself: OpenAPI 3.1, complete, with its documentation served locally."""

import json

import pytest
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from tests.api.conftest import ROOT


@pytest.fixture
def schema(client, db):
    answer = client.get(f"{ROOT}schema/", headers={"accept": "application/json"})
    assert answer.status_code == 200
    return json.loads(answer.content)


def test_it_is_valid_openapi_3_1(schema):
    assert schema["openapi"].startswith("3.1")
    validate_schema(schema)


def test_every_component_is_a_json_schema(schema):
    for component in schema["components"]["schemas"].values():
        Draft202012Validator.check_schema(component)


def test_it_names_every_resource(schema):
    named = {path.removeprefix(ROOT).split("/")[0] for path in schema["paths"]}
    assert {
        "assets", "quotes", "candles", "portfolios", "accounts", "transactions", "triggers",
        "alerts", "imports", "performance",
    } <= named  # fmt: skip


def test_decimals_are_strings_and_nothing_is_a_float(schema):
    row = schema["components"]["schemas"]["Transaction"]["properties"]
    assert "string" in row["sent_quantity"]["type"]
    assert '"number"' not in json.dumps(schema["components"])


def test_what_is_written_is_apart_from_what_is_answered(schema):
    written = schema["components"]["schemas"]["TransactionRequest"]["properties"]
    assert not {"id", "created_at", "updated_at", "import_batch"} & written.keys()
    assert schema["components"]["schemas"]["Trigger"]["properties"].keys() >= {"id", "status"}


def test_every_operation_declares_its_problems(schema):
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            expected = {"400", "401", "403", "404", "406", "429", "500", "503"}
            expected |= {"409"} if method != "get" else set()
            expected |= {"412"} if method in {"patch", "delete"} else set()
            expected |= {"413", "415"} if "requestBody" in operation else set()
            assert expected <= operation["responses"].keys(), (method, path)
            for code in expected:
                content = operation["responses"][code]["content"]
                assert content == {"application/problem+json": problem}, (method, path, code)


def test_every_operation_asks_for_a_token_or_a_session(schema):
    for path, operations in schema["paths"].items():
        if path.startswith(f"{ROOT}schema"):
            continue
        for operation in operations.values():
            assert {"token": []} in operation["security"], path


def test_it_is_made_once_and_validated_by_its_etag(client, db):
    first = client.get(f"{ROOT}schema/")
    again = client.get(f"{ROOT}schema/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{ROOT}schema/").content == first.content
