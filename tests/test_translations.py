"""Every sentence that is marked is translated, with the values that it has in English."""

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings

from tests.translations import faults, faults_of, marked_sentences

TRANSLATED = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_is_complete(language):
    assert faults(language) == []


def test_sentences_come_from_templates_and_from_code_with_and_without_django():
    found = {message.id: {name for name, _ in message.locations} for message in marked_sentences()}
    assert "templates/base.html" in found["Skip to the content"]
    assert "portfolios/accounting/core/types.py" in found["Staking reward"]
    assert any(name.startswith("portfolios/forms/") for name in found["Name"])


@pytest.mark.parametrize(
    ("asked", "said", "fault"),
    [
        ("{n} of {all}", "{n} von {all}", None),
        ("{n} of {all}", "{n} von {alle}", "other fields than {all}, {n}"),
        ("{n} of {all}", "", "not translated"),
        ("%(n)s left", "übrig: %(m)s", "unknown named placeholder 'm'"),
        (("{n} row", "{n} rows"), ("eine Zeile", "{n} Zeilen"), None),
        (("{n} row", "{n} rows"), ("eine Zeile", "Zeilen"), "other fields than {n}"),
    ],
)
def test_a_translation_has_the_values_of_its_sentence(asked, said, fault):
    flags = ["python-format"] if "%(" in str(asked) else []
    catalogue = Catalog(locale="de")
    catalogue.add(asked, said, flags=flags)
    message = Message(asked, said, flags=flags)
    assert next(faults_of(message, catalogue), None) == fault
