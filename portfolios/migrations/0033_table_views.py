from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portfolios", "0032_user_time_zone")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="table_views",
            field=models.JSONField(
                blank=True, default=dict, help_text="table → the query of how it is seen"
            ),
        ),
    ]
