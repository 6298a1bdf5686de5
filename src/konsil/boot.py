"""The first step of every process that uses the database: configuration, server, Django, the wall."""

from __future__ import annotations

import os

from konsil import database
from konsil.config import Config, Role


def boot(role: Role = "app") -> Config:
    """Make this process ready to read and record as `role`, and refuse a role that could see past policies.

    Raises `ConfigFault`, `NotRunning` or `TooPowerful`. Nothing of Django may have been imported before.
    """
    os.environ["KONSIL_ROLE"] = role
    os.environ["DJANGO_SETTINGS_MODULE"] = "konsil.settings"
    config = Config.read()
    database.start(config)

    import django
    from django.db import connection

    from konsil.store.wall import refuse_power

    django.setup()
    with connection.cursor() as cursor:
        refuse_power(cursor)
    connection.close()
    return config
