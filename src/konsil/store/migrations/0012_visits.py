"""Visits: evidence, papers and their use, today's lists: see `store/sql/17_visits.sql` and its neighbours."""

from django.db import migrations

from konsil.store.apps import sql


class Migration(migrations.Migration):
    dependencies = [("store", "0011_capacity")]
    operations = [
        migrations.RunSQL(sql(name), migrations.RunSQL.noop)
        for name in ("17_visits.sql", "18_visit_rows.sql", "22_reception.sql")
    ]
