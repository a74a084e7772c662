"""The tables as 0001 to 0005 leave them, in one step: what an empty database starts with."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('markets', '0001_initial'),
        ('markets', '0002_quote_storage'),
        ('markets', '0003_accepted_ranges'),
        ('markets', '0004_accepted_range_storage'),
        ('markets', '0005_crossed_quotes'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=80)),
            ],
            options={
                'verbose_name_plural': 'categories',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Asset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=120, unique=True)),
                ('symbol', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=160)),
                ('kind', models.CharField(choices=[('coin', 'Coin'), ('stablecoin', 'Stablecoin'), ('fiat', 'Fiat currency'), ('rwa', 'Tokenised real-world asset')], default='coin', max_length=12)),
                ('rank', models.PositiveIntegerField(blank=True, null=True)),
                ('circulating_supply', models.FloatField(blank=True, null=True)),
                ('total_supply', models.FloatField(blank=True, null=True)),
                ('max_supply', models.FloatField(blank=True, null=True)),
                ('launched_on', models.DateField(blank=True, null=True)),
                ('is_active', models.BooleanField(default=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('categories', models.ManyToManyField(blank=True, related_name='assets', to='markets.category')),
            ],
            options={
                'ordering': [models.OrderBy(models.F('rank'), nulls_last=True), 'slug'],
                'indexes': [models.Index(django.db.models.functions.text.Upper('symbol'), name='asset_symbol'), models.Index(django.db.models.functions.text.Lower('name'), name='asset_name'), models.Index(fields=['rank'], name='asset_rank')],
            },
        ),
        migrations.CreateModel(
            name='Candle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asset', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='candles', to='markets.asset')),
                ('day', models.DateField()),
                ('open', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('low', models.FloatField(null=True)),
                ('close', models.FloatField()),
                ('volume', models.FloatField(null=True)),
                ('source', models.CharField(max_length=20)),
            ],
            options={
                'ordering': ['asset', 'day'],
                'constraints': [models.UniqueConstraint(fields=('asset', 'day'), name='candle_one_a_day'), models.CheckConstraint(condition=models.Q(('close__gt', 0), ('close__lt', float("inf"))), name='candle_close_positive')],
            },
        ),
        migrations.CreateModel(
            name='GlobalFigures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(unique=True)),
                ('market_cap', models.FloatField()),
                ('volume_24h', models.FloatField(null=True)),
                ('btc_dominance', models.FloatField(help_text="fraction of the market's value", null=True)),
                ('source', models.CharField(max_length=20)),
            ],
            options={
                'verbose_name_plural': 'global figures',
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='Market',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(choices=[('coingecko', 'CoinGecko'), ('simulated', 'Simulated market')], max_length=20)),
                ('seed', models.BigIntegerField(blank=True, help_text='of the simulated market', null=True)),
                ('chosen_at', models.DateTimeField(auto_now_add=True)),
                ('singleton', models.BooleanField(default=True, editable=False, unique=True)),
            ],
            options={
                'verbose_name_plural': 'market',
                'constraints': [models.CheckConstraint(condition=models.Q(('singleton', True)), name='market_one_row')],
            },
        ),
        migrations.CreateModel(
            name='RefreshRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('quotes', 'Quotes'), ('candles', 'Daily candles'), ('history', 'History'), ('assets', 'Assets'), ('fiat', 'Fiat rates')], max_length=10)),
                ('provider', models.CharField(max_length=20)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('accepted', models.PositiveIntegerField(default=0)),
                ('rejected', models.PositiveIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-started_at', '-id'],
                'indexes': [models.Index(fields=['kind', '-started_at'], name='refresh_run_latest')],
            },
        ),
        migrations.CreateModel(
            name='Quote',
            fields=[
                ('asset', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='quote', serialize=False, to='markets.asset')),
                ('price', models.FloatField(help_text='US dollars a unit')),
                ('change_24h', models.FloatField(help_text='fraction: 0.01 is +1 %', null=True)),
                ('market_cap', models.FloatField(help_text='US dollars', null=True)),
                ('volume_24h', models.FloatField(help_text='US dollars', null=True)),
                ('high_24h', models.FloatField(null=True)),
                ('low_24h', models.FloatField(null=True)),
                ('as_of', models.DateTimeField(help_text='the instant that the provider gives the price for')),
                ('received_at', models.DateTimeField()),
                ('source', models.CharField(max_length=20)),
                ('pending_price', models.FloatField(null=True)),
                ('pending_at', models.DateTimeField(null=True)),
                ('pending_source', models.CharField(max_length=20, null=True)),
                ('band', models.FloatField(help_text='fraction that a price may fall at once', null=True)),
                ('hour_high', models.FloatField(null=True)),
                ('hour_low', models.FloatField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('price__gt', 0), ('price__lt', float("inf"))), name='quote_price_positive')],
            },
        ),
        migrations.CreateModel(
            name='AcceptedRange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asset', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='markets.asset')),
                ('start', models.DateTimeField()),
                ('hours', models.PositiveSmallIntegerField(default=1, help_text='1, or 24 of a whole day')),
                ('high', models.FloatField()),
                ('low', models.FloatField()),
                ('close', models.FloatField(help_text='the last price of it')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('asset', 'start'), name='accepted_range_once')],
            },
        ),
        migrations.CreateModel(
            name='RejectedQuote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='markets.asset')),
                ('price', models.FloatField(null=True)),
                ('last_price', models.FloatField(null=True)),
                ('as_of', models.DateTimeField(null=True)),
                ('reason', models.CharField(choices=[('not_positive', 'Zero, negative or not a number'), ('crossed', "The day's high lies under its low"), ('stale', 'Not newer than the price we have'), ('future', 'Dated in the future'), ('unconfirmed', 'Outside the sanity band, waits for confirmation')], max_length=16)),
                ('source', models.CharField(max_length=20)),
                ('at', models.DateTimeField(db_index=True)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        # Room on each page, so that a refresh of every row stays heap-only (HOT).
        migrations.RunSQL(
            "ALTER TABLE markets_quote SET (fillfactor = 45, autovacuum_vacuum_scale_factor = 0.05)",
            "ALTER TABLE markets_quote RESET (fillfactor, autovacuum_vacuum_scale_factor)",
        ),
    ]
