"""How static files are stored: hashed names, compressed, the imports of our modules hashed too."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """Rewrites what a JavaScript module imports to the hashed name, as CSS has it for `url()`."""

    support_js_module_import_aggregation = True
