"""What every operation of the API has in common, added to its description in one place."""

import json
from functools import cache
from pathlib import Path

# Answers of a simulated market, by the name of the operation and their form, which
# tests/api/examples.py writes.
EXAMPLES = Path(__file__).with_name("examples.json")
PROBLEM = {
    "type": "object",
    "description": "What was refused and why (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "the path that was asked for"},
        "code": {"type": "string"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemError"}},
    },
}
PROBLEM_ERROR = {
    "type": "object",
    "description": "One fault of the request.",
    "required": ["pointer", "detail", "code"],
    "properties": {
        "pointer": {"type": "string", "description": "a JSON pointer into the request"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
    },
}
ALWAYS = {
    400: "The request is not as described here.",
    401: "There is no usable token or session.",
    403: "The token or the role does not allow it.",
    404: "There is no such thing, or it is not the caller's.",
    406: "Nothing in a form that `Accept` names.",
    429: "More requests than a minute may have; `Retry-After` says when to go on.",
    500: "A fault of the server.",
    503: "The database or the cache is away.",
}
OF_WRITES = {409: "Well formed, and not possible with what is stored."}
OF_BODIES = {413: "More than is read.", 415: "A form of body that is not taken."}
OF_POSTS = {422: "The `Idempotency-Key` was used with another request."}
OF_CHANGES = {412: "`If-Match` names another state than the present one."}


def describe_problems(result: dict, generator, request, public) -> dict:
    """Adds the refusals that each operation may answer with, and 304 to readings."""
    schemas = result["components"]["schemas"]
    schemas["Problem"], schemas["ProblemError"] = PROBLEM, PROBLEM_ERROR
    for operations in result["paths"].values():
        for method, operation in operations.items():
            responses = operation["responses"]
            for code, description in _problems(method, operation).items():
                responses.setdefault(str(code), _problem(description))
            if method == "get":
                responses.setdefault("304", {"description": "Not changed since `If-None-Match`."})
    return result


def show_examples(result: dict, generator, request, public) -> dict:
    """Adds a real answer to the operations that have one."""
    for operations in result["paths"].values():
        for operation in operations.values():
            for media, example in _examples().get(operation["operationId"], {}).items():
                made = operation["responses"].get("201") or operation["responses"]["200"]
                made["content"][media]["example"] = example
    return result


@cache
def _examples() -> dict:
    return json.loads(EXAMPLES.read_text(encoding="utf-8"))


def allow_sparse_answers(result: dict, generator, request, public) -> dict:
    """Says of answers that `fields` narrows that none of their fields is always there."""
    schemas = result["components"]["schemas"]
    for operations in result["paths"].values():
        for operation in operations.values():
            if any(one["name"] == "fields" for one in operation.get("parameters", ())):
                for name in _answered(operation["responses"]["200"], schemas):
                    schemas[name].pop("required", None)
    return result


def _answered(response: dict, schemas: dict) -> set[str]:
    """The component of an answer, or of the rows on its page."""
    schema = response["content"].get("application/json", {}).get("schema", {})
    if "results" in schemas.get(_name(schema), {}).get("properties", {}):
        schema = schemas[_name(schema)]["properties"]["results"]
    name = _name(schema.get("items", schema))
    return {name} if name else set()


def _name(schema: dict) -> str:
    return schema.get("$ref", "").rpartition("/")[2]


def refuse_unknown_fields(result: dict, generator, request, public) -> dict:
    """Says of what is written that a field which is not described is refused."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Request") and schema.get("type") == "object":
            schema["additionalProperties"] = False
    return result


def _problems(method: str, operation: dict) -> dict[int, str]:
    found = dict(ALWAYS)
    if method != "get":
        found |= OF_WRITES
    if "requestBody" in operation:
        found |= OF_BODIES
    if method == "post":
        found |= OF_POSTS
    if method in {"patch", "delete"}:
        found |= OF_CHANGES
    return dict(sorted(found.items()))


def _problem(description: str) -> dict:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": schema}},
    }
