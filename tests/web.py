"""The web process as `manage.py up` starts it, on the servers and the database of this run."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client

from config.management.commands.up import web_program
from tests.stack import ROOT, free_port, wait_for_status


@dataclass
class Web:
    """A running web process."""

    port: int
    process: subprocess.Popen
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def web_process(folder: Path, **settings_of_it: str) -> Iterator[Web]:
    """A web process on a port of its own, with settings from the environment."""
    port, log = free_port(), folder / "web.log"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings", "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": database_url(), "STATIC_ROOT": str(folder / "static"),
        "PYTHONUNBUFFERED": "1",
    } | settings_of_it  # fmt: skip
    if not (folder / "static").exists():
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"]
        subprocess.run(collect, env=environment, cwd=ROOT, check=True)
    with log.open("ab") as sink:
        program = web_program(host="127.0.0.1", port=port)
        process = subprocess.Popen(program.command, env=environment, stdout=sink, stderr=sink)
    try:
        wait_for_status(f"http://127.0.0.1:{port}/healthz", 200, seconds=60)
        yield Web(port, process, log)
    finally:
        process.terminate()
        process.wait(20)


def database_url() -> str:
    given = connection.settings_dict
    return f"postgres://{given['USER']}@/{given['NAME']}?host={given['HOST']}"


def session_of(user) -> str:
    """The key of a session that the user is signed in with."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
