"""What armed triggers of before need now, and room for heap-only updates where ticks write."""

from django.db import migrations

RATES = """
UPDATE portfolios_trigger t SET rate = t.level_usd / t.level::float8
  FROM markets_asset a WHERE a.id = t.currency_id AND a.slug <> 'usd'
"""

ALERTS = """
UPDATE portfolios_alert a SET kind = t.kind, share = t.share, level = t.level
  FROM portfolios_trigger t WHERE t.id = a.trigger_id
"""

NEAREST = """
INSERT INTO portfolios_nearestlevel (asset_id, falling_usd, rising_usd)
SELECT asset_id, max(level_usd) FILTER (WHERE direction = -1),
       min(level_usd) FILTER (WHERE direction = 1)
  FROM portfolios_trigger WHERE status = 'armed' GROUP BY asset_id
"""

STORAGE = """
ALTER TABLE portfolios_highwater
  SET (fillfactor = 45, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);
ALTER TABLE portfolios_nearestlevel SET (fillfactor = 60);
ALTER TABLE portfolios_trigger SET (fillfactor = 85)
"""

UNDO_STORAGE = """
ALTER TABLE portfolios_highwater RESET (fillfactor, autovacuum_vacuum_scale_factor,
                                        autovacuum_vacuum_threshold);
ALTER TABLE portfolios_nearestlevel RESET (fillfactor);
ALTER TABLE portfolios_trigger RESET (fillfactor)
"""


class Migration(migrations.Migration):
    dependencies = [("portfolios", "0005_trigger_kinds")]

    operations = [
        migrations.RunSQL(RATES, migrations.RunSQL.noop),
        migrations.RunSQL(ALERTS, migrations.RunSQL.noop),
        migrations.RunSQL(NEAREST, "TRUNCATE portfolios_nearestlevel"),
        migrations.RunSQL(STORAGE, UNDO_STORAGE),
    ]
