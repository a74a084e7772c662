"""Addresses of servers in the environment: what they may hold, and what is said of odd ones."""

import pytest
from kombu import Connection
from redis.connection import UnixDomainSocketConnection, parse_url

from config import env


def test_each_use_of_redis_has_a_database_of_its_own_as_the_client_reads_it():
    """By redis-py's own reader: a number in the query would go before that of the path."""
    cases = {
        "redis://cache": {"host": "cache", "db": 3},
        "redis://cache:6380/0": {"host": "cache", "port": 6380, "db": 3},
        "redis://cache/0?db=0": {"host": "cache", "db": 3},
        "redis://me:p%2Fw@cache/": {
            "host": "cache", "username": "me", "password": "p/w", "db": 3,
        },
        "redis://[::1]:6379/7?socket_timeout=5": {
            "host": "::1", "port": 6379, "socket_timeout": 5.0, "db": 3,
        },
        "unix:///run/v.sock": {"path": "/run/v.sock", "db": 3},
        "unix:///run/v.sock?db=0": {"path": "/run/v.sock", "db": 3},
        "unix://:p%2Fw@/run/v.sock": {"path": "/run/v.sock", "password": "p/w", "db": 3},
        "unix:///run/v.sock?password=p%26w": {"path": "/run/v.sock", "password": "p&w", "db": 3},
    }  # fmt: skip
    for url, expected in cases.items():
        found = parse_url(env.redis_database(url, 3))
        is_socket = found.pop("connection_class", None) is UnixDomainSocketConnection
        assert (found, is_socket) == (expected, url.startswith("unix:")), url


def test_a_secure_server_stays_secure_with_its_options():
    found = env.redis_database("rediss://:pw@cache:6379/0?ssl_cert_reqs=none&db=4", 1)
    assert found == "rediss://:pw@cache:6379/1?ssl_cert_reqs=none"
    assert env.celery_broker("rediss://:pw@cache:6379/0", 2) == "rediss://:pw@cache:6379/2"


def test_celery_reaches_the_socket_that_the_cache_reaches():
    """By kombu's own reader of addresses."""
    for url, password in {
        "unix:///run/v.sock?db=0": None,
        "unix://:p%2Fw@/run/v.sock": "p/w",
    }.items():
        channel = Connection(env.celery_broker(url, 2)).transport.Channel
        fake = type("Of", (), {"client": Connection(env.celery_broker(url, 2)), "default_port": 1})
        shell = channel.__new__(channel)
        shell.connection = fake()
        found = shell._connparams()
        assert (found["path"], found["password"]) == ("/run/v.sock", password), url
        assert found["db"] == 2, url


def test_an_address_that_cannot_be_read_is_named_and_its_password_is_not_shown():
    odd = ["//me:secret@h:port/db", "//me:secret@h:99999/db", "//me:secret@[::1/db"]
    for rest in odd:
        for call, name in (
            (lambda text: env.database(f"postgres:{text}"), "DATABASE_URL"),
            (lambda text: env.redis_database(f"redis:{text}", 1), "REDIS_URL"),
            (lambda text: env.celery_broker(f"redis:{text}", 2), "REDIS_URL"),
        ):
            with pytest.raises(env.InvalidEnvironment, match=name) as caught:
                call(rest)
            assert "secret" not in str(caught.value), rest


def test_a_database_has_what_its_address_names_and_no_more():
    entry = env.database("postgresql://db.example.org/books")
    assert (entry["HOST"], entry["PORT"], entry["USER"], entry["PASSWORD"]) == (
        "db.example.org", "", "", "",
    )  # fmt: skip
    assert (entry["NAME"], entry["OPTIONS"]) == ("books", {})
    # A folder in the query goes before the host; all else of the query is an option.
    entry = env.database("postgres://h:5/books?host=%2Frun%2Fpg&sslmode=verify-full&x=a%20b")
    assert (entry["HOST"], entry["PORT"]) == ("/run/pg", "5")
    assert entry["OPTIONS"] == {"sslmode": "verify-full", "x": "a b"}
    assert env.database("postgres://%2Frun%2Fpg/books")["HOST"] == "/run/pg"
    assert env.database("postgres://[::1]:5432/books")["HOST"] == "::1"


def test_a_feed_has_a_port_that_there_is(monkeypatch):
    for raw in ("https://h:99999/rss", "https://h:x/rss", "https://h:0/rss", "https://h:-1/rss"):
        monkeypatch.setenv("X_FEEDS", f"https://h:8443/rss,{raw}")
        with pytest.raises(env.InvalidEnvironment, match="X_FEEDS: number 2 is no web address"):
            env.feeds("X_FEEDS", most=5)


def test_a_source_is_asked_a_whole_number_of_times(monkeypatch):
    """Half a call a minute would have been 0, which is the source's own limit: far more."""
    for raw in ("0.5", "1.5"):
        monkeypatch.setenv("X_PER_MINUTE", raw)
        with pytest.raises(env.InvalidEnvironment, match="X_PER_MINUTE must be a whole number"):
            env.source("X")
    monkeypatch.setenv("X_PER_MINUTE", "1e2")
    assert env.source("X")["per_minute"] == 100


def test_networks_are_of_both_families_and_a_host_is_one_alone(monkeypatch):
    monkeypatch.setenv("X_NETWORKS", " 10.0.0.0/8 ,192.0.2.7,, 2001:db8::/32")
    found = env.networks("X_NETWORKS")
    assert [str(one) for one in found] == ["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32"]
    monkeypatch.setenv("X_NETWORKS", " ")
    assert env.networks("X_NETWORKS") == []


def test_words_of_yes_and_no_are_read_in_any_case(monkeypatch):
    for raw, value in {" YES ": True, "On": True, "1": True, "true": True, "No": False, "": False,
                       "0": False, "OFF": False, "False": False}.items():  # fmt: skip
        monkeypatch.setenv("X_FLAG", raw)
        assert env.flag("X_FLAG", default=True) is value, raw
    monkeypatch.delenv("X_FLAG")
    assert (env.flag("X_FLAG", default=True), env.flag("X_FLAG")) == (True, False)


def test_the_data_folder_is_where_it_is_told_or_beside_the_project(monkeypatch, tmp_path):
    monkeypatch.delenv("DATA_DIR", raising=False)
    assert env.data_dir(tmp_path) == tmp_path / ".data"
    monkeypatch.setenv("DATA_DIR", "  ")
    assert env.data_dir(tmp_path) == tmp_path / ".data"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DATA_DIR", "~/coins/../books")
    assert env.data_dir(tmp_path) == tmp_path / "books"
