"""Visits: clinics and their places, services, schedules, coverage and tariffs, and free time: `store/sql/15_capacity.sql`."""

import django.contrib.postgres.fields
import django.db.models.deletion
import functools
import konsil.store.models.fields
from django.db import migrations, models

from konsil.store.apps import sql


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0010_personal'),
    ]

    operations = [
        migrations.AddField(
            model_name='policy',
            name='package',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('number', models.TextField(blank=True, default='')),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='store.organisation')),
                ('payer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clinics', to='store.organisation')),
            ],
            options={
                'db_table': 'agreement',
            },
        ),
        migrations.CreateModel(
            name='Coverage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('programme', models.TextField()),
                ('package', models.TextField(blank=True, default='')),
                ('service', models.TextField()),
                ('covered', models.BooleanField(default=True)),
                ('authorise', models.BooleanField(default=True)),
                ('cap', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('currency', models.TextField(blank=True, default='')),
                ('payer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.organisation')),
            ],
            options={
                'db_table': 'coverage',
            },
        ),
        migrations.CreateModel(
            name='Location',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('public', models.TextField(default=functools.partial(konsil.store.models.fields.public_id, *('l',), **{}), editable=False, unique=True)),
                ('name', models.TextField()),
                ('address', models.TextField(blank=True, default='')),
                ('city', models.TextField(blank=True, default='')),
                ('phone', models.TextField(blank=True, default='')),
                ('zone', models.TextField()),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='locations', to='store.organisation')),
            ],
            options={
                'db_table': 'location',
            },
        ),
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('public', models.TextField(default=functools.partial(konsil.store.models.fields.public_id, *('s',), **{}), editable=False, unique=True)),
                ('kind', models.TextField()),
                ('label', models.TextField()),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.organisation')),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resources', to='store.location')),
                ('practitioner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.party', to_field='key')),
            ],
            options={
                'db_table': 'resource',
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public', models.TextField(default=functools.partial(konsil.store.models.fields.public_id, *('b',), **{}), editable=False, unique=True)),
                ('kind', models.TextField()),
                ('reason', models.TextField(blank=True, default='')),
                ('from_at', models.DateTimeField()),
                ('until_at', models.DateTimeField()),
                ('told_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='store.resource')),
            ],
            options={
                'db_table': 'absence',
            },
        ),
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('hours', models.JSONField()),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='schedules', to='store.resource')),
            ],
            options={
                'db_table': 'schedule',
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('code', models.TextField()),
                ('texts', models.JSONField(default=dict)),
                ('minutes', models.IntegerField()),
            ],
            options={
                'db_table': 'service',
                'constraints': [models.UniqueConstraint(fields=('code', 'from_on'), name='service-known-already')],
            },
        ),
        migrations.CreateModel(
            name='Tariff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('service', models.TextField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('currency', models.TextField()),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.organisation')),
                ('payer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.organisation')),
            ],
            options={
                'db_table': 'tariff',
            },
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('service', models.TextField()),
                ('minutes', models.IntegerField(null=True)),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='store.location')),
                ('resources', models.ManyToManyField(db_table='offer_resource', to='store.resource')),
            ],
            options={
                'db_table': 'offer',
                'indexes': [models.Index(fields=['service', 'location'], name='offer_service')],
            },
        ),
        migrations.RunSQL(sql("15_capacity.sql"), migrations.RunSQL.noop),
    ]
