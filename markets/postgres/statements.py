"""Statements that the ORM can't say: each in `sql/NAME.sql` beside the module that runs it.

They take their vocabulary as parameters, by the codes themselves: `status = %(armed)s`.
"""

from collections.abc import Iterable
from enum import Enum
from pathlib import Path


def statement(module: str, name: str) -> str:
    """The text of a statement; `module` is the `__file__` of the module that runs it."""
    return Path(module).with_name("sql").joinpath(f"{name}.sql").read_text(encoding="utf-8")


def words(*vocabularies: Iterable[Enum]) -> dict[str, str]:
    """Parameters for the codes of vocabularies."""
    return {code.value: code.value for vocabulary in vocabularies for code in vocabulary}
