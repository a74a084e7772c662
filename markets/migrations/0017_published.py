import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What vendors publish beside our own figures: sums of categories, and yields."""

    dependencies = [("markets", "0016_hour_candles")]

    operations = [
        migrations.CreateModel(
            name="CategoryTotal",
            fields=[
                ("category", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="total", serialize=False, to="markets.category")),
                ("market_cap", models.FloatField(help_text="US dollars")),
                ("volume_24h", models.FloatField(help_text="US dollars", null=True)),
                ("change_24h", models.FloatField(help_text="fraction, of the cap", null=True)),
                ("source", models.CharField(max_length=20)),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="YieldPool",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(help_text="the vendor's own", max_length=120)),
                ("project", models.CharField(max_length=160)),
                ("chain", models.CharField(max_length=160)),
                ("symbol", models.CharField(help_text="what is paid in, as the vendor writes it", max_length=160)),
                ("tvl", models.FloatField(help_text="US dollars")),
                ("apy", models.FloatField(help_text="fraction a year, compounded")),
                ("apy_reward", models.FloatField(help_text="the part that reward tokens pay", null=True)),
                ("apy_mean_30d", models.FloatField(null=True)),
                ("may_lose", models.BooleanField(help_text="several coins whose prices may part")),
                ("source", models.CharField(max_length=20)),
                ("seen_at", models.DateTimeField()),
                ("asset", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="pools", to="markets.asset")),
            ],
            options={
                "ordering": ["asset", "-tvl", "reference"],
                "constraints": [models.UniqueConstraint(fields=("asset", "reference"), name="yield_pool_once")],
            },
        ),
    ]
