"""How pages are rendered, and what a browser may load into them."""

from pathlib import Path

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
# Marks of numbers where a region's are not those of its language.
FORMAT_MODULE_PATH = "config.formats"


def templates(base: Path) -> list[dict]:
    """TEMPLATES of an installation whose code is in the folder `base`."""
    return [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [base / "templates"],
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                    "markets.context_processors.market",
                    "portfolios.context_processors.section",
                    "portfolios.context_processors.unseen_alerts",
                    "portfolios.context_processors.privacy",
                    "portfolios.context_processors.zone",
                ],
                "builtins": [
                    "markets.templatetags.glossary",
                    "django.templatetags.i18n",
                    "django.templatetags.static",
                    "template_partials.templatetags.partials",
                    "markets.templatetags.figures",
                    "markets.templatetags.icons",
                    "markets.templatetags.instants",
                    "markets.templatetags.names",
                ],
                "loaders": [
                    (
                        "template_partials.loader.Loader",
                        [
                            (
                                "django.template.loaders.cached.Loader",
                                [
                                    "django.template.loaders.filesystem.Loader",
                                    "django.template.loaders.app_directories.Loader",
                                ],
                            )
                        ],
                    )
                ],
            },
        }
    ]
