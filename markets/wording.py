"""Sentences of code that knows no Django, in the language of whoever reads them.

They are marked as Django's are, so that one catalogue holds all of them. Where no translator was
given, as in a replay, they stay as they are written: in English.

What is stored, sent or logged, and only then read by people of any language, is a `Sentence`.
"""

import json
from collections.abc import Callable, Iterable
from html import escape
from typing import Any, Protocol, Self


class Translator(Protocol):
    """What Django's `translation` offers of the GNU gettext interface."""

    def gettext(self, message: str) -> str: ...

    def ngettext(self, singular: str, plural: str, number: int) -> str: ...

    def pgettext(self, context: str, message: str) -> str: ...


class English:
    """Every sentence as it is written."""

    def gettext(self, message: str) -> str:
        return message

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return singular if number == 1 else plural

    def pgettext(self, context: str, message: str) -> str:
        return message


_translator: Translator = English()


def translate_by(translator: Translator) -> None:
    """Have all sentences of pure code translated by this from now on."""
    global _translator
    _translator = translator


_write_number: Callable[[str], str] = str


def write_numbers_by(writer: Callable[[str], str]) -> None:
    """Have figures in worded sentences written by this, which is given their English text."""
    global _write_number
    _write_number = writer


def gettext(message: str) -> str:
    """The sentence in the language of now. Its values are filled in afterwards."""
    return _translator.gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The one or the other sentence, as the language counts."""
    return _translator.ngettext(singular, plural, number)


def pgettext(context: str, message: str) -> str:
    """A word that means several things, by its context."""
    return _translator.pgettext(context, message)


def within_sentence(label: str) -> str:
    """A label as it stands in a sentence: in lower case, unless the language writes nouns large."""
    # The catalogue of a language answers for it; any other answer leaves labels as they are.
    return (
        label.lower()
        if pgettext("labels within sentences", "lower case") == "lower case"
        else label
    )


def gettext_noop(message: str) -> str:
    """Mark a sentence for the catalogue that is translated later, where it is shown."""
    return message


class Sentence(str):
    """An English text that knows its sentence and values, to be put in other languages later.

    In a page, for which templates ask `__html__`, it is in the reader's language; everywhere
    else it is the English text. `forms` are the sentence, or its singular and plural for `number`.
    """

    forms: tuple[str, ...]
    number: int
    values: dict[str, str]

    def __new__(cls, text: str) -> Self:
        return super().__new__(cls, text)

    def __str__(self) -> str:
        """Itself: a copy of the text alone would not know its sentence any more."""
        return self

    def __html__(self) -> str:
        return escape(worded(self))


class Figure(str):
    """The plain English text of a number in a sentence; a reader gets it with their own marks."""

    def __str__(self) -> str:
        """Itself, as of a sentence."""
        return self


def sentence(message: str, /, **values: object) -> Sentence:
    """The sentence with its values, which are written as `str` does; one of them may be another."""
    return _made((message,), 1, values)


def counted(singular: str, plural: str, number: int, /, **values: object) -> Sentence:
    """The one or the other sentence, by a number."""
    return _made((singular, plural), number, values)


def joined(separator: str, texts: Iterable[str]) -> Sentence:
    """Sentences, and other texts, one after the other."""
    values = {f"text{place}": text for place, text in enumerate(texts)}
    return _made((separator.join(f"{{{name}}}" for name in values),), 1, values)


def _made(forms: tuple[str, ...], number: int, values: dict[str, Any]) -> Sentence:
    texts = {name: str(value) for name, value in values.items()}
    made = Sentence(forms[0 if number == 1 else -1].format(**texts))
    made.forms, made.number, made.values = forms, number, texts
    return made


def worded(text: str) -> str:
    """A sentence or a figure in the language of now; any other text as it is."""
    if isinstance(text, Figure):
        return _write_number(text)
    if not isinstance(text, Sentence):
        return text
    form, *plural = text.forms
    translated = ngettext(form, plural[0], text.number) if plural else gettext(form)
    return translated.format(**{name: worded(value) for name, value in text.values.items()})


_FIGURE = "figure"
# In the order of their names.
_PARTS = ("forms", "number", "values")
_PACKED = f'{{"{_PARTS[0]}":'


def packed(value: Any) -> Any:
    """JSON with sentences in it as JSON alone, of which `unpacked` makes them again."""
    if isinstance(value, Sentence):
        parts = {
            name: {_FIGURE: part} if isinstance(part, Figure) else packed(part)
            for name, part in value.values.items()
        }
        return dict(zip(_PARTS, (value.forms, value.number, parts), strict=True))
    if isinstance(value, dict):
        return {name: packed(one) for name, one in value.items()}
    return [packed(one) for one in value] if isinstance(value, list | tuple) else value


def unpacked(stored: Any) -> Any:
    """What was packed."""
    if isinstance(stored, list):
        return [unpacked(one) for one in stored]
    if not isinstance(stored, dict):
        return stored
    values = {name: unpacked(one) for name, one in stored.items()}
    # A file's own three symbols may be called so; what stands under them is no record.
    if tuple(sorted(values)) != _PARTS or not isinstance(values["values"], dict):
        return values
    forms, number, parts = (values[name] for name in _PARTS)
    for name, part in parts.items():
        if isinstance(part, dict) and isinstance(part.get(_FIGURE), str):
            parts[name] = Figure(part[_FIGURE])
    return _made(tuple(forms), number, parts)


def as_column(text: str) -> str:
    """A text for a column of text: `packed`, as JSON where it is a sentence, or looks like one."""
    if text.startswith(_PACKED):
        text = joined("", [text])
    return json.dumps(packed(text), ensure_ascii=False) if isinstance(text, Sentence) else text


def from_column(stored: str) -> str:
    """The text that was written."""
    return unpacked(json.loads(stored)) if stored.startswith(_PACKED) else stored
