"""An index for finding assets while their name is typed, by its beginning."""

from django.contrib.postgres.indexes import OpClass
from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("markets", "0011_analyses")]

    operations = [
        migrations.AddIndex(
            "asset",
            models.Index(OpClass(Upper("name"), name="text_pattern_ops"), name="asset_name_start"),
        ),
    ]
