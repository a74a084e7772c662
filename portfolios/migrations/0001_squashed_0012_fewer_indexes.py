"""The tables as 0001 to 0012 leave them, in one step: what an empty database starts with.

Whatever the replaced migrations did to rows has nothing to do there.
"""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
import portfolios.models.fields
import portfolios.models.portfolio
import portfolios.models.user
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

# Room on each page for the next versions of its rows: heap-only updates (HOT) where ticks write.
STORAGE = """
ALTER TABLE portfolios_highwater
  SET (fillfactor = 45, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);
ALTER TABLE portfolios_nearestlevel SET (fillfactor = 60);
ALTER TABLE portfolios_trigger SET (fillfactor = 85);
ALTER TABLE portfolios_valuationblock SET (fillfactor = 45)
"""

UNDO_STORAGE = """
ALTER TABLE portfolios_highwater RESET (fillfactor, autovacuum_vacuum_scale_factor,
                                        autovacuum_vacuum_threshold);
ALTER TABLE portfolios_nearestlevel RESET (fillfactor);
ALTER TABLE portfolios_trigger RESET (fillfactor);
ALTER TABLE portfolios_valuationblock RESET (fillfactor)
"""


class Migration(migrations.Migration):

    replaces = [
        ('portfolios', '0001_initial'),
        ('portfolios', '0002_trigger_expiry_index'),
        ('portfolios', '0002_income_fees_problem_subject'),
        ('portfolios', '0003_holding_series'),
        ('portfolios', '0004_books_without_key_checks'),
        ('portfolios', '0005_trigger_kinds'),
        ('portfolios', '0006_trigger_storage'),
        ('portfolios', '0007_books_currency'),
        ('portfolios', '0008_valuation_blocks'),
        ('portfolios', '0009_channels'),
        ('portfolios', '0010_targets'),
        ('portfolios', '0011_mark_day'),
        ('portfolios', '0012_fewer_indexes'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('markets', '0001_squashed_0005_crossed_quotes'),
    ]

    operations = [
        migrations.CreateModel(
            name='HighWater',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asset', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='markets.asset')),
                ('after', models.DateTimeField(help_text='the last accepted quote before the arming')),
                ('high', models.FloatField(help_text='null before the first accepted price', null=True)),
                ('opened_at', models.DateTimeField(help_text='the first accepted price', null=True)),
                ('opening_high', models.FloatField(help_text='the highest of that day (UTC)', null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('asset', 'after'), name='high_water_once_a_quote')],
            },
        ),
        migrations.CreateModel(
            name='NearestLevel',
            fields=[
                ('asset', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='markets.asset')),
                ('falling_usd', models.FloatField(help_text='a price at or under it has to be judged', null=True)),
                ('rising_usd', models.FloatField(help_text='a price at or over it has to be judged', null=True)),
                ('trail_percent', models.FloatField(help_text='the closest trail', null=True)),
                ('trail_usd', models.FloatField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('is_demo', models.BooleanField(default=False, help_text='made by the first start')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once_in_any_case')],
            },
            managers=[
                ('objects', portfolios.models.user.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Portfolio',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='portfolios', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(max_length=80)),
                ('currency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.asset')),
                ('time_zone', models.CharField(default='UTC', max_length=60, validators=[portfolios.models.portfolio.validate_time_zone])),
                ('method', models.CharField(choices=[('fifo', 'FIFO (first in, first out)'), ('lifo', 'LIFO (last in, first out)'), ('hifo', 'HIFO (highest cost first)'), ('average', 'Average cost')], default='fifo', max_length=8, verbose_name='cost-basis method')),
                ('scope', models.CharField(choices=[('account', 'per account'), ('portfolio', 'per portfolio')], default='account', max_length=10, verbose_name='lots are kept')),
                ('tracks_cash', models.BooleanField(default=False, help_text='Keep fiat balances. Otherwise money flows in with each buy, out with each sale.')),
                ('is_demo', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('ledger_version', models.PositiveBigIntegerField(default=0)),
                ('books_version', models.PositiveBigIntegerField(default=0)),
                ('books_made_at', models.DateTimeField(blank=True, null=True)),
                ('books_currency', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.asset')),
                ('books_swap', models.BigIntegerField(db_index=True, default=0, editable=False, help_text='the database transaction that did it')),
            ],
            options={
                'ordering': ['name', 'pk'],
                'permissions': [('view_amounts', "Can see the amounts in other people's portfolios")],
            },
        ),
        migrations.CreateModel(
            name='PortfolioShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='portfolios.portfolio')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='portfolio_shares', to=settings.AUTH_USER_MODEL)),
                ('role', models.CharField(choices=[('viewer', 'can look'), ('editor', 'can change')], default='viewer', max_length=6)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('portfolio', 'user'), name='share_once_a_user')],
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accounts', to='portfolios.portfolio')),
                ('name', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('exchange', 'Exchange'), ('wallet', 'Wallet'), ('bank', 'Bank')], default='exchange', max_length=8)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('portfolio', 'name'), name='account_name_once')],
            },
        ),
        migrations.CreateModel(
            name='Position',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='portfolios.portfolio')),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='portfolios.account')),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.asset')),
                ('quantity', portfolios.models.fields.ExactField(decimal_places=18, help_text='negative: owed', max_digits=48)),
                ('cost', portfolios.models.fields.ExactField(decimal_places=18, help_text='of the open lots', max_digits=48)),
                ('realised', portfolios.models.fields.ExactField(decimal_places=18, max_digits=48)),
                ('income', portfolios.models.fields.ExactField(decimal_places=18, max_digits=48)),
                ('fees', portfolios.models.fields.ExactField(decimal_places=18, help_text='those not in cost', max_digits=48)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('portfolio', 'account', 'asset'), name='position_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Balance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='portfolios.portfolio')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='portfolios.account')),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.asset')),
                ('quantity', portfolios.models.fields.ExactField(decimal_places=18, max_digits=48)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'asset'), name='balance_once')],
            },
        ),
        migrations.CreateModel(
            name='Lot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='portfolios.portfolio')),
                ('account', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portfolios.account')),
                ('asset', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.asset')),
                ('transaction_id', models.BigIntegerField(help_text='the row that acquired it', null=True)),
                ('acquired_at', models.DateTimeField()),
                ('quantity', portfolios.models.fields.ExactField(decimal_places=18, max_digits=48)),
                ('remaining', portfolios.models.fields.ExactField(decimal_places=18, max_digits=48)),
                ('cost', portfolios.models.fields.ExactField(decimal_places=18, help_text='of what remains', max_digits=48)),
                ('closed_at', models.DateTimeField(help_text='when its last unit went', null=True)),
            ],
            options={
                'ordering': ['asset', 'acquired_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('remaining__gt', 0)), fields=['portfolio', 'asset', 'acquired_at', 'id'], name='lot_open_listing')],
            },
        ),
        migrations.CreateModel(
            name='Disposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='portfolios.portfolio')),
                ('account', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portfolios.account')),
                ('asset', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.asset')),
                ('type', models.CharField(max_length=20)),
                ('transaction_id', models.BigIntegerField()),
                ('acquired_by', models.BigIntegerField(null=True)),
                ('acquired_at', models.DateTimeField(null=True)),
                ('disposed_at', models.DateTimeField()),
                ('quantity', portfolios.models.fields.ExactField(decimal_places=18, max_digits=48)),
                ('cost', portfolios.models.fields.ExactField(decimal_places=18, max_digits=48)),
                ('proceeds', portfolios.models.fields.ExactField(decimal_places=18, max_digits=48)),
                ('gain', portfolios.models.fields.ExactField(decimal_places=18, max_digits=48)),
                ('term', models.CharField(max_length=5)),
            ],
            options={
                'ordering': ['disposed_at', 'pk'],
                'indexes': [models.Index(fields=['portfolio', 'disposed_at', 'id'], name='disposal_listing')],
            },
        ),
        migrations.CreateModel(
            name='Income',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='portfolios.portfolio')),
                ('account', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portfolios.account')),
                ('asset', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.asset')),
                ('type', models.CharField(choices=[('airdrop', 'Airdrop'), ('fork', 'Fork'), ('lending_interest', 'Lending interest'), ('mining', 'Mining'), ('staking_reward', 'Staking reward')], max_length=20)),
                ('transaction_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('day', models.DateField(help_text="in the portfolio's time zone")),
                ('quantity', portfolios.models.fields.ExactField(decimal_places=18, max_digits=48)),
                ('value', portfolios.models.fields.ExactField(decimal_places=18, max_digits=48)),
            ],
            options={
                'ordering': ['at', 'pk'],
                'indexes': [models.Index(fields=['portfolio', 'at', 'id'], name='income_listing')],
            },
        ),
        migrations.CreateModel(
            name='Fee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='portfolios.portfolio')),
                ('account', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portfolios.account')),
                ('asset', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.asset')),
                ('transaction_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('day', models.DateField(help_text="in the portfolio's time zone")),
                ('quantity', portfolios.models.fields.ExactField(decimal_places=18, max_digits=48)),
                ('value', portfolios.models.fields.ExactField(decimal_places=18, max_digits=48)),
                ('in_cost', models.BooleanField()),
            ],
            options={
                'ordering': ['at', 'pk'],
                'indexes': [models.Index(fields=['portfolio', 'at', 'id'], name='fee_listing')],
            },
        ),
        migrations.CreateModel(
            name='DailyValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='portfolios.portfolio')),
                ('day', models.DateField()),
                ('value', portfolios.models.fields.ExactField(decimal_places=18, max_digits=48)),
                ('inflow', portfolios.models.fields.ExactField(decimal_places=18, max_digits=48)),
                ('outflow', portfolios.models.fields.ExactField(decimal_places=18, max_digits=48)),
            ],
            options={
                'ordering': ['day'],
                'constraints': [models.UniqueConstraint(fields=('portfolio', 'day'), name='daily_value_once')],
            },
        ),
        migrations.CreateModel(
            name='LedgerProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='portfolios.portfolio')),
                ('code', models.CharField(choices=[('invalid_entry', 'Invalid entry'), ('missing_acquisition', 'Missing acquisition'), ('missing_price', 'Missing price'), ('negative_balance', 'Negative balance'), ('unmatched_transfer', 'Unmatched transfer'), ('suspected_duplicate', 'Suspected duplicate'), ('repaid_more_than_borrowed', 'Repaid more than borrowed'), ('unknown_asset', 'Unknown asset'), ('stale_price', 'Stale price')], max_length=30)),
                ('transaction_id', models.BigIntegerField(null=True)),
                ('account', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portfolios.account')),
                ('asset', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.asset')),
                ('quantity', portfolios.models.fields.ExactField(decimal_places=18, help_text='units that are missing, or lack a value', max_digits=48, null=True)),
                ('message', models.TextField()),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='AllocationSnapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='portfolios.portfolio')),
                ('day', models.DateField()),
                ('value', models.FloatField(help_text="in the portfolio's currency")),
                ('by_asset', models.JSONField(default=dict, help_text='asset id → fraction')),
                ('by_kind', models.JSONField(default=dict)),
                ('by_tier', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['-day'],
                'constraints': [models.UniqueConstraint(fields=('portfolio', 'day'), name='allocation_snapshot_once')],
            },
        ),
        migrations.CreateModel(
            name='LedgerChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ledger_changes', to='portfolios.portfolio')),
                ('version', models.PositiveBigIntegerField(help_text="the ledger's count after the change")),
                ('transactions', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None)),
                ('instants', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), help_text='of rows before and after', null=True, size=None)),
                ('assets', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None)),
            ],
            options={
                'ordering': ['version'],
                'constraints': [models.UniqueConstraint(fields=('portfolio', 'version'), name='ledger_change_once_a_version')],
            },
        ),
        migrations.CreateModel(
            name='HoldingSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='holding_series', to='portfolios.portfolio')),
                ('account', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portfolios.account')),
                ('asset', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.asset')),
                ('days', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), size=None)),
                ('units', django.contrib.postgres.fields.ArrayField(base_field=portfolios.models.fields.ExactField(decimal_places=18, max_digits=48), size=None)),
                ('capital', django.contrib.postgres.fields.ArrayField(base_field=portfolios.models.fields.ExactField(decimal_places=18, max_digits=48), size=None)),
                ('moved', django.contrib.postgres.fields.ArrayField(base_field=portfolios.models.fields.ExactField(decimal_places=18, max_digits=48), size=None)),
            ],
            options={
                'verbose_name_plural': 'holding series',
                'constraints': [models.UniqueConstraint(fields=('portfolio', 'account', 'asset'), name='holding_series_once')],
            },
        ),
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='channels', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(choices=[('email', 'E-mail'), ('webhook', 'Webhook'), ('apprise', 'Messenger')], max_length=8)),
                ('name', models.CharField(max_length=60)),
                ('address', portfolios.models.fields.SecretField(blank=True, help_text="a URL; of an e-mail channel empty: the account's address")),
                ('hint', models.CharField(blank=True, help_text='as much as may be shown of it', max_length=80)),
                ('enabled', models.BooleanField(default=True)),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('stop_loss', 'Stop-loss'), ('trailing_stop', 'Trailing stop'), ('take_profit', 'Take-profit'), ('break_even', 'Break-even stop'), ('price_above', 'Price above'), ('price_below', 'Price below'), ('price_move', 'Price move'), ('data_health', 'Data health'), ('provider_stale', 'Prices are stale'), ('drift', 'Allocation drift')], max_length=16), blank=True, default=list, help_text='the alerts it takes; empty: all', size=None)),
                ('digest', models.CharField(choices=[('at_once', 'At once, one by one'), ('hourly', 'Together, every hour'), ('daily', 'Together, once a day')], default='at_once', max_length=8)),
                ('digest_hour', models.PositiveSmallIntegerField(default=8, validators=[django.core.validators.MaxValueValidator(23)])),
                ('quiet_from', models.TimeField(blank=True, null=True)),
                ('quiet_until', models.TimeField(blank=True, null=True)),
                ('time_zone', models.CharField(default='UTC', max_length=60, validators=[portfolios.models.portfolio.validate_time_zone])),
                ('urgent_anyway', models.BooleanField(default=True, help_text='Stop-losses, trailing stops and break-even stops wait for no quiet hour.', verbose_name='stops at once, whatever the hour')),
                ('secret', portfolios.models.fields.SecretField(blank=True)),
                ('former_secret', portfolios.models.fields.SecretField(blank=True)),
                ('former_until', models.DateTimeField(blank=True, null=True)),
                ('paused_until', models.DateTimeField(blank=True, null=True)),
                ('failures', models.PositiveSmallIntegerField(default=0, help_text='in a row')),
                ('last_sent_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='channel_name_once'), models.CheckConstraint(condition=models.Q(models.Q(('quiet_from__isnull', True), ('quiet_until__isnull', True)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False)), _connector='OR'), name='channel_quiet_hours_have_two_ends'), models.CheckConstraint(condition=models.Q(('digest_hour__lte', 23)), name='channel_digest_hour_of_a_day')],
            },
        ),
        migrations.CreateModel(
            name='ProblemDismissal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dismissals', to='portfolios.portfolio')),
                ('code', models.CharField(max_length=30)),
                ('transaction_id', models.BigIntegerField(blank=True, null=True)),
                ('asset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='markets.asset')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('portfolio', 'code', 'transaction_id', 'asset'), name='problem_dismissed_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='BasisChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='basis_change', to='portfolios.portfolio')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('old_method', models.CharField(choices=[('fifo', 'FIFO (first in, first out)'), ('lifo', 'LIFO (last in, first out)'), ('hifo', 'HIFO (highest cost first)'), ('average', 'Average cost')], max_length=8)),
                ('old_scope', models.CharField(choices=[('account', 'per account'), ('portfolio', 'per portfolio')], max_length=10)),
                ('new_method', models.CharField(choices=[('fifo', 'FIFO (first in, first out)'), ('lifo', 'LIFO (last in, first out)'), ('hifo', 'HIFO (highest cost first)'), ('average', 'Average cost')], max_length=8)),
                ('new_scope', models.CharField(choices=[('account', 'per account'), ('portfolio', 'per portfolio')], max_length=10)),
                ('before', models.JSONField()),
                ('after', models.JSONField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ExitGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exit_groups', to='portfolios.portfolio')),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.asset')),
                ('name', models.CharField(max_length=40)),
                ('quantity', portfolios.models.fields.ExactField(decimal_places=18, help_text='held when the group began: shares are of this', max_digits=48)),
                ('share_left', models.DecimalField(decimal_places=4, default=1, help_text='the share not sold yet', max_digits=5)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('portfolio', 'asset', 'name'), name='exit_group_name_once'), models.CheckConstraint(condition=models.Q(('share_left__gte', 0), ('share_left__lte', 1)), name='exit_group_share_of_one')],
            },
        ),
        migrations.CreateModel(
            name='Trigger',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='triggers', to='portfolios.portfolio')),
                ('asset', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='triggers', to='markets.asset')),
                ('kind', models.CharField(choices=[('stop_loss', 'Stop-loss'), ('trailing_stop', 'Trailing stop'), ('take_profit', 'Take-profit'), ('break_even', 'Break-even stop'), ('price_above', 'Price above'), ('price_below', 'Price below'), ('price_move', 'Price move')], max_length=16)),
                ('direction', models.SmallIntegerField(choices=[(-1, 'at or under'), (1, 'at or over')])),
                ('basis', models.CharField(choices=[('price', 'a price'), ('entry', 'the entry'), ('average_cost', 'the average cost'), ('high', 'the highest price since arming'), ('window', 'the price when the window began')], default='price', max_length=12)),
                ('currency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.asset')),
                ('entry_price', portfolios.models.fields.ExactField(blank=True, decimal_places=18, max_digits=48, null=True)),
                ('percent', models.DecimalField(blank=True, decimal_places=6, help_text='a fraction: -0.1 is 10% under', max_digits=9, null=True)),
                ('trail_amount', portfolios.models.fields.ExactField(blank=True, decimal_places=18, max_digits=48, null=True)),
                ('trail_percent', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ('activate_at', portfolios.models.fields.ExactField(blank=True, decimal_places=18, max_digits=48, null=True)),
                ('window_hours', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('share', models.DecimalField(decimal_places=4, default=1, help_text='of the position: 0.25 is a quarter', max_digits=5)),
                ('group', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='triggers', to='portfolios.exitgroup')),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('level', portfolios.models.fields.ExactField(decimal_places=18, help_text="in the trigger's currency; none for a trail", max_digits=48, null=True)),
                ('level_usd', models.FloatField(help_text='the level in US dollars', null=True)),
                ('trail_usd', models.FloatField(null=True)),
                ('rate', models.FloatField(default=1.0, help_text='US dollars for a unit of the currency')),
                ('high_water', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='triggers', to='portfolios.highwater')),
                ('phase', models.CharField(choices=[('in_force', 'in force'), ('waiting', 'not active yet'), ('recovering', 'waits for the price to recover'), ('at_entry', 'trails from the entry')], default='in_force', max_length=10)),
                ('wake_usd', models.FloatField(help_text='the price that ends the phase', null=True)),
                ('wake_direction', models.SmallIntegerField(null=True)),
                ('status', models.CharField(choices=[('armed', 'Armed'), ('fired', 'Fired'), ('cancelled', 'Disarmed'), ('expired', 'Expired')], default='armed', max_length=10)),
                ('arming', models.PositiveIntegerField(default=1, help_text='how often it was armed')),
                ('armed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('armed_at', models.DateTimeField()),
                ('armed_price', models.FloatField(help_text='US dollars, when it was armed', null=True)),
                ('ended_at', models.DateTimeField(blank=True, help_text='fired, disarmed or expired', null=True)),
            ],
            options={
                'ordering': ['asset', 'level_usd', 'pk'],
                'indexes': [models.Index(condition=models.Q(('group__isnull', False)), fields=['group'], name='trigger_of_group'), models.Index(condition=models.Q(('level_usd__isnull', False), ('status', 'armed')), fields=['asset', 'direction', 'level_usd'], name='trigger_armed_levels'), models.Index(condition=models.Q(('status', 'armed'), ('wake_usd__isnull', False)), fields=['asset', 'wake_direction', 'wake_usd'], name='trigger_armed_wakes'), models.Index(condition=models.Q(('high_water__isnull', False)), fields=['high_water', 'trail_percent'], name='trigger_armed_trails'), models.Index(condition=models.Q(('high_water__isnull', False), ('trail_usd__isnull', False)), fields=['high_water', 'trail_usd'], name='trigger_armed_amounts'), models.Index(condition=models.Q(('status', 'armed')), fields=['currency', 'rate'], name='trigger_armed_rates'), models.Index(condition=models.Q(('expires_at__isnull', False), ('status', 'armed')), fields=['expires_at'], name='trigger_armed_until'), models.Index(condition=models.Q(('status', 'armed'), ('window_hours__isnull', False)), fields=['window_hours'], name='trigger_armed_windows')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['stop_loss', 'take_profit', 'price_above', 'price_below']), ('basis', 'price'), ('level__isnull', False), ('activate_at__isnull', True), ('percent__isnull', True), ('trail_amount__isnull', True), ('trail_percent__isnull', True)), models.Q(('kind__in', ['stop_loss', 'take_profit', 'price_above', 'price_below']), ('basis', 'entry'), ('entry_price__isnull', False), ('percent__isnull', False), ('activate_at__isnull', True), ('trail_amount__isnull', True), ('trail_percent__isnull', True)), models.Q(('kind__in', ['stop_loss', 'take_profit', 'price_above', 'price_below']), ('basis', 'average_cost'), ('percent__isnull', False), ('activate_at__isnull', True), ('trail_amount__isnull', True), ('trail_percent__isnull', True)), models.Q(('basis', 'high'), ('kind', 'trailing_stop'), ('level__isnull', True), ('percent__isnull', True), models.Q(models.Q(('trail_amount__isnull', False), ('trail_percent__isnull', True)), models.Q(('trail_percent__isnull', False), ('trail_amount__isnull', True)), _connector='OR')), models.Q(('basis__in', ['entry', 'average_cost']), ('kind', 'break_even'), ('level__isnull', False), ('percent__isnull', True), ('trail_amount__isnull', True), ('trail_percent__isnull', True)), models.Q(('basis', 'window'), ('kind', 'price_move'), ('percent__isnull', False), ('window_hours__isnull', False), ('activate_at__isnull', True), ('entry_price__isnull', True), ('trail_amount__isnull', True), ('trail_percent__isnull', True)), _connector='OR'), name='trigger_fields_of_its_kind'), models.CheckConstraint(condition=models.Q(('kind', 'price_move'), ('window_hours__isnull', True), _connector='OR'), name='trigger_window_of_move'), models.CheckConstraint(condition=models.Q(('level__isnull', True), ('level__gt', 0), _connector='OR'), name='trigger_level_positive'), models.CheckConstraint(condition=models.Q(('share__gt', 0), ('share__lte', 1)), name='trigger_share_of_one'), models.CheckConstraint(condition=models.Q(('trail_percent__isnull', True), models.Q(('trail_percent__gt', 0), ('trail_percent__lt', 1)), _connector='OR'), name='trigger_trail_under_the_mark'), models.CheckConstraint(condition=models.Q(('percent__isnull', True), ('percent__gt', -1), _connector='OR'), name='trigger_percent_over_minus_one'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'armed'), _negated=True), ('level_usd__isnull', False), ('wake_usd__isnull', False), ('high_water__isnull', False), _connector='OR'), name='trigger_armed_watches'), models.CheckConstraint(condition=models.Q(models.Q(('wake_direction__isnull', True), ('wake_usd__isnull', True)), models.Q(('wake_direction__in', [-1, 1]), ('wake_direction__isnull', False), ('wake_usd__isnull', False)), _connector='OR'), name='trigger_wake_has_a_side')],
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='portfolios.portfolio')),
                ('trigger', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='portfolios.trigger')),
                ('arming', models.PositiveIntegerField(default=1, help_text='of the trigger, when it fired')),
                ('kind', models.CharField(choices=[('stop_loss', 'Stop-loss'), ('trailing_stop', 'Trailing stop'), ('take_profit', 'Take-profit'), ('break_even', 'Break-even stop'), ('price_above', 'Price above'), ('price_below', 'Price below'), ('price_move', 'Price move')], max_length=16)),
                ('asset', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.asset')),
                ('fired_at', models.DateTimeField()),
                ('price', models.FloatField(help_text='US dollars: the price seen, not the level')),
                ('quote_as_of', models.DateTimeField()),
                ('source', models.CharField(max_length=20)),
                ('level_usd', models.FloatField()),
                ('level', portfolios.models.fields.ExactField(decimal_places=18, help_text="in the trigger's currency, as it was then", max_digits=48, null=True)),
                ('share', models.DecimalField(decimal_places=4, default=1, help_text='of the position, to sell', max_digits=5)),
                ('quantity', portfolios.models.fields.ExactField(decimal_places=18, help_text='the units that the rule says to sell', max_digits=48)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-fired_at', '-pk'],
                'indexes': [models.Index(fields=['portfolio', '-fired_at'], name='alert_listing')],
                'constraints': [models.UniqueConstraint(fields=('trigger', 'arming'), name='alert_once_an_arming')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ('portfolio', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portfolios.portfolio')),
                ('kind', models.CharField(choices=[('data_health', 'Data health'), ('provider_stale', 'Prices are stale'), ('drift', 'Allocation drift'), ('test', 'Test')], max_length=16)),
                ('subject', models.CharField(help_text='what it is about, for telling it once', max_length=120)),
                ('day', models.DateField()),
                ('title', models.CharField(max_length=120)),
                ('text', models.TextField()),
                ('path', models.CharField(blank=True, help_text='the page that helps', max_length=200)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(fields=['user', '-created_at'], name='notice_listing')],
                'constraints': [models.UniqueConstraint(fields=('user', 'kind', 'subject', 'day'), name='notice_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='portfolios.channel')),
                ('alert', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='portfolios.alert')),
                ('notice', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='portfolios.notice')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('status', models.CharField(choices=[('pending', 'Waiting'), ('sent', 'Sent'), ('dead', 'Given up')], default='pending', max_length=8)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('first_attempt_at', models.DateTimeField(blank=True, null=True)),
                ('next_attempt_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.TextField(blank=True)),
            ],
            options={
                'verbose_name_plural': 'deliveries',
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('status', 'pending')), fields=['next_attempt_at'], name='delivery_due')],
                'constraints': [models.UniqueConstraint(fields=('alert', 'channel'), name='delivery_once_an_alert'), models.UniqueConstraint(fields=('notice', 'channel'), name='delivery_once_a_notice'), models.CheckConstraint(condition=models.Q(models.Q(('alert__isnull', False), ('notice__isnull', True)), models.Q(('alert__isnull', True), ('notice__isnull', False)), _connector='OR'), name='delivery_of_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='portfolios.portfolio')),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.asset')),
                ('share', models.DecimalField(decimal_places=4, max_digits=5, validators=[django.core.validators.MinValueValidator(Decimal('0')), django.core.validators.MaxValueValidator(Decimal('1'))])),
                ('band', models.DecimalField(decimal_places=4, default=Decimal('0.05'), max_digits=5, validators=[django.core.validators.MinValueValidator(Decimal('0.001')), django.core.validators.MaxValueValidator(Decimal('0.5'))])),
                ('drifted_at', models.DateTimeField(editable=False, help_text='since when it is outside; told when that began', null=True)),
            ],
            options={
                'ordering': ['-share', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('portfolio', 'asset'), name='target_once_an_asset'), models.CheckConstraint(condition=models.Q(('share__gte', 0), ('share__lte', 1)), name='target_share_of_one'), models.CheckConstraint(condition=models.Q(('band__gte', Decimal('0.001')), ('band__lte', Decimal('0.5'))), name='target_band_that_is_one')],
            },
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='import_batches', to='portfolios.portfolio')),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='portfolios.account')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('filename', models.CharField(max_length=255)),
                ('format', models.CharField(max_length=20)),
                ('digest', models.CharField(max_length=64)),
                ('content', models.BinaryField(null=True)),
                ('choices', models.JSONField(blank=True, default=dict, help_text='symbol → asset, as chosen')),
                ('status', models.CharField(choices=[('previewed', 'Previewed'), ('committed', 'Imported'), ('undone', 'Undone')], default='previewed', max_length=10)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('created', models.PositiveIntegerField(default=0)),
                ('skipped', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('committed_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'import batches',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Transaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transactions', to='portfolios.portfolio')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transactions', to='portfolios.account')),
                ('to_account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolios.account')),
                ('type', models.CharField(choices=[('buy', 'Buy'), ('sell', 'Sell'), ('swap', 'Swap'), ('deposit', 'Deposit'), ('withdrawal', 'Withdrawal'), ('transfer', 'Transfer'), ('staking_reward', 'Staking reward'), ('lending_interest', 'Lending interest'), ('mining', 'Mining'), ('airdrop', 'Airdrop'), ('fork', 'Fork'), ('gift_received', 'Gift received'), ('gift_given', 'Gift given'), ('payment_received', 'Payment received'), ('payment_made', 'Payment made'), ('fee', 'Fee'), ('lost', 'Lost'), ('borrow', 'Borrow'), ('repay', 'Repay'), ('split', 'Split'), ('opening_balance', 'Opening balance')], max_length=20)),
                ('executed_at', models.DateTimeField()),
                ('sent_asset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.asset')),
                ('sent_quantity', portfolios.models.fields.ExactField(blank=True, decimal_places=18, max_digits=48, null=True)),
                ('received_asset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.asset')),
                ('received_quantity', portfolios.models.fields.ExactField(blank=True, decimal_places=18, max_digits=48, null=True)),
                ('fee_asset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.asset')),
                ('fee_quantity', portfolios.models.fields.ExactField(blank=True, decimal_places=18, max_digits=48, null=True)),
                ('net_worth_asset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.asset')),
                ('net_worth_amount', portfolios.models.fields.ExactField(blank=True, decimal_places=18, max_digits=48, null=True)),
                ('label', models.CharField(blank=True, max_length=60)),
                ('note', models.TextField(blank=True, max_length=2000)),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('external_id', models.CharField(blank=True, max_length=120, null=True)),
                ('import_batch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='transactions', to='portfolios.importbatch')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ['-executed_at', '-pk'],
                'indexes': [models.Index(fields=['portfolio', '-executed_at', '-id'], name='transaction_listing')],
                'constraints': [models.UniqueConstraint(fields=('portfolio', 'external_id'), name='transaction_external_id_once'), models.CheckConstraint(condition=models.Q(('type__in', ['buy', 'sell', 'swap', 'deposit', 'withdrawal', 'transfer', 'staking_reward', 'lending_interest', 'mining', 'airdrop', 'fork', 'gift_received', 'gift_given', 'payment_received', 'payment_made', 'fee', 'lost', 'borrow', 'repay', 'split', 'opening_balance'])), name='transaction_type_known'), models.CheckConstraint(condition=models.Q(('to_account__isnull', True), models.Q(('to_account', models.F('account')), _negated=True), _connector='OR'), name='transaction_to_another_account'), models.CheckConstraint(condition=models.Q(models.Q(('sent_asset__isnull', True), ('sent_quantity__isnull', True)), models.Q(('sent_asset__isnull', False), ('sent_quantity__gt', 0), ('sent_quantity__isnull', False)), _connector='OR'), name='transaction_sent_leg_whole'), models.CheckConstraint(condition=models.Q(models.Q(('received_asset__isnull', True), ('received_quantity__isnull', True)), models.Q(('received_asset__isnull', False), ('received_quantity__gt', 0), ('received_quantity__isnull', False)), _connector='OR'), name='transaction_received_leg_whole'), models.CheckConstraint(condition=models.Q(models.Q(('fee_asset__isnull', True), ('fee_quantity__isnull', True)), models.Q(('fee_asset__isnull', False), ('fee_quantity__gt', 0), ('fee_quantity__isnull', False)), _connector='OR'), name='transaction_fee_leg_whole')],
            },
        ),
        migrations.CreateModel(
            name='TransactionRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portfolio', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='portfolios.portfolio')),
                ('transaction_id', models.BigIntegerField(db_index=True)),
                ('action', models.CharField(choices=[('created', 'Added'), ('changed', 'Changed'), ('deleted', 'Deleted')], max_length=8)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_tokens', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(max_length=60)),
                ('hint', models.CharField(help_text="the key's beginning, to tell it by", max_length=12)),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('scope', models.CharField(choices=[('read', 'Read'), ('write', 'Read and write')], default='read', max_length=5)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-created_at'],
                'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='token_name_once')],
            },
        ),
        migrations.CreateModel(
            name='ValuationBlock',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField(help_text="when the tick's quotes were received")),
                ('value_usd', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=50)),
                ('concentration', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), help_text='HHI over assets; 1 = all in one', size=50)),
                ('liquid_share', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), help_text='stablecoins and cash, a fraction', size=50)),
            ],
        ),
        migrations.RunSQL(STORAGE, UNDO_STORAGE),
    ]
