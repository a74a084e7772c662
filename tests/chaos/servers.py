"""Servers of their own, that may be killed under everybody's feet."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

from config.stack.postgres import EmbeddedPostgres
from config.stack.valkey import EmbeddedValkey


class Servers:
    """A durable PostgreSQL and a Valkey in a folder that is removed at the end."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="tm-chaos-"))
        run = self.folder / "run"
        self.postgres = EmbeddedPostgres(self.folder / "pg", socket_dir=run)
        self.valkey = EmbeddedValkey(run / "valkey.sock", log=self.folder / "valkey.log")

    def __enter__(self):
        self.postgres.start()
        self.valkey.start()
        os.environ |= {
            "DATABASE_URL": self.postgres.url, "REDIS_URL": self.valkey.url,
            "DATA_DIR": str(self.folder / "data"), "SECRET_KEY": "only-for-chaos-" + "x" * 50,
            "MARKET_PROVIDER": "simulated", "CHANNELS_MAY_BE_PRIVATE": "1",
            "QUOTE_SANITY_BAND": "0.9", "LOG_LEVEL": "CRITICAL",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }  # fmt: skip
        return self

    def __exit__(self, *_):
        self.valkey.stop()
        self.postgres.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def crash_postgres(self) -> None:
        """End the server without a word; the next start recovers from its log."""
        self.postgres.process.send_signal(signal.SIGKILL)
        self.postgres.process.wait()
        self.postgres.process = None
        self.postgres.start()

    def crash_valkey(self) -> None:
        self.valkey.stop()
        self.valkey.start()
