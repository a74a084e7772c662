import os
import signal
import subprocess
import sys

ROWS = 3000
HEADER = "date,type,account,received_amount,received_asset"


def replay(tmp_path, *options: str, **how):
    ledger = tmp_path / "ledger.csv"
    rows = (f"2024-01-01T00:{n // 60 % 60:02}:{n % 60:02},airdrop,a,1,BTC" for n in range(ROWS))
    ledger.write_text("\n".join([HEADER, *rows]) + "\n")
    command = [sys.executable, "manage.py", "replay", str(ledger), *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **how)


def test_all_that_a_command_over_files_writes_arrives(tmp_path):
    process = replay(tmp_path, "--json")
    written, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (0, b"")
    assert written.endswith(b"}\n")
    assert written.count(b'"acquired_at"') == ROWS


def test_a_command_over_files_needs_no_settings_even_where_some_are_named(tmp_path):
    named = {**os.environ, "DJANGO_SETTINGS_MODULE": "no.such.settings"}
    process = replay(tmp_path, env=named)
    _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (0, b"")


def test_a_reader_who_has_seen_enough_is_no_fault(tmp_path):
    process = replay(tmp_path, "--json")
    assert process.stdout.read(1) == b"{"
    process.stdout.close()
    assert process.wait(timeout=60) == -signal.SIGPIPE
    assert process.stderr.read() == b""
