"""`manage.py replay` as a call: files in, the document out."""

import json
from io import StringIO
from pathlib import Path
from typing import TextIO

from django.core.management import call_command

from portfolios.replay.ledger import HEADER

LEDGER = """\
2024-01-01,deposit,a,,,,1000,USD,,,,,,,d1
2024-01-02T10:00:00Z,buy,a,,900,USD,3,BTC,10,USD,,,,,b1
2024-01-03 10:00:00 UTC,transfer,a,b,3,BTC,2.99,BTC,,,,,,,t1
2024-01-04,sell,b,,1,BTC,500,USD,0,,,,,"x, y",
2024-01-04,staking_reward,b,,,,0.1,ETH,,,200,USD,,,
"""
PRICES = """\
date,asset,price,currency
2024-01-01,BTC,300,USD
2024-01-04,BTC,480,USD
2024-01-04,ETH,2000,USD
"""


def write_files(
    folder: Path, ledger: str = LEDGER, prices: str = PRICES, *, header: str = ",".join(HEADER)
) -> tuple[str, str]:
    """The command's arguments for files with these rows."""
    (folder / "ledger.csv").write_text(f"{header}\n{ledger}", encoding="utf-8")
    (folder / "prices.csv").write_text(prices, encoding="utf-8")
    return str(folder / "ledger.csv"), f"--prices={folder / 'prices.csv'}"


def replay(*arguments: str, stderr: TextIO | None = None) -> dict:
    """The document that the command prints."""
    out = StringIO()
    call_command("replay", *arguments, "--json", stdout=out, stderr=stderr)
    return json.loads(out.getvalue())
