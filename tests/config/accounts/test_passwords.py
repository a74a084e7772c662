"""Which passwords are taken."""

import ast
import inspect

import pytest
from allauth.account import forms
from django.contrib.auth import get_user_model, password_validation
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from zxcvbn import feedback

from config.accounts.passwords import OTHERS_SENTENCES, REASONS

PERSON = get_user_model()(email="alice.cooper@mint-and-co.example")


@pytest.mark.parametrize(
    "password",
    ["correcthorse", "correcthorsebatterystaple", "correct horse battery staple", "password1234",
     "qwertyuiop123", "1q2w3e4r5t6y", "aaaaaaaaaaaa", "abcdefghijkl", "iloveyou2024", "P@ssw0rd123",
     "letmein12345", "alice.cooper1", "tidemark2026", "2026-11-28", "short",
     "9182736450", "monkeymonkey"],
)  # fmt: skip
def test_a_password_that_is_easy_to_guess_is_refused(password):
    with pytest.raises(ValidationError) as caught:
        validate_password(password, user=PERSON)
    [said] = caught.value.messages
    assert 0 < said.count(".") <= 3


@pytest.mark.parametrize(
    "password",
    ["a-long-enough-secret", "zX8#qLw2!pTn", "otter plinth marzipan", "x" * 40 + "Zq7 otter plinth",
     "größe ähre übermut 7", "otter plinth marzipan " * 200],
)  # fmt: skip
def test_a_password_that_is_hard_to_guess_is_taken(password):
    validate_password(password, user=PERSON)


def test_the_page_says_what_makes_a_good_one(client, db):
    page = client.get("/account/signup/").content.decode()
    assert "at least 10 characters" in page
    assert "Three or four uncommon words" in page


def test_sentences_of_others_are_still_said_by_them():
    said = "".join(inspect.getsource(module) for module in (password_validation, forms))
    assert [one for one in OTHERS_SENTENCES if f'"{one}"' not in said] == []


def test_every_reason_of_zxcvbn_is_offered_to_translators():
    calls = (node for node in ast.walk(ast.parse(inspect.getsource(feedback)))
             if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_")  # fmt: skip
    assert {ast.literal_eval(call.args[0]) for call in calls} == set(REASONS)
