"""Where log lines go, and which libraries are quieter than the rest."""

import logging
import re


class NoClientTracebacks(logging.Filter):
    """Takes the traceback from what Django refuses as suspicious: a wrong host, too many fields.

    It is a client's doing, the line says all, and anybody could fill the log.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            record.exc_info = None
        return True


class NoKeys(logging.Filter):
    """Takes the keys of share links from the addresses in a line: who has one sees a portfolio."""

    _KEY = re.compile(r"(/shared/)[^/\s?\"']+")

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        if "/shared/" in line:
            record.msg, record.args = self._KEY.sub(r"\1…", line), ()
        return True


def logging_to_console(*, level: str) -> dict:
    """Django's LOGGING: everything of a level and above, a line each, to the process's output."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "filters": {"clients": {"()": NoClientTracebacks}, "keys": {"()": NoKeys}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler", "formatter": "line",
                "filters": ["clients", "keys"],
            },
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "httpx": {"level": "WARNING"},
            "uvicorn.access": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            # It writes tokens and addresses of its users into what it logs.
            "apprise": {"level": "CRITICAL"},
        },
    }  # fmt: skip
