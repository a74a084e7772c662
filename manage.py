#!/usr/bin/env python
"""Tidemark's commands: `manage.py help` lists them, `manage.py up` serves everything."""

import os
import sys
from importlib import import_module

# These need neither settings nor the apps, which take longer to load than most files to work out.
FILE_COMMANDS = {"replay", "rehearse"}


def main(argv: list[str]) -> None:
    """Run the command that the arguments name."""
    if len(argv) > 1 and argv[1] in FILE_COMMANDS:
        command = import_module(f"portfolios.management.commands.{argv[1]}").Command()
        command.run_from_argv(argv)
    else:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import_module("django.core.management").execute_from_command_line(argv)


if __name__ == "__main__":
    main(sys.argv)
