"""Collects the static files, and only when their sources changed."""

import hashlib
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

# What packages ship beside what pages use: other builds, type lists, other viewers of the API.
IGNORED = [
    *("*.development.*", "lightweight-charts.production.mjs", "*.standalone.production.js"),
    *("typings*", "redoc", "rest_framework"),
]


def fingerprint() -> str:
    """A digest of the name, size and time of every source file."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name}|{status.st_size}|{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect(root: Path) -> bool:
    """Bring `root` up to date; tells whether there was anything to do."""
    mark = root / ".fingerprint"
    now = fingerprint()
    if mark.exists() and mark.read_text() == now:
        return False
    call_command(
        "collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=IGNORED
    )
    mark.write_text(now)
    return True
