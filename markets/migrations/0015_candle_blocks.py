"""Folded days move to arrays without nulls, a third of a year a row; open days lose their id.

Readers go on throughout: what they read is replaced at the commit, in an instant. Writers of closed
days wait for the lock. A process of the version before reads the former table's name as a view in
the former shape; what it would write there fails whole, and is asked for again by the next one.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.fields.composite
from django.db import migrations, models

import markets.models.history

HISTORY_LOCK = 0x71DE0006

BLOCKS = """
CREATE TABLE markets_candleblock (
    asset_id bigint NOT NULL REFERENCES markets_asset DEFERRABLE INITIALLY DEFERRED,
    block smallint NOT NULL,
    source varchar(20) NOT NULL,
    recorded smallint[] NOT NULL,
    open real[] NOT NULL,
    close double precision[] NOT NULL,
    figures real[] NOT NULL,
    PRIMARY KEY (asset_id, block)
)
"""
# Element n of a block's arrays is day 122 * block + n since 1970-01-01.
COPY = """
INSERT INTO markets_candleblock (asset_id, block, source, recorded, open, close, figures)
SELECT asset_id, block,
       coalesce(max(source) FILTER (WHERE source <> 'live'), 'live'),
       coalesce(array_agg(n ORDER BY n) FILTER (WHERE source = 'live'), '{}'),
       array_agg(coalesce(open, 'NaN')::real ORDER BY n), array_agg(coalesce(close, 'NaN') ORDER BY n),
       CASE WHEN count(high) + count(low) + count(volume) + count(market_cap) > 0
            THEN ARRAY[array_agg(coalesce(high, 'NaN')::real ORDER BY n),
                       array_agg(coalesce(low, 'NaN')::real ORDER BY n),
                       array_agg(coalesce(volume, 'NaN')::real ORDER BY n),
                       array_agg(coalesce(market_cap, 'NaN')::real ORDER BY n)] ELSE '{}' END
  FROM (SELECT asset_id, (day - DATE '1970-01-01') / 122 AS block,
               max((day - DATE '1970-01-01') % 122) + 1 AS size
          FROM markets_candles WHERE is_folded GROUP BY 1, 2) AS blocks
 CROSS JOIN LATERAL generate_series(1, size) AS n
  LEFT JOIN (SELECT asset_id, (day - DATE '1970-01-01') / 122 AS block,
                    (day - DATE '1970-01-01') % 122 + 1 AS n, open, high, low, close, volume,
                    market_cap, source
               FROM markets_candles WHERE is_folded) AS days USING (asset_id, block, n)
 GROUP BY asset_id, block ORDER BY asset_id, block
"""
# The shortest decimal of a four-byte figure is the figure that was rounded to it, which a plain
# cast to eight bytes would spoil. The former columns come first, as processes of before read them.
VIEW = """
CREATE VIEW markets_candles AS
SELECT asset_id, day, extract(YEAR FROM day)::smallint AS year, open, high, low, close, volume,
       market_cap, source, false AS is_folded, ((day - DATE '1970-01-01') / 122)::smallint AS block
  FROM markets_candle
UNION ALL
SELECT folded.asset_id, at.day, extract(YEAR FROM at.day)::smallint,
       CASE WHEN known.high IS null THEN known.open
            ELSE coalesce(known.open, nullif(folded.close[days.n - 1], 'NaN')) END,
       greatest(known.high, CASE WHEN known.high IS NOT null THEN days.close END),
       least(known.low, CASE WHEN known.low IS NOT null THEN days.close END),
       days.close, known.volume, known.market_cap,
       CASE WHEN days.n = ANY (folded.recorded) THEN 'live' ELSE folded.source END,
       true, folded.block
  FROM markets_candleblock AS folded
 CROSS JOIN LATERAL unnest(folded.open, folded.close, folded.figures[1:1], folded.figures[2:2],
                           folded.figures[3:3], folded.figures[4:4])
       WITH ORDINALITY AS days (open, close, high, low, volume, market_cap, n)
 CROSS JOIN LATERAL (SELECT DATE '1970-01-01' + (folded.block * 122 + days.n::int - 1)) AS at (day)
 CROSS JOIN LATERAL (
     SELECT nullif(days.open, 'NaN')::text::double precision,
            nullif(days.high, 'NaN')::text::double precision,
            nullif(days.low, 'NaN')::text::double precision,
            nullif(days.volume, 'NaN')::text::double precision,
            nullif(days.market_cap, 'NaN')::text::double precision
 ) AS known (open, high, low, volume, market_cap)
 WHERE days.close <> 'NaN'
