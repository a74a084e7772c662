#!/usr/bin/env python
"""Tidemark's commands: `manage.py help` lists them, `manage.py up` serves everything."""

import gc
import os
import signal
import sys
from importlib import import_module
from typing import NoReturn

# These need neither settings nor the apps, which take longer to load than most files to work out.
FILE_COMMANDS = {"replay": "portfolios", "rehearse": "portfolios", "analyse": "markets"}


def main(argv: list[str]) -> None:
    """Run the command that the arguments name."""
    if len(argv) > 1 and argv[1] in FILE_COMMANDS:
        run_on_files(argv)
    else:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import_module("django.core.management").execute_from_command_line(argv)


def run_on_files(argv: list[str]) -> NoReturn:
    """Run a command over files, and end the process with it."""
    if hasattr(signal, "SIGPIPE"):  # the reader may have seen enough, as `head` has
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # Records live until the process ends: there is nothing to collect.
    gc.disable()
    # Django would load the settings that it names when the command ends.
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    app = FILE_COMMANDS[argv[1]]
    import_module(f"{app}.management.commands.{argv[1]}").Command().run_from_argv(argv)
    sys.stdout.flush()
    # Taking millions of records apart, one by one, takes a tenth of a long replay's time; the
    # system takes their memory back at once.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv)
