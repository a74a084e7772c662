"""Importing a Tidemark CSV of 10,000 rows, and the same file again."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from portfolios.models import Transaction
from portfolios.services.ledger.imports.commit import commit_import, preview_import
from portfolios.services.ledger.imports.writes import COLUMNS
from tests.benchmarks.harness import Row, compared, copy_rows, limited, milliseconds, run_sql
from tests.benchmarks.world import EPOCH, make_assets, make_portfolio

ROWS = 10_000
HEADER = (
    "date,type,account,to_account,sent_amount,sent_asset,received_amount,received_asset,"
    "fee_amount,fee_asset,net_worth_amount,net_worth_asset,label,description,id"
)


def content() -> bytes:
    lines = [HEADER]
    for n in range(ROWS):
        at = (EPOCH + timedelta(hours=n)).strftime("%Y-%m-%dT%H:%M:%SZ")
        lines.append(
            f"{at},buy,Exchange,,{100 + n % 7},USD,{1 + n % 13}.25,bench-{n % 50},0.1,USD,,,,,r{n}"
        )
    return "\n".join(lines).encode()


def run() -> Iterator[Row]:
    make_assets(60)
    portfolio = make_portfolio([])
    user, file = portfolio.owner, content()
    taken = {}

    def preview():
        taken["batch"] = preview_import(
            portfolio, user=user, filename="bench.csv", content=file
        ).batch

    def commit():
        run_sql("DELETE FROM portfolios_transaction")
        preview()
        commit_import(taken["batch"])

    previewed = milliseconds(preview, rounds=3)
    both = milliseconds(commit, rounds=3)
    copied = milliseconds(lambda: bare_copy(portfolio), rounds=3)
    commit()
    yield compared(
        "import of 10,000 rows: preview / bare COPY", previewed, "ms", baseline=copied, most=15
    )
    yield compared(
        "import of 10,000 rows: commit / bare COPY",
        both - previewed,
        "ms",
        baseline=copied,
        most=20,
    )
    run_sql("DELETE FROM portfolios_transaction")
    with CaptureQueriesContext(connection) as captured:
        preview()
        previews = len(captured)
        commit_import(taken["batch"])
    yield limited("import of 10,000 rows: preview", previews, "queries", most=20)
    commits = len(captured) - previews
    yield limited("import of 10,000 rows: commit", commits, "queries", most=40)
    preview()
    again = commit_import(taken["batch"])
    yield limited("the same file again: rows changed", again.created, "rows", most=0)


def bare_copy(portfolio) -> None:
    """The same stored rows, copied into a table without indexes."""
    fields = {field.attname: field.column for field in Transaction._meta.fields}
    columns = [fields[name] for name in COLUMNS]
    run_sql("DROP TABLE IF EXISTS bench_rows")
    run_sql(
        f"CREATE TABLE bench_rows AS SELECT {', '.join(columns)} FROM portfolios_transaction"
        " WITH NO DATA"
    )
    copy_rows("bench_rows", columns, run_sql(
        f"SELECT {', '.join(columns)} FROM portfolios_transaction"
    ))  # fmt: skip
    run_sql("DROP TABLE bench_rows")
