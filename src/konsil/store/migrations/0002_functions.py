"""Functions, policies and triggers, from the files of `store/sql`."""

from django.db import migrations

from konsil.store.apps import sql

FILES = (
    "01_base.sql", "02_access.sql", "03_evidence.sql", "04_record.sql", "05_append.sql", "06_audit.sql",
    "07_ties.sql", "08_read.sql",
)


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]
    operations = [migrations.RunSQL(sql(name), migrations.RunSQL.noop) for name in FILES]
