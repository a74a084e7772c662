"""How Django REST framework and its description of the API are set up."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "portfolios.api.base.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "portfolios.api.base.permissions.TokenScope",
    ],
    "EXCEPTION_HANDLER": "portfolios.api.base.problems.handle",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "COERCE_DECIMAL_TO_STRING": True,
}
DESCRIPTION = """\
Portfolios, their ledgers, what is computed of them, and the markets.

**Decimals** are strings, exactly; instants are RFC 3339 with an offset; money is in the portfolio's
base currency unless said otherwise.

**Errors** are problem details (RFC 9457, `application/problem+json`); `errors` names each field at
fault by a JSON pointer. 400 is a request that this description does not allow; 409 one that it
allows and that what is stored does not (a name that is taken, a coin that nobody knows, a level
that is reached already); 404 what is not there, or not the caller's.

**Conditional requests** (RFC 9110): readings carry an `ETag`. `If-None-Match` answers 304 where
nothing has changed; `If-Match` on PATCH and DELETE answers 412 where something has.

**Once**: a POST with an `Idempotency-Key` that is sent again within a day is done once.

**Much at once**: `fields` leaves out what is not asked for, histories are streamed as CSV, NDJSON
and Parquet, and `/live/prices/?asset=…` is a stream of server-sent events with each accepted price,
for a token or a session. docs/api.md describes them.

**Rate**: `RateLimit` and `RateLimit-Policy` tell what is left; beyond it, 429 with `Retry-After`.
"""
SPECTACULAR_SETTINGS = {
    "TITLE": "Tidemark API",
    "DESCRIPTION": DESCRIPTION,
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    # What is written has no ids, roles and dates that only the server knows.
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api.description.describe_problems",
        "config.api.description.refuse_unknown_fields",
        "config.api.description.allow_sparse_answers",
        "config.api.description.show_examples",
    ],
    "ENUM_NAME_OVERRIDES": {
        "AssetKind": "markets.models.asset.Asset.Kind",
        "AnalysisOrigin": "markets.models.analysis.AnalysisRun.Origin",
        "AccountKind": "portfolios.models.portfolio.Account.Kind",
        "ChannelKind": "portfolios.models.channel.Channel.Kind",
        "TriggerKind": "portfolios.models.trigger.TriggerKind",
        "Resolution": "portfolios.services.ledger.imports.conflicts.RESOLUTIONS",
    },
}
