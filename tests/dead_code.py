"""Names that nothing uses: vulture, which is told what templates, SQL and texts in code name."""

import ast
import re
import sys
from keyword import iskeyword
from pathlib import Path
from tempfile import TemporaryDirectory

from vulture.core import main

ROOT = Path(__file__).parent.parent
SOURCES = ("config", "markets", "portfolios", "tests", "manage.py")
PAGES = ("templates/**/*.html", "templates/**/*.txt", "*/templates/**/*.html", "*/**/sql/*.sql")
# What libraries ask for: Django of a form's Meta, Python of who reads HTML.
ASKED_FOR = {"help_texts", "handle_starttag", "handle_endtag", "handle_data"}
WORD = re.compile(r"[A-Za-z_]\w*")


def python_files(*, migrations: bool = False) -> list[Path]:
    """The project's own modules; migrations only name: columns, and what is gone."""
    found = [path for name in SOURCES for path in [ROOT / name, *(ROOT / name).rglob("*.py")]]
    return [
        path for path in found
        if path.suffix == ".py" and (migrations or "migrations" not in path.parts)
    ]  # fmt: skip


def named_in_texts() -> set[str]:
    """Words of templates and SQL, and texts in code that are a name or a dotted path.

    So models and records are named by templates, serializers by lists of fields.
    """
    words = set(ASKED_FOR)
    for pattern in PAGES:
        for page in ROOT.glob(pattern):
            words |= set(WORD.findall(page.read_text()))
    for path in python_files(migrations=True):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words |= set(re.split(r"[.:]|__", node.value))
    return {word for word in words if word.isidentifier() and not iskeyword(word)}


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        named = Path(folder) / "named_in_texts.py"
        named.write_text("".join(f"_.{word}\n" for word in sorted(named_in_texts())))
        sys.argv[1:] = [*map(str, python_files()), str(named)]
        main()
