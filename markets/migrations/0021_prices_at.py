from django.db import migrations, models


class Migration(migrations.Migration):
    """The instant that the prices of a refresh are for, which a vendor's clock may let stand still."""

    dependencies = [("markets", "0020_corrected_categories")]

    operations = [
        migrations.AddField(
            model_name="refreshrun",
            name="prices_at",
            field=models.DateTimeField(
                blank=True,
                help_text="of quotes: the latest instant that a price is for",
                null=True,
            ),
        ),
    ]
