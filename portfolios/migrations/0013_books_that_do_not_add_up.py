from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portfolios", "0001_squashed_0012_fewer_indexes")]

    operations = [
        migrations.AlterField(
            "ledgerproblem",
            "code",
            models.CharField(
                max_length=30,
                choices=[
                    ("invalid_entry", "Invalid entry"),
                    ("missing_acquisition", "Missing acquisition"),
                    ("missing_price", "Missing price"),
                    ("negative_balance", "Negative balance"),
                    ("unmatched_transfer", "Unmatched transfer"),
                    ("suspected_duplicate", "Suspected duplicate"),
                    ("repaid_more_than_borrowed", "Repaid more than borrowed"),
                    ("unknown_asset", "Unknown asset"),
                    ("stale_price", "Stale price"),
                    ("does_not_add_up", "Does not add up"),
                ],
            ),
        ),
    ]
