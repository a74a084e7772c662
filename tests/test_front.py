"""The rules that templates, styles and scripts keep: see also `make lint`."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted(
    path
    for folder in ("templates", "markets/templates")
    for path in (ROOT / folder).rglob("*")
    if path.is_file()
)
# Django and its packages look for these by name.
BY_NAME = re.compile(r"^(400|403|403_csrf|404|429|500|503)\.html$|^(account|admin|allauth)/")
LONGEST = 160


def name_of(path: Path) -> str:
    return path.relative_to(next(one for one in path.parents if one.name == "templates")).as_posix()


def test_lines_of_templates_are_short():
    long = [
        f"{name_of(path)}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > LONGEST
    ]
    assert long == []


def test_every_template_is_used():
    code = "\n".join(
        path.read_text()
        for folder in ("config", "markets", "portfolios", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".txt"}
    )
    named = [name for name in map(name_of, TEMPLATES) if not BY_NAME.search(name)]
    assert [name for name in named if name not in code] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "static/css").glob("*.css")), ids=lambda path: path.name
)
def test_styles_name_cells_and_never_count_them(path):
    assert "nth-child" not in path.read_text()


# A text of several words, or one that is shown or read out as it stands.
SAID = re.compile(
    r"""["`][A-Z][a-z’']* [a-z][^"`]*["`]"""
    r"""|(?:textContent = |"(?:aria-label|title)", )["`][A-Z][^"`]*["`]"""
)


@pytest.mark.parametrize(
    "path",
    sorted({*(ROOT / "static/js").glob("*.js")} - {ROOT / "static/js/admin.js"}),
    ids=lambda path: path.name,
)
def test_scripts_leave_sentences_to_templates_which_are_translated(path):
    code = re.sub(r"^\s*//.*$", "", path.read_text(), flags=re.MULTILINE)
    assert SAID.findall(code) == []
