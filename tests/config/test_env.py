import os
import re
import runpy
import threading
from pathlib import Path

import pytest

from config import env
from config import settings as settings_module


def test_the_secret_key_is_made_once_and_kept(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = env.secret_key(tmp_path)
    assert len(first) >= 64
    assert env.secret_key(tmp_path) == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("mode", [None, 0o755, 0o777, 0o750])
def test_the_data_folder_is_closed_to_others(tmp_path, monkeypatch, mode):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    folder = tmp_path / "data"
    if mode is not None:
        folder.mkdir()
        folder.chmod(mode)
    env.secret_key(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600


def test_processes_that_start_together_agree_on_the_secret_key(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    keys = []
    threads = [
        threading.Thread(target=lambda: keys.append(env.secret_key(tmp_path))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_given_secret_key_wins_and_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given")
    assert env.secret_key(tmp_path) == "given"
    assert list(tmp_path.iterdir()) == []


def test_sockets_lie_in_the_data_folder_unless_its_path_is_too_long(tmp_path):
    assert env.runtime_dir(Path("/srv/data")) == Path("/srv/data/run")
    deep = tmp_path / "/".join(["a-deep-folder"] * 10)
    assert len(os.fsencode(env.runtime_dir(deep))) <= env.LONGEST_SOCKET_FOLDER
    assert env.runtime_dir(deep) != env.runtime_dir(deep / "other")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("unix:///run/v.sock", "redis+socket:///run/v.sock?virtual_host=2"),
        ("redis://:pw@cache:6379/0", "redis://:pw@cache:6379/2"),
    ],
)
def test_one_redis_setting_serves_celery(url, expected):
    assert env.celery_broker(url, 2) == expected


def test_a_database_url_may_name_a_socket_folder():
    entry = env.database("postgres://me@/books?host=/run/pg&sslmode=disable")
    assert (entry["HOST"], entry["NAME"], entry["USER"]) == ("/run/pg", "books", "me")
    assert entry["OPTIONS"] == {"sslmode": "disable"}


@pytest.mark.parametrize(
    "call", [lambda: env.database("mysql://x/y"), lambda: env.redis_database("http://x", 1)]
)
def test_an_address_of_another_kind_is_refused_by_name(call):
    with pytest.raises(env.InvalidEnvironment, match="_URL must begin with"):
        call()


def test_a_flag_that_is_neither_yes_nor_no_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("DEBUG", "maybe")
    with pytest.raises(env.InvalidEnvironment, match="DEBUG"):
        env.flag("DEBUG")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("https://example.org/rss,example.org/rss", "number 2 is no web address"),
        ("ftp://user:password@example.org", "number 1 is no web address"),
        ("https://", "number 1"),
        ("http://[::1", "number 1"),
        (",".join(f"https://example.org/{n}" for n in range(21)), "20 feeds, not 21"),
    ],
)
def test_feeds_that_cannot_be_asked_are_refused_without_their_secrets(monkeypatch, value, reason):
    monkeypatch.setenv("NEWS_FEEDS", value)
    with pytest.raises(env.InvalidEnvironment, match=reason) as caught:
        env.feeds("NEWS_FEEDS", most=20)
    assert "password" not in str(caught.value)


def test_feeds_are_words_each_once(monkeypatch):
    monkeypatch.setenv(
        "NEWS_FEEDS", " https://a.org/rss , http://b.org:81/x?y=z,https://a.org/rss,"
    )
    assert env.feeds("NEWS_FEEDS", most=20) == ["https://a.org/rss", "http://b.org:81/x?y=z"]


@pytest.mark.parametrize(
    ("raw", "value"), [("", 5.0), ("  ", 5.0), ("0", 0.0), (" 2.5 ", 2.5), ("1e3", 1000.0)]
)
def test_a_number_may_be_left_out(monkeypatch, raw, value):
    monkeypatch.setenv("X_NUMBER", raw)
    assert env.number("X_NUMBER", default=5) == value


@pytest.mark.parametrize("raw", ["x", "1,5", "nan", "inf", "-inf", "1e999", "5 s"])
def test_what_is_no_finite_number_is_refused_by_name(monkeypatch, raw):
    monkeypatch.setenv("X_NUMBER", raw)
    with pytest.raises(env.InvalidEnvironment, match="X_NUMBER must be a number"):
        env.number("X_NUMBER", default=5)


@pytest.mark.parametrize("raw", ["-0.1", "-1e-9", "7.01", "8"])
def test_a_number_out_of_its_bounds_is_refused_by_name(monkeypatch, raw):
    monkeypatch.setenv("X_NUMBER", raw)
    with pytest.raises(env.InvalidEnvironment, match="X_NUMBER must be a number from 0 to 7, not"):
        env.number("X_NUMBER", default=5, most=7)


@pytest.mark.parametrize(
    ("raw", "value"),
    [("", 5), ("0", 0), ("2.0", 2), ("1e3", 1000), ("9007199254740993", 9007199254740993)],
)
def test_a_whole_number_keeps_all_its_digits(monkeypatch, raw, value):
    monkeypatch.setenv("X_WHOLE", raw)
    assert env.whole("X_WHOLE", default=5, most=2**63 - 1) == value


@pytest.mark.parametrize(
    "raw", ["2.7", "0.5", "-1", "1001", "1e9", "1e999999999", "1e-99", "nan", "snan", "inf", "-inf",
            "two", "1,5"]
)  # fmt: skip
def test_what_is_no_whole_number_within_bounds_is_refused_by_name(monkeypatch, raw):
    monkeypatch.setenv("X_WHOLE", raw)
    with pytest.raises(env.InvalidEnvironment, match="X_WHOLE must be a whole number from 0 to"):
        env.whole("X_WHOLE", default=5, most=1000)


def test_a_level_of_the_log_is_one_that_there_is(monkeypatch):
    for raw, level in ((" debug ", "DEBUG"), ("", "INFO"), ("ERROR", "ERROR")):
        monkeypatch.setenv("LOG_LEVEL", raw)
        assert env.log_level("LOG_LEVEL") == level
    monkeypatch.setenv("LOG_LEVEL", "loud")
    with pytest.raises(env.InvalidEnvironment, match="LOG_LEVEL must be one of DEBUG, INFO"):
        env.log_level("LOG_LEVEL")


# Every number of the settings, and the least that it may be.
NUMBERS = {
    "PORT": 1, "DATABASE_POOL_SIZE": 1, "QUOTE_REFRESH_SECONDS": 1, "BACK_COMPUTED_DAYS": 0,
    "COINGECKO_PER_MINUTE": 0, "COINGECKO_TOP": 0, "QUOTE_SANITY_BAND": 0.01,
    "OWN_ASSETS_A_PORTFOLIO": 0, "QUOTE_STALE_AFTER": 0.1, "ANALYTICS_POINT_DAYS": 1,
    "EMAIL_PORT": 1, "API_RATE_LIMIT": 1, "API_TOKENS_A_USER": 0, "WEB_PROBE_SECONDS": 0,
    "HTTP_HEADER_SECONDS": 0.1, "HTTP_BODY_SECONDS": 0.1, "HTTP_STUCK_SECONDS": 0.1,
    "LIVE_STREAMS_PER_USER": 1, "LIVE_STREAMS_PER_ADDRESS": 1, "LIVE_CHECK_SECONDS": 0.1,
    "EXCHANGES_PER_MINUTE": 0, "SIMULATED_SEED": -(2**63),
}  # fmt: skip
WITH_FRACTIONS = {name for name in NUMBERS if name.endswith(("SECONDS", "BAND", "AFTER"))}


def read_settings() -> dict:
    """The settings as a new process reads them."""
    return runpy.run_path(str(Path(settings_module.__file__)))


@pytest.mark.parametrize(("name", "least"), NUMBERS.items())
def test_every_number_of_the_settings_has_bounds(monkeypatch, name, least):
    monkeypatch.setenv(name, str(least))
    read_settings()
    beyond = [str(least - 1), "inf", "nan", "1e30", "x"]
    for raw in beyond if name in WITH_FRACTIONS else [*beyond, "2.7"]:
        monkeypatch.setenv(name, raw)
        with pytest.raises(env.InvalidEnvironment, match=f"{name} must be a"):
            read_settings()


def test_no_number_of_the_settings_is_read_without_bounds():
    source = Path(settings_module.__file__).read_text()
    read = re.findall(r"env\.(?:number|whole|port|seconds|days)\(\s*\"(\w+)\"", source)
    assert set(read) == NUMBERS.keys() - {"EXCHANGES_PER_MINUTE"}


@pytest.mark.parametrize("raw", ["-1", "-0.5", "inf", "x", "2.7"])
def test_a_source_s_limit_is_a_number_of_calls(monkeypatch, raw):
    monkeypatch.setenv("X_PER_MINUTE", raw)
    with pytest.raises(env.InvalidEnvironment, match="X_PER_MINUTE"):
        env.source("X")


def test_a_source_has_its_own_address_and_limit_unless_told(monkeypatch):
    assert env.source("X_NONE") == {"enabled": True, "url": "", "per_minute": 0}
    for name, value in (("ENABLED", "no"), ("URL", " http://h/ "), ("PER_MINUTE", "7")):
        monkeypatch.setenv(f"X_{name}", value)
    assert env.source("X") == {"enabled": False, "url": "http://h/", "per_minute": 7}


@pytest.mark.parametrize("raw", ["maybe", "2", "ja", "on off"])
def test_a_switch_is_yes_or_no(monkeypatch, raw):
    monkeypatch.setenv("X_FLAG", raw)
    with pytest.raises(env.InvalidEnvironment, match="X_FLAG must be yes or no"):
        env.flag("X_FLAG")


@pytest.mark.parametrize(
    "raw", ["ftp://h/feed", "h/feed", "http://", "http://[", "https:///x", "javascript:alert(1)"]
)
def test_an_odd_feed_is_named_by_its_place_and_never_shown(monkeypatch, raw):
    monkeypatch.setenv("X_FEEDS", f"https://u:very-secret@h/rss,{raw}")
    with pytest.raises(env.InvalidEnvironment, match="X_FEEDS: number 2") as caught:
        env.feeds("X_FEEDS", most=5)
    assert raw not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_feeds_count_once_and_have_a_most(monkeypatch):
    monkeypatch.setenv("X_FEEDS", "https://a/1, https://a/1 ,https://b/2")
    assert env.feeds("X_FEEDS", most=2) == ["https://a/1", "https://b/2"]
    with pytest.raises(env.InvalidEnvironment, match="may name 1 feeds, not 2"):
        env.feeds("X_FEEDS", most=1)


@pytest.mark.parametrize("raw", ["10.0.0.0/33", "10.0.0.1/8", "proxy.local", "10.0.0.0/8;::1"])
def test_what_is_no_network_is_refused_by_name(monkeypatch, raw):
    monkeypatch.setenv("X_NETWORKS", raw)
    with pytest.raises(env.InvalidEnvironment, match="X_NETWORKS must hold IP addresses"):
        env.networks("X_NETWORKS")


@pytest.mark.parametrize("url", ["mysql://h/db", "h/db", "", "postgresqlx://h/db"])
def test_a_database_of_another_kind_is_refused(url):
    with pytest.raises(env.InvalidEnvironment, match="DATABASE_URL"):
        env.database(url)


def test_a_database_s_name_and_password_may_hold_any_character():
    found = env.database("postgres://u%40x:p%2F%3A@h:5433/n%20m?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("u@x", "p/:", "n m")
    assert (found["HOST"], found["PORT"], found["OPTIONS"]) == (
        "h", "5433", {"sslmode": "require"},
    )  # fmt: skip
