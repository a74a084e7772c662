"""Reads the environment: every setting that an installation may change comes through here."""

import hashlib
import ipaddress
import math
import os
import secrets
import tempfile
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

# A Unix socket's path may have about 107 bytes; Postgres adds "/.s.PGSQL.5432" to its folder's.
LONGEST_SOCKET_FOLDER = 85

# What a count may be where nothing else bounds it.
MOST = 1_000_000_000

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off", ""}


class InvalidEnvironment(ValueError):
    """A variable of the environment has a value that can't be used; the message names it."""


def text(name: str, *, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    raw = os.environ.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word not in TRUE_WORDS | FALSE_WORDS:
        raise InvalidEnvironment(f"{name} must be yes or no, not {raw!r}")
    return word in TRUE_WORDS


def log_level(name: str) -> str:
    """A level of Python's logging, in letters of any size."""
    word = text(name).upper() or "INFO"
    if word not in LOG_LEVELS:
        levels = ", ".join(LOG_LEVELS)
        raise InvalidEnvironment(f"{name} must be one of {levels}, not {word!r}")
    return word


def number(name: str, *, default: float, least: float = 0, most: float = MOST) -> float:
    """A number within bounds, both included."""
    raw = text(name)
    if not raw:
        return default
    try:
        found = float(raw)
    except ValueError:
        found = math.nan
    if not least <= found <= most:
        raise InvalidEnvironment(f"{name} must be a number from {least} to {most}, not {raw!r}")
    return found


def whole(name: str, *, default: int, least: int = 0, most: int = MOST) -> int:
    """A whole number within bounds, both included; `1e3` and `2.0` are whole, `2.7` is not."""
    raw = text(name)
    if not raw:
        return default
    try:
        found = Decimal(raw)
    except InvalidOperation:
        found = Decimal("nan")
    is_whole = found.is_finite() and found == found.to_integral_value()
    if not is_whole or not least <= found <= most:
        raise InvalidEnvironment(
            f"{name} must be a whole number from {least} to {most}, not {raw!r}"
        )
    return int(found)


def port(name: str, *, default: int) -> int:
    """The number of a TCP port."""
    return whole(name, default=default, least=1, most=65_535)


def seconds(name: str, *, default: float, least: float = 0.1) -> float:
    """A time of a day at most."""
    return number(name, default=default, least=least, most=86_400)


def days(name: str, *, default: int, least: int = 0) -> int:
    """A number of days, of a century at most."""
    return whole(name, default=default, least=least, most=36_525)


def words(name: str, *, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default=default).split(",") if word.strip()]


def feeds(name: str, *, most: int) -> list[str]:
    """Addresses of feeds, each once: http or https, with a host."""
    found = list(dict.fromkeys(words(name)))
    for word in found:
        try:
            parts = urlsplit(word)
            is_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
            is_address = is_address and parts.port != 0
        except ValueError:
            is_address = False
        if not is_address:
            # An address may hold a password: which one of them must do.
            raise InvalidEnvironment(f"{name}: number {found.index(word) + 1} is no web address")
    if len(found) > most:
        raise InvalidEnvironment(f"{name} may name {most} feeds, not {len(found)}")
    return found


def source(prefix: str) -> dict:
    """A further source of market data: `_ENABLED`, `_URL` and `_PER_MINUTE` of a prefix.

    An empty URL and a limit of 0 stand for the source's own.
    """
    return {
        "enabled": flag(f"{prefix}_ENABLED", default=True),
        "url": text(f"{prefix}_URL"),
        "per_minute": whole(f"{prefix}_PER_MINUTE", default=0),
    }


def networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Addresses and networks (10.0.0.0/8), separated by commas."""
    try:
        return [ipaddress.ip_network(word) for word in words(name)]
    except ValueError as error:
        raise InvalidEnvironment(f"{name} must hold IP addresses or networks: {error}") from None


def data_dir(base: Path) -> Path:
    """The one folder that holds an installation's state."""
    return Path(text("DATA_DIR") or base / ".data").expanduser().resolve()


def make_private(folder: Path) -> None:
    """Make a folder that only its owner may look into, or close one that is there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # One that somebody else owns is theirs to close.
    if folder.stat().st_uid == os.getuid() and folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def secret_key(folder: Path) -> str:
    """SECRET_KEY, or the key stored in the data folder, written there at first use."""
    given = text("SECRET_KEY")
    if given:
        return given
    path = folder / "secret_key"
    make_private(folder)
    try:
        # Written aside and linked into place: a half-written key is never read.
        with tempfile.NamedTemporaryFile("w", dir=folder, prefix=".key-", delete=False) as draft:
            draft.write(secrets.token_urlsafe(64))
        os.link(draft.name, path)
    except FileExistsError:
        return path.read_text().strip()
    finally:
        Path(draft.name).unlink(missing_ok=True)
    return path.read_text().strip()


def runtime_dir(folder: Path) -> Path:
    """Where the embedded servers' sockets lie: in the data folder unless its path is too long."""
    inside = folder / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
        return inside
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"tidemark-{os.getuid()}-{digest}"


def database(url: str) -> dict:
    """Django's DATABASES entry of postgres://user:password@host:port/name?option=value.

    `host` may also be a folder with a socket: postgres:///name?host=/run/postgresql.
    """
    parts = _parts("DATABASE_URL", url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise InvalidEnvironment("DATABASE_URL must begin with postgres:// or postgresql://")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def redis_database(url: str, number: int) -> str:
    """The same Redis server, another of its numbered databases, as redis-py writes it.

    >>> redis_database("unix:///run/valkey.sock", 1)
    'unix:///run/valkey.sock?db=1'
    >>> redis_database("redis://:pw@cache:6379/0", 2)
    'redis://:pw@cache:6379/2'
    """
    return _numbered(url, number, socket="unix", option="db")


def celery_broker(url: str, number: int) -> str:
    """`redis_database`, in the form that Celery's transport wants for a socket."""
    return _numbered(url, number, socket="redis+socket", option="virtual_host")


def _numbered(url: str, number: int, *, socket: str, option: str) -> str:
    parts = _parts("REDIS_URL", url)
    if parts.scheme not in {"redis", "rediss", "unix"}:
        raise InvalidEnvironment("REDIS_URL must begin with redis://, rediss:// or unix://")
    # redis-py would take a number in the query before ours.
    options = [(name, value) for name, value in parse_qsl(parts.query) if name != "db"]
    if parts.scheme == "unix":
        query = urlencode([*options, (option, number)])
        return f"{socket}://{parts.netloc}{parts.path}?{query}"
    query = f"?{urlencode(options)}" if options else ""
    return f"{parts.scheme}://{parts.netloc}/{number}{query}"


def _parts(name: str, url: str) -> SplitResult:
    """The parts of an address. What is no address is not shown: it may hold a password."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise InvalidEnvironment(f"{name} is no address: look at its host and port") from None
    return parts
