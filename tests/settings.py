"""Settings of the tests: the product's own, on throw-away servers."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)

from tests import servers

servers.start()

from config.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# The tests' passwords are worthless, and Argon2 is slow by design.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# No test calls out: one that needs a source names its own server.
MARKET_SOURCES = {name: {**source, "enabled": False} for name, source in MARKET_SOURCES.items()}  # noqa: F405
# Pages of tests name static files as they are; the real stack collects and hashes them.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# It reads every static file when a test's client starts, which is once a test.
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("servestatic.")]  # noqa: F405
