"""A category of its own for what is between the member and the operator; see `store/sql/16_personal.sql`."""

from django.db import migrations

from konsil.store.apps import sql


class Migration(migrations.Migration):
    dependencies = [("store", "0009_names")]
    operations = [migrations.RunSQL(sql("16_personal.sql"), migrations.RunSQL.noop)]
