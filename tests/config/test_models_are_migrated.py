import pytest
from django.core.management import call_command
from django.db import connection


@pytest.mark.django_db
def test_no_model_waits_for_a_migration():
    call_command("makemigrations", "--check", "--dry-run")


@pytest.mark.django_db
def test_the_quote_table_leaves_room_for_heap_only_updates():
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'markets_quote'")
        assert "fillfactor=45" in cursor.fetchone()[0]
