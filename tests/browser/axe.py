"""Accessibility of a page as axe-core sees it, best practices included."""

from axe_playwright_python.base import AXE_SCRIPT

LOOK = """() => axe.run(document, { resultTypes: ["violations"] }).then(
  ({ violations }) => violations.map(
    ({ id, nodes }) => `${id}: ${JSON.stringify(nodes.map(({ target }) => target))}`))"""


def faults(page) -> list[str]:
    """Each violation of the page as it stands, with the elements that show it."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(LOOK)
