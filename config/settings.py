"""Django settings. Everything an installation may change is read from the environment (env.py)."""

from pathlib import Path

from redis.backoff import NoBackoff
from redis.retry import Retry

from config import env
from config.accounts import ACCOUNT_FORMS  # noqa: F401
from config.api.settings import REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401
from config.logs import logging_to_console
from config.pages import CONTENT_SECURITY_POLICY, FORMAT_MODULE_PATH, templates  # noqa: F401
from config.schedule import beat_schedule

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.data_dir(BASE_DIR)
RUNTIME_DIR = env.runtime_dir(DATA_DIR)

SECRET_KEY = env.secret_key(DATA_DIR)
# Former keys still open what was encrypted and signed with them.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
DEBUG = env.flag("DEBUG")
HOST = env.text("HOST", default="127.0.0.1")
PORT = env.port("PORT", default=8000)
BASE_URL = env.text("BASE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default="127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", default=BASE_URL)

# --- applications -------------------------------------------------------------------------------

INSTALLED_APPS = [
    "config",
    "portfolios",
    "markets",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "csp",
]

MIDDLEWARE = [
    "config.middleware.ArrivalMiddleware",
    "config.proxies.ClientAddressMiddleware",
    "config.api.errors.ApiErrorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.ServiceOutageMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "config.compression.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.PrivateMiddleware",
    "config.middleware.AmountsMiddleware",
    "config.middleware.LanguageMiddleware",
    "config.accounts.sign_in.SignInMiddleware",
    "config.input.TextMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = templates(BASE_DIR)

# --- databases and queues -----------------------------------------------------------------------

EMBEDDED_DATABASE = not env.text("DATABASE_URL")
EMBEDDED_REDIS = not env.text("REDIS_URL")
DATABASE_URL = env.text("DATABASE_URL") or f"postgres://tidemark@/tidemark?host={RUNTIME_DIR}"
REDIS_URL = env.text("REDIS_URL") or f"unix://{RUNTIME_DIR}/valkey.sock"

DATABASES = {"default": env.database(DATABASE_URL)}
# Under ASGI each request has a thread of its own, so connections are pooled, not held per thread.
DATABASE_POOL_SIZE = env.whole("DATABASE_POOL_SIZE", default=20, least=1)
DATABASES["default"]["OPTIONS"]["pool"] = {
    "min_size": 0,
    "max_size": DATABASE_POOL_SIZE,
    "timeout": 4,
    "max_idle": 120,
}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_REDIS_URL = env.redis_database(REDIS_URL, 1)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_REDIS_URL,
        "KEY_PREFIX": "tidemark",
        # One retry at once: a page that waits for a lost server helps nobody.
        "OPTIONS": {
            "socket_timeout": 5,
            "socket_connect_timeout": 2,
            "retry": Retry(NoBackoff(), 1),
        },
    }
}

CELERY_BROKER_URL = env.celery_broker(REDIS_URL, 2)
QUOTE_REFRESH_SECONDS = env.seconds("QUOTE_REFRESH_SECONDS", default=60, least=1)
CELERY_BEAT_SCHEDULE = beat_schedule(quotes=QUOTE_REFRESH_SECONDS)

# --- markets ------------------------------------------------------------------------------------

MARKET_PROVIDER = env.text("MARKET_PROVIDER", default="auto")  # auto, coingecko or simulated
SIMULATED_SEED = env.whole("SIMULATED_SEED", default=2019, least=-(2**63), most=2**63 - 1)
BACK_COMPUTED_DAYS = env.days("BACK_COMPUTED_DAYS", default=730)
COINGECKO_API_KEY = env.text("COINGECKO_API_KEY")
COINGECKO_PLAN = env.text("COINGECKO_PLAN", default="demo" if COINGECKO_API_KEY else "keyless")
COINGECKO_URL = env.text("COINGECKO_URL")
# Requests a minute and assets by cap; 0 is what the plan allows.
COINGECKO_PER_MINUTE = env.whole("COINGECKO_PER_MINUTE", default=0)
COINGECKO_TOP = env.whole("COINGECKO_TOP", default=0)
# What a live market asks besides: each can be switched off, moved and slowed down.
MARKET_SOURCES = {
    name: env.source(name.upper())
    for name in ("coinmetrics", "defillama", "alternative_me", "coinpaprika", "ecb", "exchanges")
}
# Whose public prices are asked, by the names that ccxt has for them.
EXCHANGES = env.words("EXCHANGES", default="kraken,coinbase")
DEFILLAMA_YIELDS_URL = env.text("DEFILLAMA_YIELDS_URL")
# RSS and Atom feeds whose headlines are matched to assets and counted.
NEWS_FEEDS = env.feeds("NEWS_FEEDS", most=20)
# Who is asked for a live market's prices, in this order: the next where one fails.
QUOTE_PROVIDERS = env.words(
    "QUOTE_PROVIDERS", default="coingecko,coingecko_keyless,coinpaprika,exchanges"
)
# A price from half to double the last accepted one is taken; outside it waits to be confirmed.
QUOTE_SANITY_BAND = env.number("QUOTE_SANITY_BAND", default=0.5, least=0.01, most=0.99)
# Up to so many rows the books are made in the request; longer ledgers go to a worker.
BOOKS_INLINE_ROWS = 2000
# Own assets stand in tables that all people share.
OWN_ASSETS_A_PORTFOLIO = env.whole("OWN_ASSETS_A_PORTFOLIO", default=200)
QUOTE_STALE_AFTER = env.seconds("QUOTE_STALE_AFTER", default=max(900, 5 * QUOTE_REFRESH_SECONDS))
# Data points take the most space of all that is analysed: 1.5 KB a day and asset.
ANALYTICS_POINT_DAYS = env.days("ANALYTICS_POINT_DAYS", default=400, least=1)

