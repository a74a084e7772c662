from django.db import migrations, models


class Migration(migrations.Migration):
    """Categories of an asset that staff corrected, which no list of a provider changes."""

    dependencies = [("markets", "0019_news")]

    operations = [
        migrations.AddField(
            model_name="asset",
            name="categories_are_fixed",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="No list of a provider changes them.",
                verbose_name="categories are corrected",
            ),
        ),
    ]
