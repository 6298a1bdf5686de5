"""Which database an installation has: one of your own, or the embedded server of its home."""

from __future__ import annotations

import os
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pydantic import SecretStr

from konsil.config import Config, ConfigFault, Role, variable
from konsil.store.cluster import Cluster, ensure_running, located

NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}  # libpq → Django


def start(config: Config) -> Cluster | None:
    """The embedded server with its database, made and started where needed; `None` for a server of your own.

    Raises `NotRunning`.
    """
    if not config.embedded:
        return None
    _private(config.home)
    cluster = ensure_running(config.area)
    if config.database not in cluster.databases():
        cluster.create_database(config.database)
    return cluster


def dsn(config: Config, role: Role | None = None) -> str:
    """The connection string of a role, the process's own by default; starts nothing.

    Raises `ConfigFault` where a server of your own has no string for that role.
    """
    role = role or config.role
    if not config.embedded:
        secret: SecretStr | None = getattr(config, f"{role}_dsn")
        if secret is None:
            raise ConfigFault(f"{variable(f'{role}_dsn')} is not set")
        return secret.get_secret_value()
    cluster = located(config.area)
    return cluster.dsn(f"konsil_{role}", config.database) if cluster else make_conninfo(dbname=config.database)


def for_django(config: Config) -> dict[str, object]:
    """The same for Django; connections stay open, since making one costs more than a request."""
    parts = {key: value for key, value in conninfo_to_dict(dsn(config)).items() if value is not None}
    told = {NAMES[key]: str(parts.pop(key)) for key in NAMES if key in parts}
    return {
        "ENGINE": "konsil.store.postgres",
        **told,
        "OPTIONS": {"application_name": f"konsil-{config.role}", **parts},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def _private(home: Path) -> None:
    """The folder of the installation. As root the server, which runs as `nobody`, must pass through it."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o711 if os.getuid() == 0 else 0o700)
