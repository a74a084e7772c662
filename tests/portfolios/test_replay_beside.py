"""A replay that writes in processes of their own says the same as one that does not."""

import os
from io import StringIO
from random import Random

import pytest
from django.core.management import call_command

from portfolios.accounting import books
from portfolios.management import beside
from portfolios.management.beside import Beside
from portfolios.management.commands import replay
from tests.benchmarks.replay import write_ledger, write_prices


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("replay")
    write_ledger(folder / "ledger.csv", rows=400, random=Random(3))
    write_prices(folder / "prices.csv", random=Random(3))
    return str(folder / "ledger.csv"), f"--prices={folder / 'prices.csv'}"


@pytest.fixture
def soon(monkeypatch):
    """Everything is long enough to be written beside."""
    monkeypatch.setattr(books, "_WATCHED", 10)
    monkeypatch.setattr(books, "_WORTH_IT", 20)
    monkeypatch.setattr(replay, "_MANY", 1)


def document(files, *options: str) -> str:
    out = StringIO()
    call_command("replay", *files, "--json", *options, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("method", ["fifo", "average"])
@pytest.mark.parametrize("processors", [1, 2])
def test_the_document_is_the_same(files, monkeypatch, request, method, processors):
    options = ("--method", method, "--scope", "account")
    whole = document(files, *options)
    request.getfixturevalue("soon")
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    written = []
    fill = Beside.write
    monkeypatch.setattr(Beside, "write", lambda *args: (written.append(1), fill(*args)))
    assert document(files, *options) == whole
    assert len(written) > 2


def test_chunks_come_in_the_order_in_which_they_were_asked_for():
    text = Beside()
    for number in range(3):
        text.write(f"{number}é{place} " for place in range(2))
    assert "".join(text) == "0é0 0é1 1é0 1é1 2é0 2é1 "


def test_a_process_that_fails_is_told(monkeypatch, capfd):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    text = Beside()
    text.write(str(1 // number) for number in (1, 0))
    with pytest.raises(ChildProcessError, match="ended with 1"):
        list(text)
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_blocks_do_not_part_what_was_written(monkeypatch):
    monkeypatch.setattr(beside, "_BLOCK", 3)
    text = Beside()
    text.write(["äöü", "ß€"])
    assert "".join(text) == "äöüß€"
