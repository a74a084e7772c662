"""Numbers in forms: read by the reader's locale, asked about, shown back."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portfolios.models import Trigger
from tests.factories import make_asset

GERMAN = {"Accept-Language": "de-DE,de;q=0.9,en;q=0.5"}


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [("en-GB,en", "20,000", ""), ("en", "$20k", "20,000"), ("", "20 000", "20,000"),
     ("de", "1.000,5", ""), ("de", "1.000", "1 oder 1.000?"), ("de", "1000.5", "1.000,5"),
     ("de-CH", "1.234", ""), ("de-CH", "1'234.50", "1'234.5"), ("de-AT", "1.234,50", "1.234,5"),
     ("it", "1.000,5", "1\u202f000.5"), ("it", "1.000", "1 or 1\u202f000?"),
     ("it-CH", "1,5", "1.5"),
     ("es-MX", "1,000", ""), ("fr", "1,000", "1\u202f000 or 1?"), ("xx-nonsense", "1,000", ""),
     ("en", "abc", ""), ("en", "", "")],
)  # fmt: skip
def test_what_is_understood_of_a_number_is_said_while_it_is_typed(as_alice, language, text, said):
    answer = as_alice.get(
        reverse("portfolios:number"), {"text": text}, headers={"Accept-Language": language}
    )
    assert answer.content.decode() == said


def test_a_visitor_is_asked_to_sign_in(client, db):
    assert client.get(reverse("portfolios:number"), {"text": "1"}).status_code == 302


def test_a_german_is_asked_and_answers_with_a_button(as_alice, full):
    path = reverse("portfolios:arm", args=[full.pk])
    data = {"asset": "bitcoin", "kind": "stop_loss", "level": "50.000", "share": "100"}
    page = as_alice.post(path, data, headers=GERMAN).content.decode()
    assert not Trigger.objects.exists()
    assert 'name="level-pick" value="50000 50.000"' in page
    assert 'name="level-pick" value="50 50.000"' in page
    answer = as_alice.post(path, data | {"level-pick": "50000 50.000"}, headers=GERMAN)
    assert answer.status_code == 302
    trigger = Trigger.objects.get()
    assert trigger.level == 50000
    Trigger.objects.update(level=Decimal("1.234"))
    edit = reverse("portfolios:trigger", args=[full.pk, trigger.pk])
    assert as_alice.get(edit, headers=GERMAN).context["form"]["level"].value() == "1.2340"
    assert as_alice.get(edit).context["form"]["level"].value() == "1.234"


def test_links_fill_forms_in_with_plain_numbers_in_every_locale(as_alice, full):
    make_asset("bitcoin")
    for name in ("arm", "ladder"):
        field = {"arm": "level", "ladder": "stop_level"}[name]
        path = reverse(f"portfolios:{name}", args=[full.pk])
        form = as_alice.get(path, {field: "1.234"}, headers=GERMAN).context["form"]
        assert form[field].value() == "1.2340"


def test_a_level_in_another_currency_is_refused(as_alice, full):
    path = reverse("portfolios:arm", args=[full.pk])
    data = {"asset": "bitcoin", "kind": "stop_loss", "level": "€50k", "share": "100"}
    assert as_alice.post(path, data).context["form"].errors["level"] == ["This counts USD, not €."]
    assert as_alice.post(path, data | {"level": "$50k"}).status_code == 302
    assert Trigger.objects.get().level == 50000
