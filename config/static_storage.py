"""How static files are stored: hashed names, compressed, the imports of our modules hashed too."""

from servestatic.storage import CompressedManifestStaticFilesStorage

_OURS = "js/*.js"
_IMPORT_FROM = (
    r"""(?P<matched>(?P<names>import\s(?:[^;"']*?from\s*)?)["'](?P<url>\.[^"']*)["'];)""",
    """%(names)s"%(url)s";""",
)


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """Rewrites what our modules import to the hashed name, as CSS has it for `url()`.

    Django's own `support_js_module_import_aggregation` reads every package's scripts too, and
    fails on those that import what their package does not ship.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, (_OURS, (_IMPORT_FROM,)))
