import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Headlines of feeds, their number a day, and runs that are named by a feed."""

    dependencies = [("markets", "0018_candle_corrections")]

    operations = [
        migrations.CreateModel(
            name="NewsItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300)),
                ("link", models.CharField(max_length=1000, unique=True)),
                ("source", models.CharField(help_text="the host of the feed", max_length=253)),
                ("key", models.CharField(help_text="SHA-256 of its guid, else of its link", max_length=64)),
                ("published_at", models.DateTimeField(db_index=True)),
                ("seen_at", models.DateTimeField(db_index=True)),
                ("assets", models.ManyToManyField(related_name="news", to="markets.asset")),
            ],
            options={
                "ordering": ["-published_at", "-pk"],
                "constraints": [models.UniqueConstraint(fields=("source", "key"), name="news_item_once_a_source")],
            },
        ),
        migrations.CreateModel(
            name="NewsDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("items", models.PositiveIntegerField()),
                ("asset", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="news_days", to="markets.asset")),
            ],
            options={
                "ordering": ["asset", "-day"],
                "constraints": [models.UniqueConstraint(fields=("asset", "day"), name="news_day_once")],
            },
        ),
        migrations.AlterField(
            model_name="refreshrun",
            name="kind",
            field=models.CharField(choices=[("quotes", "Quotes"), ("candles", "Daily candles"), ("history", "History"), ("hours", "Hourly candles"), ("assets", "Assets"), ("fiat", "Fiat rates"), ("figures", "Figures beyond candles"), ("details", "Details of assets"), ("sentiment", "Fear and greed"), ("news", "News")], max_length=10),
        ),
        migrations.AlterField(
            model_name="refreshrun",
            name="provider",
            field=models.CharField(max_length=80),
        ),
    ]
