import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


def have_books_made_again(apps, schema_editor):
    """Books made before hold no orders, and rows of one instant in another one."""
    portfolios = apps.get_model("portfolios", "Portfolio").objects
    portfolios.update(ledger_version=models.F("ledger_version") + 1)


class Migration(migrations.Migration):
    dependencies = [("portfolios", "0014_channel_turns")]

    operations = [
        migrations.CreateModel(
            name="InstantOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("executed_at", models.DateTimeField()),
                (
                    "transactions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                (
                    "portfolio",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="portfolios.portfolio",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("portfolio", "executed_at"), name="instant_order_once"
                    )
                ],
            },
        ),
        migrations.RunPython(have_books_made_again, migrations.RunPython.noop, elidable=True),
    ]
