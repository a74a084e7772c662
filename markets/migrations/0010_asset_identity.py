"""What an asset was known by before, where it lives, and what became of it."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('markets', "0009_figure_runs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name='AssetContract',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(help_text="the chain's slug: ethereum, solana …", max_length=60)),
                ('address', models.CharField(db_index=True, max_length=200)),
            ],
            options={
                'ordering': ['chain', 'address'],
            },
        ),
        migrations.CreateModel(
            name='AssetEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('rename', 'Renamed'), ('redenomination', 'Redenominated'), ('migration', 'Became another asset'), ('merge', 'Was listed twice'), ('end', 'Ended')], max_length=16)),
                ('on', models.DateField(help_text='the first day of the new state, in UTC')),
                ('units_before', models.DecimalField(blank=True, decimal_places=18, help_text='1000 old units …', max_digits=36, null=True)),
                ('units_after', models.DecimalField(blank=True, decimal_places=18, help_text='… became 1 new one', max_digits=36, null=True)),
                ('former_symbol', models.CharField(blank=True, max_length=40)),
                ('former_name', models.CharField(blank=True, max_length=160)),
                ('is_worthless', models.BooleanField(default=False, help_text='otherwise the last price stays', verbose_name='worth nothing since')),
                ('note', models.CharField(blank=True, help_text='the source, for example', max_length=300)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['-on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='AssetName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('alias', 'Alias'), ('symbol', 'Former symbol'), ('name', 'Former name')], default='alias', max_length=6)),
                ('text', models.CharField(max_length=160)),
                ('valid_from', models.DateField(blank=True, help_text='none: from its launch on', null=True)),
                ('valid_until', models.DateField(blank=True, help_text="a former name's last day", null=True)),
            ],
            options={
                'ordering': ['kind', 'text', 'valid_from'],
            },
        ),
        migrations.CreateModel(
            name='AssetReference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=20)),
                ('reference', models.CharField(max_length=120)),
            ],
            options={
                'ordering': ['provider', 'reference'],
            },
        ),
        migrations.AddField(
            model_name='asset',
            name='ended_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='asset',
            name='is_worthless',
            field=models.BooleanField(db_default=False, default=False, verbose_name='worth nothing since it ended'),
        ),
        migrations.AddField(
            model_name='asset',
            name='kind_is_fixed',
            field=models.BooleanField(db_default=False, default=False, help_text='No list of a provider changes it.', verbose_name='kind is corrected'),
        ),
        migrations.AddField(
            model_name='asset',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='markets.asset'),
        ),
        migrations.AlterField(
            model_name='asset',
            name='kind',
            field=models.CharField(choices=[('coin', 'Coin'), ('stablecoin', 'Stablecoin'), ('fiat', 'Fiat currency'), ('rwa', 'Tokenised real-world asset'), ('wrapped', 'Wrapped coin'), ('own', 'Own asset')], default='coin', max_length=12),
        ),
        migrations.AddIndex(
            model_name='asset',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('name'), name='gin_trgm_ops'), name='asset_name_parts'),
        ),
        migrations.AddIndex(
            model_name='asset',
            index=models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('symbol'), name='text_pattern_ops'), name='asset_symbol_start'),
        ),
        migrations.AddIndex(
            model_name='asset',
            index=models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('slug'), name='text_pattern_ops'), name='asset_slug_start'),
        ),
        migrations.AddField(
            model_name='assetcontract',
            name='asset',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contracts', to='markets.asset'),
        ),
        migrations.AddField(
            model_name='assetevent',
            name='asset',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='markets.asset'),
        ),
        migrations.AddField(
            model_name='assetevent',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assetevent',
            name='successor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='markets.asset'),
        ),
        migrations.AddField(
            model_name='assetname',
            name='asset',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='markets.asset'),
        ),
        migrations.AddField(
            model_name='assetreference',
            name='asset',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='references', to='markets.asset'),
        ),
        migrations.AddConstraint(
            model_name='assetcontract',
            constraint=models.UniqueConstraint(fields=('chain', 'address'), name='asset_contract_names_one'),
        ),
        migrations.AddConstraint(
            model_name='assetevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['redenomination', 'migration']), _negated=True), models.Q(('units_after__isnull', False), ('units_before__isnull', False), ('units_after__gt', 0), ('units_before__gt', 0)), _connector='OR'), name='asset_event_has_a_ratio', violation_error_message='Say how many old units became how many new ones.'),
        ),
        migrations.AddConstraint(
            model_name='assetevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['migration', 'merge']), ('successor__isnull', False)), models.Q(models.Q(('kind__in', ['migration', 'merge']), _negated=True), ('successor__isnull', True)), _connector='OR'), name='asset_event_has_its_successor', violation_error_message='Name the successor of a migration, and of nothing else.'),
        ),
        migrations.AddConstraint(
            model_name='assetevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'rename'), _negated=True), models.Q(('former_name', ''), ('former_symbol', ''), _negated=True), _connector='OR'), name='asset_event_renames_something', violation_error_message='Give the former symbol, the former name, or both.'),
        ),
        migrations.AddIndex(
            model_name='assetname',
            index=models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('text'), name='text_pattern_ops'), name='asset_name_text'),
        ),
        migrations.AddConstraint(
            model_name='assetname',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'alias'), ('valid_until__isnull', False), _connector='OR'), name='asset_name_former_ended', violation_error_message='A former name needs its last day.'),
        ),
        migrations.AddConstraint(
            model_name='assetname',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_until__isnull', True), ('valid_from__lte', models.F('valid_until')), _connector='OR'), name='asset_name_days_in_order', violation_error_message='The last day lies before the first.'),
        ),
        migrations.AddConstraint(
            model_name='assetreference',
            constraint=models.UniqueConstraint(fields=('provider', 'reference'), name='asset_reference_names_one'),
        ),
    ]
