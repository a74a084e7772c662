"""The contracts of pyproject.toml refuse what they are there to refuse; the map tells the truth."""

import ast
import re
from collections import Counter
from copy import deepcopy
from itertools import combinations
from pathlib import Path

import grimp
import pytest
from importlinter import api
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("config", "markets", "portfolios")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
PICTURE = (ROOT / "docs" / "img" / "architecture.svg").read_text()
CONFIGURATION = api.read_configuration(str(ROOT / "pyproject.toml"))
KINDS = {"layers": LayersContract, "forbidden": ForbiddenContract}
LAYERED = [one for one in CONFIGURATION["contracts_options"] if one["type"] == "layers"]
MOST_FUNCTION_LINES, MOST_FILE_LINES, MOST_MODULES = 50, 300, 18
# There can be any number of sources of files.
A_MODULE_A_SOURCE = {"portfolios/importers"}
FORBIDDING = [one for one in CONFIGURATION["contracts_options"] if one["type"] == "forbidden"]


@pytest.fixture(scope="module")
def graph():
    session = CONFIGURATION["session_options"]
    return grimp.build_graph(*session["root_packages"], include_external_packages=True)


def is_kept(options: dict, graph) -> bool:
    contract = KINDS[options["type"]](
        options["name"], CONFIGURATION["session_options"], deepcopy(options)
    )
    return contract.check(graph, verbose=False).kept


def rooms(layer: str, *, container: str) -> list[str]:
    names = [name.strip(" ()") for name in layer.split("|")]
    return [f"{container}.{name}" if container else name for name in names]


def upward_imports(options: dict) -> list[tuple[str, str]]:
    """For every pair of rooms, the lower one with the upper one that it must not import."""
    found = []
    for container in options.get("containers", [""]):
        layers = [rooms(layer, container=container) for layer in options["layers"]]
        for above, below in combinations(layers, 2):
            found += [(lower, upper) for lower in below for upper in above]
    return found


@pytest.mark.parametrize("options", CONFIGURATION["contracts_options"], ids=lambda one: one["name"])
def test_a_contract_is_kept(options, graph):
    assert is_kept(options, graph)


@pytest.mark.parametrize("options", LAYERED, ids=lambda one: one["name"])
def test_an_import_from_a_room_above_is_refused(options, graph):
    let_through = []
    for lower, upper in upward_imports(options):
        graph.add_import(importer=lower, imported=upper)
        if is_kept(options, graph):
            let_through.append((lower, upper))
        graph.remove_import(importer=lower, imported=upper)
    assert let_through == []


@pytest.mark.parametrize("options", FORBIDDING, ids=lambda one: one["name"])
def test_a_forbidden_import_is_refused(options, graph):
    let_through = []
    for importer in options["source_modules"]:
        for imported in options["forbidden_modules"]:
            graph.add_import(importer=importer, imported=imported)
            if is_kept(options, graph):
                let_through.append((importer, imported))
            graph.remove_import(importer=importer, imported=imported)
    assert let_through == []


def test_a_room_outside_the_contracts_is_refused(graph):
    for options in LAYERED:
        if not options.get("exhaustive"):
            continue
        for container in options["containers"]:
            stray = f"{container}.stray"
            graph.add_module(stray)
            assert not is_kept(options, graph), stray
            graph.remove_module(stray)


def contract_rooms() -> dict[str, list[set[str]]]:
    """For each container, its layers from the top, each a set of rooms."""
    return {
        container: [set(rooms(layer, container="")) for layer in options["layers"]]
        for options in LAYERED
        for container in options.get("containers", [])
    }


def mapped_rooms() -> dict[str, list[set[str]]]:
    """The same, as docs/architecture.md lists them."""
    found: dict[str, list[set[str]]] = {}
    section = ARCHITECTURE.partition("## The map")[2]
    for block in re.split(r"^\*\*`", section, flags=re.MULTILINE)[1:]:
        container, _, text = block.partition("`**")
        items = re.split(r"^- ", text.split("\n\nThe subjects")[0], flags=re.MULTILINE)[1:]
        found[container] = [set(re.findall(r"(?:^|\|\s+)`(\w+)`", item)) for item in items]
    return found


def test_the_map_names_each_room_in_its_layer():
    mapped = mapped_rooms()
    assert mapped.pop("config") == []
    assert mapped == contract_rooms()


def test_the_architecture_page_names_files_and_folders_that_exist():
    named = re.findall(r"`((?:\w+/)+(?:\w+\.py)?)`", ARCHITECTURE)
    drawn = re.findall(r">(\w+(?:/\w+)+)</text>", PICTURE)
    assert named and drawn
    assert [path for path in {*named, *drawn} if not places(path)] == []


def test_each_answer_of_the_page_names_what_its_files_hold():
    index = ARCHITECTURE.partition("## Where is …")[2].partition("## The map")[0]
    for row in re.findall(r"^\| (?!question|---)(.+) \|$", index, flags=re.MULTILINE):
        terms = re.findall(r"`([^`]+)`", row)
        paths = [found for term in terms if "/" in term for found in places(term)]
        sources = "".join(source.read_text() for path in paths for source in sources_in(path))
        for term in terms:
            word = re.match(r"\.?(\w+)", term)[1]
            assert "." in term[1:] or "/" in term or word in sources, (row, term)


def places(term: str) -> list[Path]:
    """Where a path of the page may lead: it leaves out what goes without saying."""
    homes = (
        ROOT,
        *(ROOT / name for name in ("config", "portfolios", "markets", "markets/services")),
    )
    return [home / term for home in homes if (home / term).exists()]


def sources_in(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def own_modules() -> list[Path]:
    """The product's modules, without what migrations wrote."""
    found = [path for name in PACKAGES for path in (ROOT / name).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


def long_functions(path: Path) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno >= MOST_FUNCTION_LINES
    ]


def test_functions_and_files_stay_short_enough_to_be_read():
    assert [function for path in own_modules() for function in long_functions(path)] == []
    long = [path for path in own_modules() if path.read_text().count("\n") > MOST_FILE_LINES]
    assert long == []


def test_folders_stay_small_enough_to_be_known():
    counts = Counter(str(path.parent.relative_to(ROOT)) for path in own_modules())
    large = {folder for folder, count in counts.items() if count > MOST_MODULES}
    assert large <= A_MODULE_A_SOURCE
