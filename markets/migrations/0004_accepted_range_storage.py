"""The first hour of what is quoted already begins with the price that it has."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("markets", "0003_accepted_ranges")]

    operations = [
        migrations.RunSQL(
            "UPDATE markets_quote SET hour_high = price, hour_low = price",
            migrations.RunSQL.noop,
        )
    ]
