"""Accessibility of a page as axe-core sees it, best practices included."""

from axe_playwright_python.sync_playwright import Axe


def faults(page) -> list[str]:
    """Each violation of the page as it stands, with the elements that show it."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]
