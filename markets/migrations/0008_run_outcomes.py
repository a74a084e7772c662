"""A run says what became of every row of its answer."""

from django.db import migrations, models
from django.db.models import F


def complete_old_runs(apps, schema_editor):
    """Rows that were neither accepted nor rejected so far are those that changed nothing."""
    runs = apps.get_model("markets", "RefreshRun").objects.using(schema_editor.connection.alias)
    counted = F("accepted") + F("rejected")
    runs.filter(rows__lt=counted).update(rows=counted)
    runs.filter(rows__gt=counted).update(unchanged=F("rows") - counted)


class Migration(migrations.Migration):
    dependencies = [("markets", "0007_observations")]

    operations = [
        migrations.AddField("refreshrun", "unchanged", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "refreshrun",
            "reasons",
            models.JSONField(blank=True, default=dict, help_text="rejected rows by reason"),
        ),
        migrations.AddField(
            "refreshrun",
            "new_assets",
            models.PositiveIntegerField(
                default=0, help_text="assets that the answer names and the list did not have"
            ),
        ),
        migrations.RunPython(complete_old_runs, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            "refreshrun",
            models.CheckConstraint(
                condition=models.Q(rows=F("accepted") + F("unchanged") + F("rejected")),
                name="refresh_run_adds_up",
            ),
        ),
    ]
