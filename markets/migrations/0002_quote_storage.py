"""Room on each page of the quote table, so that a refresh of every row stays heap-only (HOT)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("markets", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE markets_quote SET (fillfactor = 45, autovacuum_vacuum_scale_factor = 0.05)",
            "ALTER TABLE markets_quote RESET (fillfactor, autovacuum_vacuum_scale_factor)",
        )
    ]
