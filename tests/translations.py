"""`make messages`: the catalogues, with every sentence that code and templates mark."""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
CODE = ("config", "markets", "portfolios")
TEMPLATES = ("templates", "markets/templates")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None, "gettext_noop": None, "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2), "npgettext_lazy": ((1, "c"), 2, 3),
    "sentence": None, "counted": (1, 2),
}  # fmt: skip

# No dates and no names: a catalogue changes where its sentences do.
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
FIELD = re.compile(r"\{[^{}]*\}")


def python_of_template(path: Path) -> str:
    """What Django's own reader marks in a template, without the indentation of the page."""
    marked = templatize(path.read_text(), origin=str(path))
    return "\n".join(line.strip() for line in marked.splitlines())


def sources() -> Iterator[tuple[str, str]]:
    """The path of each file with sentences, and its text as Python."""
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text()
    for folder in TEMPLATES:
        for path in sorted((ROOT / folder).rglob("*.*")):
            yield str(path.relative_to(ROOT)), python_of_template(path)


def marked_sentences() -> Catalog:
    """Every marked sentence of the project, with the files it stands in."""
    catalogue = Catalog(project="Tidemark", header_comment="")
    for name, text in sources():
        for _, message, _, context in extract("python", BytesIO(text.encode()), KEYWORDS):
            catalogue.add(message, locations=[(name, None)], context=context)
    return catalogue


def catalogue_path(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(language: str) -> Catalog:
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, project="Tidemark", header_comment="")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str) -> None:
    """Write the catalogue anew: new sentences stand in it empty, gone ones go."""
    catalogue = read_catalogue(language)
    catalogue.update(marked_sentences(), no_fuzzy_matching=True)
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.format(language=language, plurals=catalogue.plural_forms).encode())
        write_po(
            file, catalogue, sort_by_file=True, width=100, ignore_obsolete=True, omit_header=True
        )


def faults(language: str) -> list[str]:
    """What a catalogue lacks, has too much, or says with other values than the code."""
    catalogue = read_catalogue(language)
    stand = {(message.id, message.context) for message in catalogue if message.id}
    asked = {(message.id, message.context) for message in marked_sentences() if message.id}
    found = [f"missing: {sentence!r}" for sentence, _ in asked - stand]
    found += [f"no longer marked: {sentence!r}" for sentence, _ in stand - asked]
    for message in catalogue:
        if message.id:
            found += [f"{message.id!r}: {fault}" for fault in faults_of(message, catalogue)]
    return sorted(found)


def faults_of(message: Message, catalogue: Catalog) -> Iterator[str]:
    asked, said = (
        value if message.pluralizable else (value,) for value in (message.id, message.string)
    )
    if message.fuzzy or not all(said):
        yield "not translated"
        return
    if "%(" in asked[-1]:  # else a per cent sign is one, as in "5% of all"
        yield from map(str, message.check(catalogue))
    # A singular may say "one" and leave its number out.
    fields = set(FIELD.findall(asked[-1]))
    if any(set(FIELD.findall(form)) - fields for form in said) or fields - set(
        FIELD.findall(said[-1])
    ):
        yield f"other fields than {', '.join(sorted(fields))}"


if __name__ == "__main__":
    settings.configure()
    for name in sys.argv[1:] or ["de"]:
        update(name)
        print(*faults(name), sep="\n")  # noqa: T201
