import django.contrib.postgres.fields
from django.db import migrations, models

import portfolios.models.fields


class Migration(migrations.Migration):
    dependencies = [("portfolios", "0018_invitations")]

    operations = [
        migrations.AddField(
            "ledgerproblem",
            "holder_ids",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                default=list,
                size=None,
                help_text="accounts that held what the account lacked, the largest first",
            ),
        ),
        migrations.AddField(
            "ledgerproblem",
            "holder_units",
            django.contrib.postgres.fields.ArrayField(
                base_field=portfolios.models.fields.ExactField(decimal_places=18, max_digits=48),
                default=list,
                size=None,
                help_text="what each of them held",
            ),
        ),
        migrations.AlterField(
            "ledgerproblem",
            "code",
            models.CharField(
                max_length=30,
                choices=[
                    ("invalid_entry", "Invalid entry"),
                    ("missing_acquisition", "Missing acquisition"),
                    ("missing_price", "Missing price"),
                    ("account_overdrawn", "Account overdrawn"),
                    ("negative_balance", "Negative balance"),
                    ("unmatched_transfer", "Unmatched transfer"),
                    ("unmatched_gift", "Unmatched gift"),
                    ("prices_adjusted", "Prices adjusted"),
                    ("price_far_from_market", "Price far from market"),
                    ("suspected_duplicate", "Suspected duplicate"),
                    ("repaid_more_than_borrowed", "Repaid more than borrowed"),
                    ("unknown_asset", "Unknown asset"),
                    ("stale_price", "Stale price"),
                    ("does_not_add_up", "Does not add up"),
                ],
            ),
        ),
        # Books made before invented what other accounts hold: they are made again.
        migrations.RunSQL(
            "UPDATE portfolios_portfolio SET ledger_version = ledger_version + 1",
            migrations.RunSQL.noop,
            elidable=True,
        ),
    ]
