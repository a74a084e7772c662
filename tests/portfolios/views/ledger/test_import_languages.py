"""What an import says is stored in English, and read in the language of each reader."""

import pytest
from django.urls import reverse
from django.utils import translation

from markets import wording
from portfolios.models import ImportBatch
from portfolios.services.ledger.imports.commit import commit_import, preview_import

pytestmark = pytest.mark.django_db

FILE = b"""date,type,account,sent_amount,sent_asset,received_amount,received_asset,id
2024-01-01 10:00:00,buy,Kraken,100,USD,0.01,BTC,1
2024-01-02 10:00:00,teleport,Kraken,100,USD,0.01,BTC,2
"""


class Shouting:
    """A language of capitals, which keeps the names of values."""

    def gettext(self, message):
        return message.replace("was not understood", "WAS NOT UNDERSTOOD")

    def ngettext(self, singular, plural, number):
        return self.gettext(singular if number == 1 else plural)


@pytest.fixture
def shouting():
    yield lambda: wording.translate_by(Shouting())
    wording.translate_by(translation)


def test_reasons_of_lines_left_out(full, as_alice, alice, shouting):
    seen = preview_import(full, user=alice, filename="a.csv", content=FILE)
    batch = ImportBatch.objects.get(pk=commit_import(seen.batch).pk)
    said = "The type “teleport” was not understood."
    assert batch.left_out == [[3, "type", said]]
    shouting()
    page = as_alice.get(reverse("portfolios:import_preview", args=[full.pk, batch.pk]))
    assert "The type “teleport” WAS NOT UNDERSTOOD." in page.content.decode()
    file = as_alice.get(reverse("portfolios:import_left_out", args=[full.pk, batch.pk]))
    assert said in file.content.decode()
    told = as_alice.get(reverse("api:import-left-out", args=[batch.pk])).json()
    assert told == [{"line": 3, "field": "type", "message": said}]


def test_why_a_worker_stopped(full, as_alice, alice, shouting):
    failure = wording.sentence("The file was not understood.")
    batch = ImportBatch.objects.create(
        portfolio=full, user=alice, filename="a.csv", status="failed", failure=failure
    )
    shouting()
    page = as_alice.get(reverse("portfolios:import_preview", args=[full.pk, batch.pk]))
    assert "The file WAS NOT UNDERSTOOD." in page.content.decode()
    told = as_alice.get(reverse("api:import-detail", args=[batch.pk])).json()
    assert told["failure"] == failure