# --- people -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "portfolios.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "config.accounts.passwords.OneReasonValidator", "OPTIONS": {"min_length": 10}}
]
LOGIN_REDIRECT_URL = "home"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "config.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Only an e-mail can tell who owns an address: with a mail server, sign-up takes one.
ACCOUNT_EMAIL_VERIFICATION = env.text(
    "EMAIL_VERIFICATION", default="mandatory" if env.text("EMAIL_HOST") else "optional"
)
ACCOUNT_PREVENT_ENUMERATION = True
# Changing the account's addresses takes the password once more.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
# Who can read the account's e-mail gets in by it, past the limits below.
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# Wrong passwords; what each of these counts by says config/accounts/adapter.py.
ACCOUNT_RATE_LIMITS = {
    "signup": "20/h/ip",
    "login_failed": "20/m/ip,5/m/key,20/h/key",
    "login_failed_known_browser": "5/m/key,30/h/key",
    "login_failed_unknown_browsers": "60/h/key",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Tidemark] "

EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_BACKEND = env.text(
    "EMAIL_BACKEND",
    default="django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.console.EmailBackend",
)
EMAIL_PORT = env.port("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", default="Tidemark <tidemark@localhost>")

# --- security -----------------------------------------------------------------------------------

BEHIND_TLS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "portfolios.sessions"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.accounts.sign_in.refuse_forged"
SECURE_SSL_REDIRECT = BEHIND_TLS and env.flag("SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# A larger file, or one of more rows than BOOKS_INLINE_ROWS, is read by a worker.
IMPORT_INLINE_BYTES = 300_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# The preview of an import asks about hundreds of lines and symbols, each with some fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- pages --------------------------------------------------------------------------------------

# What pages and letters are offered in. The sentences in the code are English.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT") or BASE_DIR / "staticfiles")
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/lightweight-charts", NODE_MODULES / "lightweight-charts" / "dist"),
    ("vendor/icons", NODE_MODULES / "cryptocurrency-icons" / "svg" / "color"),
]
# What is compressed by its own form.
SERVESTATIC_SKIP_COMPRESS_EXTENSIONS = [
    *("jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "br", "woff", "woff2", "map"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static_storage.ModuleStorage"},
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- API ----------------------------------------------------------------------------------------

# Requests a minute and caller.
API_RATE_LIMIT = env.whole("API_RATE_LIMIT", default=600, least=1)
# Tokens that a person may have in use.
API_TOKENS_A_USER = env.whole("API_TOKENS_A_USER", default=20)

# --- the web process ----------------------------------------------------------------------------

# A thread holds one database connection at most. Two of the pool are left over: for the sessions
# of live streams, and for the probe, so that a busy process is not taken for a broken one.
DOWNLOAD_THREADS = 4
REQUEST_THREADS = max(1, DATABASE_POOL_SIZE - DOWNLOAD_THREADS - 2)
# Requests wait their turn for so many seconds, and so many of them at most.
REQUEST_PATIENCE = 30
REQUESTS_WAITING = 1000
# How often `manage.py up` asks the web process whether it can still answer; 0 never.
WEB_PROBE_SECONDS = env.seconds("WEB_PROBE_SECONDS", default=5, least=0)
# How long a client may take to send a head, to begin with a body, and to take in an answer.
HTTP_HEADER_SECONDS = env.seconds("HTTP_HEADER_SECONDS", default=15)
HTTP_BODY_SECONDS = env.seconds("HTTP_BODY_SECONDS", default=20)
HTTP_STUCK_SECONDS = env.seconds("HTTP_STUCK_SECONDS", default=60)

# --- live streams -------------------------------------------------------------------------------

# Open streams a process has at most of one user and of one address.
LIVE_STREAMS_PER_USER = env.whole("LIVE_STREAMS_PER_USER", default=200, least=1)
LIVE_STREAMS_PER_ADDRESS = env.whole("LIVE_STREAMS_PER_ADDRESS", default=2000, least=1)
# How soon a stream ends whose session was ended otherwise than by signing out.
LIVE_CHECK_SECONDS = env.seconds("LIVE_CHECK_SECONDS", default=5)

# --- channels -----------------------------------------------------------------------------------

# Webhooks and messengers may then also be on private networks: for who hosts for themselves.
CHANNELS_MAY_BE_PRIVATE = env.flag("CHANNELS_MAY_BE_PRIVATE", default=False)

# --- logs ---------------------------------------------------------------------------------------

LOGGING = logging_to_console(level=env.log_level("LOG_LEVEL"))
