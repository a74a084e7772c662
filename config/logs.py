"""Where log lines go, and which libraries are quieter than the rest."""


def logging_to_console(*, level: str) -> dict:
    """Django's LOGGING: everything of a level and above, a line each, to the process's output."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "httpx": {"level": "WARNING"},
            "uvicorn.access": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            # It writes tokens and addresses of its users into what it logs.
            "apprise": {"level": "CRITICAL"},
        },
    }
