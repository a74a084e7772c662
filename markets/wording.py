"""Sentences of code that knows no Django, in the language of whoever reads them.

They are marked as Django's are, so that one catalogue holds all of them. Where no translator was
given, as in a replay, they stay as they are written: in English.
"""

from typing import Protocol


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


def gettext(message: str) -> str:
    """The sentence in the language of now. Its values are filled in afterwards."""
    return _translator.gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The one or the other sentence, as the language counts."""
    return _translator.ngettext(singular, plural, number)


def pgettext(context: str, message: str) -> str:
    """A word that means several things, by its context."""
    return _translator.pgettext(context, message)


def gettext_noop(message: str) -> str:
    """Mark a sentence for the catalogue that is translated later, where it is shown."""
    return message
