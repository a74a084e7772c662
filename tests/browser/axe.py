"""Accessibility of a page as axe-core sees it, best practices included."""

from axe_playwright_python.base import AXE_SCRIPT

# The rows of a long table are of one kind, and looking at 250 takes longer than at all else.
LOOK = """() => axe.run(
    { exclude: [["tbody tr:nth-child(n + 21)"]] }, { resultTypes: ["violations"] },
  ).then(({ violations }) => violations.map(
    ({ id, nodes }) => `${id}: ${JSON.stringify(nodes.map(({ target }) => target))}`))"""


def faults(page) -> list[str]:
    """Each violation of the page as it stands, with the elements that show it."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(LOOK)
