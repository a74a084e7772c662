"""A running installation with something on every page, as the pictures need it."""

import os
from dataclasses import dataclass

import django


@dataclass(frozen=True)
class Site:
    """Its people as (address, password), and its pages by route: with all there is, and without."""

    url: str
    demo: tuple[str, str]
    staff: tuple[str, str]
    newcomer: tuple[str, str]
    full: dict[str, str]
    empty: dict[str, str]
    sockets: str

    @property
    def portfolio(self) -> str:
        """Where the demo's portfolio is."""
        return self.full["portfolios:overview"]


def prepare(url: str, *, demo: tuple[str, str]) -> Site:
    """Fill the installation that the environment names, while no browser is driven yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings
    from django.db import connections

    from tests.screenshots import world
    from tests.screenshots.routes import addresses

    full = addresses(world.fill_demo())
    empty = addresses(world.make_people())
    connections.close_all()
    return Site(
        url, demo, (world.STAFF, world.PASSWORD), (world.NEWCOMER, world.PASSWORD),
        full={name: url + path for name, path in full.items()},
        # Without what only a portfolio with something in it has.
        empty={name: url + path for name, path in empty.items() if "<" not in path},
        sockets=str(settings.RUNTIME_DIR),
    )  # fmt: skip
