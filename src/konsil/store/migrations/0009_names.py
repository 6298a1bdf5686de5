"""Accounts sign entries by their name, so no two may have the same."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0008_erasure")]
    operations = [
        migrations.AddConstraint("account", models.UniqueConstraint(fields=["name"], name="account-name-taken"))
    ]
