"""Closed months of daily history become arrays, an asset's year a row; one view reads both.

Nothing is moved here: the view shows every row where it stands, and the monthly job folds them in.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import markets.models.history

# Element n of a year's arrays is its day n. The shortest decimal of a four-byte figure is the
# figure that was rounded to it, which a plain cast to eight bytes would spoil.
VIEW = """
CREATE VIEW markets_candles AS
SELECT asset_id, day, extract(YEAR FROM day)::smallint AS year, open, high, low, close, volume,
       market_cap, source, false AS is_folded
  FROM markets_candle
UNION ALL
SELECT years.asset_id, make_date(years.year, 1, 1) + (days.n::int - 1), years.year,
       CASE WHEN days.high IS NULL THEN days.open::text::double precision
            ELSE COALESCE(days.open::text::double precision, years.close[days.n - 1]) END,
       GREATEST(days.high::text::double precision,
                CASE WHEN days.high IS NOT NULL THEN days.close END),
       LEAST(days.low::text::double precision,
             CASE WHEN days.low IS NOT NULL THEN days.close END),
       days.close, days.volume::text::double precision, days.market_cap::text::double precision,
       CASE WHEN days.n = ANY (years.recorded) THEN 'live' ELSE years.source END,
       true
  FROM markets_candleyear AS years
 CROSS JOIN LATERAL unnest(years.open, years.high, years.low, years.close, years.volume,
                           years.market_cap)
       WITH ORDINALITY AS days (open, high, low, close, volume, market_cap, n)
 WHERE days.close IS NOT NULL
"""


def single():
    return markets.models.history.SingleFloatField(null=True)


def figures():
    return django.contrib.postgres.fields.ArrayField(base_field=single(), null=True, size=None)


class Migration(migrations.Migration):

    dependencies = [
        ('markets', '0005_crossed_quotes'),
    ]

    operations = [
        migrations.AlterModelTable(name='candle', table='markets_candle'),
        migrations.RenameModel(old_name='Candle', new_name='OpenCandle'),
        migrations.AlterField(
            model_name='opencandle',
            name='asset',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='open_candles', to='markets.asset'),
        ),
        migrations.AddField(
            model_name='opencandle', name='market_cap', field=models.FloatField(null=True),
        ),
        migrations.CreateModel(
            name='CandleYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.SmallIntegerField()),
                ('source', models.CharField(max_length=20)),
                ('recorded', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), help_text='days of the year known from our own quotes alone', size=None)),
                ('open', figures()),
                ('high', figures()),
                ('low', figures()),
                ('close', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(null=True), size=None)),
                ('volume', figures()),
                ('market_cap', figures()),
                ('asset', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='candle_years', to='markets.asset')),
            ],
            options={
                'ordering': ['asset', 'year'],
                'constraints': [models.UniqueConstraint(fields=('asset', 'year'), name='candle_year_once')],
            },
        ),
        migrations.RunSQL(VIEW, 'DROP VIEW markets_candles'),
        migrations.CreateModel(
            name='Candle',
            fields=[
                ('pk', models.CompositePrimaryKey('asset_id', 'day', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('year', models.SmallIntegerField()),
                ('is_folded', models.BooleanField()),
                ('open', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('low', models.FloatField(null=True)),
                ('close', models.FloatField()),
                ('volume', models.FloatField(null=True)),
                ('market_cap', models.FloatField(null=True)),
                ('source', models.CharField(max_length=20)),
                ('asset', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='candles', to='markets.asset')),
            ],
            options={
                'db_table': 'markets_candles',
                'ordering': ['asset', 'day'],
                'managed': False,
            },
        ),
    ]
