"""A replay that writes in processes of their own says the same as one that does not."""

import os
from io import StringIO
from random import Random

import pytest
from django.core.management import call_command

from portfolios.accounting.booking import passes
from portfolios.management import beside as beside_module
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
    monkeypatch.setattr(passes, "_WATCHED", 10)
    monkeypatch.setattr(passes, "_WORTH_IT", 20)
    monkeypatch.setattr(replay, "_MANY", 1)
    monkeypatch.setattr(replay, "_HALF_A_REPORT", 10)


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

    def write(self, **texts) -> None:
        written.extend(texts)
        fill(self, **texts)

    monkeypatch.setattr(Beside, "write", write)
    assert document(files, *options) == whole
    assert written.count("disposals") == written.count("fees") > 2
    assert written.count("lots") == 1


def test_chunks_come_in_the_order_in_which_they_were_asked_for():
    beside = Beside()
    for number in range(3):
        beside.write(one=(f"{number}é{place} " for place in range(2)), other=[f"{number}."])
    assert "".join(beside.read("other")) == "0.1.2."
    assert "".join(beside.read("one")) == "0é0 0é1 1é0 1é1 2é0 2é1 "
    assert list(beside.read("none")) == []


def test_a_process_that_fails_is_told(monkeypatch, capfd):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    beside = Beside()
    beside.write(text=(str(1 // number) for number in (1, 0)))
    with pytest.raises(ChildProcessError, match="ended with 1"):
        list(beside.read("text"))
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_blocks_do_not_part_what_was_written(monkeypatch):
    monkeypatch.setattr(beside_module, "_BLOCK", 3)
    beside = Beside()
    beside.write(text=["äöü", "ß€"])
    assert "".join(beside.read("text")) == "äöüß€"