"""
FORMER = """
CREATE VIEW markets_candleyear AS
SELECT asset_id * 10000 + year AS id, asset_id, year,
       coalesce(max(source) FILTER (WHERE source <> 'live'), 'live') AS source,
       coalesce(array_agg(n::smallint ORDER BY n) FILTER (WHERE source = 'live'), '{}') AS recorded,
       array_agg(open::real ORDER BY n) AS open, array_agg(high::real ORDER BY n) AS high,
       array_agg(low::real ORDER BY n) AS low, array_agg(close ORDER BY n) AS close,
       array_agg(volume::real ORDER BY n) AS volume,
       array_agg(market_cap::real ORDER BY n) AS market_cap
  FROM (SELECT asset_id, year, generate_series(1, max(extract(DOY FROM day)::int)) AS n
          FROM markets_candles WHERE is_folded GROUP BY asset_id, year) AS places
  LEFT JOIN (SELECT asset_id, year, extract(DOY FROM day)::int AS n, open, high, low, close, volume,
                    market_cap, source
               FROM markets_candles WHERE is_folded) AS days USING (asset_id, year, n)
 GROUP BY asset_id, year
"""

# The name of the key's constraint differs between installations.
OPEN = """
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT conname FROM pg_constraint
                 WHERE conrelid = 'markets_candle'::regclass AND contype = 'f' LOOP
        EXECUTE format('ALTER TABLE markets_candle DROP CONSTRAINT %I', name);
    END LOOP;
END $$
"""
STATEMENTS = [
    f'SELECT pg_advisory_xact_lock({HISTORY_LOCK})',
    BLOCKS, COPY,
    'DROP VIEW markets_candles',
    'DROP TABLE markets_candleyear',
    VIEW, FORMER,
    'ALTER TABLE markets_candle DROP COLUMN id',
    OPEN,
]


def single():
    return markets.models.history.SingleFloatField()


def array(field):
    return django.contrib.postgres.fields.ArrayField(base_field=field, size=None)


class Migration(migrations.Migration):

    dependencies = [
        ('markets', '0014_sentiment'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(STATEMENTS),
            ],
            state_operations=[
                migrations.DeleteModel('CandleYear'),
                migrations.CreateModel(
                    name='CandleBlock',
                    fields=[
                        ('pk', models.CompositePrimaryKey('asset_id', 'block', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('block', models.SmallIntegerField()),
                        ('source', models.CharField(max_length=20)),
                        ('recorded', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), help_text='elements known from our own quotes alone, from 1', size=None)),
                        ('open', array(single())),
                        ('close', array(models.FloatField())),
                        ('figures', array(array(single()))),
                        ('asset', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='candle_blocks', to='markets.asset')),
                    ],
                    options={
                        'ordering': ['asset', 'block'],
                    },
                ),
                migrations.RemoveField('OpenCandle', 'id'),
                migrations.AlterField(
                    'OpenCandle', 'asset',
                    models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='open_candles', to='markets.asset'),
                ),
                migrations.AddField(
                    'OpenCandle', 'pk',
                    models.CompositePrimaryKey('asset_id', 'day', blank=True, editable=False, primary_key=True, serialize=False),
                ),
            ],
        ),
    ]
