"""`manage.py up`: the whole of Tidemark on one machine, until Ctrl-C."""

import fcntl
import http.client
import os
import signal
import socket
import sys
import time
import urllib.request
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from config import bootstrap, env
from config.middleware import OUTAGES
from config.stack import static_files
from config.stack.postgres import EmbeddedPostgres, PostgresFailure
from config.stack.supervisor import Program, Supervisor
from config.stack.valkey import EmbeddedValkey, ValkeyFailure
from config.stack.watchdog import Watchdog
from portfolios.views.probes import ask_servers

READY_SECONDS = 60


class Command(BaseCommand):
    help = "Set up and serve everything: database, cache, web, worker and beat."
    # The database isn't running yet when the command starts.
    requires_system_checks = []
    requires_migrations_checks = False

    def handle(self, **options):
        lock = self._hold_data_folder()
        self._require_free_port()
        # Until the supervisor takes over, either signal is an orderly Ctrl-C.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        servers = []
        try:
            self._start_servers(servers)
            self._prepare()
            self._serve(servers)
        except KeyboardInterrupt:
            self._say("Interrupted")
        except (PostgresFailure, ValkeyFailure) as error:
            raise CommandError(str(error)) from error
        finally:
            connections.close_all()
            for server in reversed(servers):
                server.stop()
            lock.close()
        self._say("Stopped")

    def _say(self, text: str) -> None:
        self.stdout.write(f"tidemark | {text}")
        self.stdout.flush()

    def _hold_data_folder(self):
        folder = settings.DATA_DIR
        env.make_private(folder)
        lock = (folder / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CommandError(
                f"Tidemark runs already on this data folder (process {lock.read().strip()})."
            ) from None
        os.set_inheritable(lock.fileno(), False)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        return lock

    def _require_free_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.HOST, settings.PORT))
            except OSError as error:
                raise CommandError(
                    f"Port {settings.PORT} can't be used ({error.strerror}). "
                    f"Choose another one: make run PORT={settings.PORT + 1}"
                ) from None

    def _start_servers(self, servers: list) -> None:
        if settings.EMBEDDED_DATABASE:
            self._say("Starting PostgreSQL")
            postgres = EmbeddedPostgres(
                settings.DATA_DIR / "postgres", socket_dir=settings.RUNTIME_DIR
            )
            servers.append(postgres)
            postgres.start()
        if settings.EMBEDDED_REDIS:
            self._say("Starting Valkey")
            valkey = EmbeddedValkey(
                settings.RUNTIME_DIR / "valkey.sock", log=settings.DATA_DIR / "valkey.log"
            )
            servers.append(valkey)
            valkey.start()

    def _prepare(self) -> None:
        self._say("Migrating the database")
        call_command("migrate", interactive=False, verbosity=0)
        if static_files.collect(settings.STATIC_ROOT):
            self._say("Collected the static files")
        bootstrap.first_start(say=self._say)

    def _serve(self, servers: list) -> None:
        web, *others = programs()
        supervisor = Supervisor([web, *others], servers=servers, say=self._say)
        watchdog = Watchdog(
            web, answers=lambda: _answers("/readyz", seconds=settings.WEB_PROBE_SECONDS),
            servers_answer=_servers_answer, say=self._say,
        )  # fmt: skip

        def when_first_started():
            if self._announce(supervisor):
                watchdog.note_answer()
            if settings.WEB_PROBE_SECONDS:
                watchdog.watch(every=settings.WEB_PROBE_SECONDS, until=supervisor.stopping)

        supervisor.run(when_first_started=when_first_started)

    def _announce(self, supervisor: Supervisor) -> bool:
        """Say where everything is, once the web process answers; whether it does."""
        deadline = time.monotonic() + READY_SECONDS
        while not _answers("/healthz", seconds=2) and not supervisor.is_stopping:
            if time.monotonic() > deadline:
                self._say(f"The web process has not answered for {READY_SECONDS} s; see above")
                return False
            time.sleep(0.05)
        if supervisor.is_stopping:
            return False
        self._say("")
        self._say(f"Tidemark is ready: {settings.BASE_URL}")
        for line in bootstrap.first_sign_in():
            self._say(line)
        self._say("Ctrl-C stops everything.")
        return True


def _answers(path: str, *, seconds: float) -> bool:
    host = "127.0.0.1" if settings.HOST == "0.0.0.0" else settings.HOST  # noqa: S104
    try:
        with urllib.request.urlopen(
            f"http://{host}:{settings.PORT}{path}", timeout=seconds
        ) as answer:
            return answer.status == 200
    except (OSError, http.client.HTTPException):
        return False


def _servers_answer() -> bool:
    """Whether the database and the cache answer this process, without the web process."""
    try:
        ask_servers()
    except OUTAGES:
        return False
    finally:
        connections["default"].close()
    return True


def programs() -> list[Program]:
    """The processes of one machine. Threads suit a worker whose tasks wait for others."""
    here = Path(sys.executable).parent
    celery = [str(here / "celery"), "-A", "config", "--workdir", str(settings.BASE_DIR)]
    return [
        web_program(host=settings.HOST, port=settings.PORT),
        Program(
            "worker",
            [
                *celery, "worker", "-P", "threads", "-c", "4", "-l", "INFO",
                "--without-gossip", "--without-mingle", "--without-heartbeat",
            ],
        ),
        Program(
            "beat",
            [*celery, "beat", "-l", "WARNING", "-s", str(settings.DATA_DIR / "beat-schedule"),
             "--pidfile="],
        ),
    ]  # fmt: skip


def web_program(*, host: str, port: int) -> Program:
    """The process that serves pages, the API and the live streams."""
    return Program(
        "web",
        [
            str(Path(sys.executable).parent / "uvicorn"), "config.asgi:application",
            "--http", "config.server.protocol:HttpProtocol", "--host", host, "--port", str(port),
            "--app-dir", str(settings.BASE_DIR), "--timeout-graceful-shutdown", "1",
            "--no-access-log", "--lifespan", "off",
            # It would believe every client on this machine: see config/proxies.py.
            "--no-proxy-headers",
        ],
    )  # fmt: skip
