"""The reference that people read: every operation, field and shape of the description."""

import json
import re

import pytest

from config.api.reference.groups import groups_of
from tests.api.conftest import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def groups():
    from config.api.document import description

    return groups_of(description().document)


@pytest.fixture
def document(client):
    return json.loads(client.get(f"{ROOT}schema/").content)


def text_of(client, path="docs/") -> str:
    answer = client.get(ROOT + path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_operation_is_listed_and_leads_to_its_place(client, document, groups):
    overview = text_of(client)
    pages = {group.slug: text_of(client, f"docs/{group.slug}/") for group in groups}
    operations = [row for path in document["paths"].values() for row in path.values()]
    links = dict(re.findall(r'href="/api/v1/docs/([-a-z]+)/#([a-z_0-9]+)"', overview)[::-1])
    assert links.keys() == pages.keys()
    for row in operations:
        slug = row["tags"][0].replace(" ", "-")
        assert f'href="{ROOT}docs/{slug}/#{row["operationId"]}"' in overview
        assert f'id="{row["operationId"]}"' in pages[slug]


def test_whatever_a_page_links_to_is_on_it(client, groups):
    for group in groups:
        page = text_of(client, f"docs/{group.slug}/")
        wanted = set(re.findall(r'href="#(schema-[^"]+)"', page))
        assert wanted
        assert wanted <= set(re.findall(r'id="(schema-[^"]+)"', page))


def test_the_fields_of_a_row_have_type_and_meaning(groups):
    ledger = next(group for group in groups if group.name == "ledger")
    row = next(shape for shape in ledger.shapes if shape.name == "TransactionRequest")
    fields = {field.name: field for field in row.fields}
    assert fields["executed_at"].is_required
    assert "".join(word.text for word in fields["executed_at"].type) == "instant"
    assert (
        "".join(word.text for word in fields["sent_quantity"].type) == "string or integer or null"
    )
    create = next(one for one in ledger.operations if one.id == "transactions_create")
    assert [(word.text, word.ref) for word in create.body] == [("TransactionRequest",) * 2]
    assert [answer.code for answer in create.answers] == ["201"]
    assert {"400", "409", "413"} <= {answer.code for answer in create.refusals}


def test_a_reader_needs_no_account_no_script_and_no_other_host(client, groups):
    for path in ("docs/", *(f"docs/{group.slug}/" for group in groups)):
        main = re.search(r"<main.*</main>", text_of(client, path), re.DOTALL)[0]
        assert not re.search(r"<style|<script|style=|https?://(?!testserver)", main)


def test_an_unknown_part_is_a_problem(client):
    assert client.get(f"{ROOT}docs/nonsense/").status_code == 404
