import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Closes that were said otherwise later."""

    dependencies = [("markets", "0017_published")]

    operations = [
        migrations.CreateModel(
            name="CandleCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("old_close", models.FloatField(help_text="US dollars")),
                ("new_close", models.FloatField(help_text="US dollars")),
                ("is_applied", models.BooleanField(help_text="the new one is stored by now")),
                ("source", models.CharField(help_text="of the new one", max_length=20)),
                ("seen_at", models.DateTimeField()),
                ("asset", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="candle_corrections", to="markets.asset")),
            ],
            options={
                "ordering": ["-seen_at", "asset", "-day"],
                "constraints": [models.UniqueConstraint(fields=("asset", "day", "source", "new_close"), name="candle_correction_once")],
            },
        ),
        migrations.AlterField(
            model_name="rejectedquote",
            name="reason",
            field=models.CharField(choices=[("not_positive", "Zero, negative, no number, or beyond any price"), ("crossed", "The day's high lies under its low"), ("stale", "Not newer than the price we have"), ("future", "Dated in the future"), ("unconfirmed", "Outside the sanity band, waits for confirmation")], max_length=16),
        ),
    ]
