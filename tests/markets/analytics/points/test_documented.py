"""The tables of docs/analyse.md are those of the registry and the grades."""

import subprocess
import sys
from pathlib import Path

from markets.analytics.grades.grade import GRADES
from markets.analytics.points.registry import DATA_POINTS

LINES = (Path(__file__).parents[4] / "docs" / "analyse.md").read_text(encoding="utf-8").splitlines()


def rows_after(header: str) -> list[list[str]]:
    """The cells of the table with this header."""
    start = LINES.index(header) + 2
    rows = []
    for line in LINES[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_every_data_point_is_documented_as_the_registry_has_it():
    header = "| id | group | formula | unit | direction | days | source | ranked in |"
    assert rows_after(header) == [
        [
            f"`{point.id}`", point.group, point.formula.replace("|", "∣"), point.unit,
            "more" if point.direction == 1 else "less", str(point.history), point.source,
            "both" if point.is_size_bound else "universe",
        ]
        for point in DATA_POINTS.values()
    ]  # fmt: skip


def test_the_families_of_grades_are_documented_as_they_are():
    assert rows_after("| grade | family | weight | points |") == [
        [
            name, family.name, f"{family.weight:.0f}",
            " ".join(f"`{point}`" for point in family.points),
        ]
        for name, families in GRADES.items()
        for family in families
    ]  # fmt: skip


def test_reading_the_registry_loads_no_library_of_indicators_or_statistics():
    """Pages and the API read it; a web process computes nothing."""
    code = (
        "import sys, markets.analytics.points.registry\n"
        "sys.exit(not {'talib', 'scipy.stats', 'pandas'}.isdisjoint(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
