"""The one Django app with models."""

from importlib.resources import files
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class StoreConfig(AppConfig):
    """Label `store`. After every migration the roles get the rights of today, and no others."""

    name = "konsil.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_grant, sender=self, dispatch_uid="konsil.store.grants")


def sql(name: str) -> str:
    """The text of a file of `store/sql`."""
    return files("konsil.store").joinpath("sql", name).read_text("utf8")


def _grant(sender: AppConfig, using: str, **more: Any) -> None:
    from konsil.letters import forms

    with connections[using].cursor() as cursor:
        cursor.execute(sql("grants.sql"))
        cursor.executemany("INSERT INTO consent_form VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING", forms.every())
