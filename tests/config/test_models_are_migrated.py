import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

APPS = ("markets", "portfolios")
# Of tables that ticks write: room for the next version of a row on its page.
ROOM = {
    "markets_quote": 45, "portfolios_highwater": 45, "portfolios_nearestlevel": 60,
    "portfolios_trigger": 85, "portfolios_valuationblock": 45,
}  # fmt: skip


@pytest.mark.django_db
def test_no_model_waits_for_a_migration():
    call_command("makemigrations", "--check", "--dry-run")


@pytest.mark.django_db
@pytest.mark.parametrize("table", ROOM)
def test_tables_that_ticks_write_leave_room_for_heap_only_updates(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = %s", [table])
        assert f"fillfactor={ROOM[table]}" in cursor.fetchone()[0]


# --- squashed: an empty database takes the one migration, an older one has taken the many ---------


def squashed() -> list[tuple[str, str]]:
    loader = MigrationLoader(None, replace_migrations=False)
    return [key for key, one in loader.disk_migrations.items() if key[0] in APPS and one.replaces]


def newer_than(key: tuple[str, str]) -> list[tuple[str, str]]:
    """The app's migrations after the squashed one."""
    older = {key, *steps_of(key)}
    every = MigrationLoader(None).disk_migrations
    return sorted(one for one in every if one[0] == key[0] and one not in older)


def steps_of(key: tuple[str, str]) -> list[tuple[str, str]]:
    return list(MigrationLoader(None, replace_migrations=False).get_migration(*key).replaces)


def unapplied() -> list[tuple[str, str]]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [(migration.app_label, migration.name) for migration, _ in plan]


def test_the_one_ends_where_the_many_do():
    loader = MigrationLoader(None, replace_migrations=False)
    one = loader.project_state(squashed())
    many = loader.project_state([steps_of(key)[-1] for key in squashed()])
    for before, after in ((one, many), (many, one)):
        assert MigrationAutodetector(before, after).changes(loader.graph) == {}


@pytest.mark.django_db
def test_an_installation_that_took_the_many_has_nothing_to_migrate():
    recorder = MigrationRecorder(connection)
    for key in squashed():
        recorder.record_unapplied(*key)
        for step in steps_of(key):
            recorder.record_applied(*step)
    assert unapplied() == []
    call_command("migrate", verbosity=0)
    assert set(squashed()) <= set(recorder.applied_migrations())


@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_an_installation_that_took_some_of_the_many_goes_on_with_the_next(app):
    recorder = MigrationRecorder(connection)
    (key,) = [key for key in squashed() if key[0] == app]
    *before, last = steps_of(key)
    newer = newer_than(key)
    for step in (key, last, *newer):
        recorder.record_unapplied(*step)
    for step in before:
        recorder.record_applied(*step)
    assert unapplied() == [last, *newer]
