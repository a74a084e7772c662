"""Fields that ask where a text means several things, and take the answer from a button.

The answer goes with the form as `<field>-pick`, the key and the text that it was given for: once
the text is another one, the answer no longer counts.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError

SUFFIX = "-pick"


class Choice(NamedTuple):
    """One meaning: its key has no space in it; `hint` tells it from the others."""

    key: str
    label: str
    hint: str = ""


class Several(ValidationError):
    """A text with several meanings."""

    def __init__(self, message: str, *, choices: Iterable[Choice]) -> None:
        super().__init__(message, code="several")
        self.choices = list(choices)


class Picked(str):
    """The key of the meaning that was picked; `written` is the text that it was picked for."""

    written: str

    def __new__(cls, key: str, written: str):
        picked = super().__new__(cls, key)
        picked.written = written
        return picked


class AskingInput(forms.TextInput):
    """A text, or what was picked for it."""

    def value_from_datadict(self, data, files, name):
        written = data.get(name)
        picks = data.getlist if hasattr(data, "getlist") else lambda key: [data.get(key) or ""]
        for pick in picks(name + SUFFIX):
            key, _, text = pick.partition(" ")
            if key and text == (written or ""):
                return Picked(key, text)
        return written


class AskingBoundField(forms.BoundField):
    """What a template shows beside the input: the meanings to pick from, and the one understood."""

    @property
    def choices(self) -> list[tuple[str, Choice]]:
        """(the button's value, the choice) of each meaning; empty where nothing is asked."""
        asked = self.errors.as_data() if self.errors else []
        found = [one for error in asked for one in getattr(error, "choices", ())]
        return [(f"{one.key} {self.data or ''}", one) for one in found]

    @property
    def pick_name(self) -> str:
        return self.html_name + SUFFIX

    @property
    def understood(self) -> str:
        """How a valid entry was read, where it was written in another way."""
        if not self.form.is_bound or self.errors or self.data in (None, ""):
            return ""
        said = self.field.in_words(getattr(self.form, "cleaned_data", {}).get(self.name))
        return "" if said == self.data else said
