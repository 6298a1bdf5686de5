"""The configuration of a process: every `KONSIL_*` value of the environment, typed, once.

A name nobody knows is refused, so that a misspelt one cannot be silently without effect. Secrets are not
here: keys lie in `home / "keys"`, passwords of the embedded server in `home / "postgres"`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self
from urllib.parse import SplitResult, urlsplit

from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError, field_validator, model_validator

from konsil.plain import Plain
from konsil.store.cluster import Cluster, ensure_running, located

Role = Literal["app", "work", "seed", "owner"]
FOR_TESTS = {"KONSIL_CASES"}  # how many random cases the tests try


class ConfigFault(Plain):
    """What is wrong with the environment: a line each, naming its variable and never its value."""


class Config(BaseModel):
    """What an installation may set. The variable of `home` is `KONSIL_HOME`, and so on."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, use_attribute_docstrings=True)

    home: Path = Path(".konsil")
    """The folder of keys, documents, logs and the embedded server."""
    role: Role = "app"
    """The database role this process acts as; `konsil work` sets its own."""
    database: str = "konsil"
    """The name of the database in the embedded server."""
    owner_dsn: SecretStr | None = None
    """A PostgreSQL of your own, as `konsil_owner`: only `konsil migrate` needs it."""
    app_dsn: SecretStr | None = None
    """The same database as `konsil_app`, for the web and the API."""
    work_dsn: SecretStr | None = None
    """The same database as `konsil_work`, for the worker."""
    seed_dsn: SecretStr | None = None
    """The same database as `konsil_seed`: demo data and cases brought from another system, nothing else."""
    url: str = "http://127.0.0.1:8000"
    """The address people open; `https` makes cookies and headers strict."""
    live_port: int = 0
    """The port of the process that keeps open pages fresh; 0 is the one after the web's."""
    health_port: int = 0
    """Where `/live`, `/ready` and `/metrics` answer, on 127.0.0.1 only; 0 is none."""
    hosts: tuple[str, ...] = ()
    """Further host names to answer to, separated by commas."""
    proxied: bool = False
    """Whether a proxy of yours sets `X-Forwarded-Proto`."""
    workers: int = 0
    """Web processes; 0 is one for each processor, at most four."""
    mail: str = "smtp://127.0.0.1:1025"
    """The mail server: `smtp://` or `smtps://user:password@host:port`."""
    sender: str = "konsil@konsil.example"
    """The address mails come from, where the organisation names none."""
    demo: bool = False
    """Invented people, the frozen clock and sign-in by one click."""
    debug: bool = False
    """Pages that show the source where something breaks; never where real people are."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """The least grave thing that is logged."""

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        return home.expanduser().resolve()

    @field_validator("hosts", mode="before")
    @classmethod
    def _list(cls, told: object) -> object:
        return [part.strip() for part in told.split(",") if part.strip()] if isinstance(told, str) else told

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.parts.scheme not in {"http", "https"} or not self.parts.hostname:
            raise ValueError("KONSIL_URL is not an address such as https://konsil.example")
        return self

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """The configuration in an environment. Raises `ConfigFault` with all faults at once."""
        told = {
            name.removeprefix("KONSIL_").lower(): value
            for name, value in environment.items()
            if name.startswith("KONSIL_") and name not in FOR_TESTS
        }
        if url := environment.get("DATABASE_URL"):
            told["owner_dsn"] = url
        try:
            return cls.model_validate(told)
        except ValidationError as fault:
            raise ConfigFault("\n".join(map(_words, fault.errors()))) from None

    @property
    def embedded(self) -> bool:
        """Whether the database is the embedded server of `home`."""
        return not (self.owner_dsn or self.app_dsn or self.work_dsn or self.seed_dsn)

    @property
    def parts(self) -> SplitResult:
        return urlsplit(self.url)

    @property
    def secure(self) -> bool:
        return self.parts.scheme == "https"

    @property
    def area(self) -> Path:
        """The folder of the embedded server."""
        return self.home / "postgres"

    def cluster(self) -> Cluster | None:
        """The embedded server, made and started where needed; `None` for a server of your own."""
        if not self.embedded:
            return None
        _private(self.home)
        cluster = ensure_running(self.area)
        if self.database not in cluster.databases():
            cluster.create_database(self.database)
        return cluster

    def dsn(self, role: Role | None = None) -> str:
        """The connection string of a role, this process's own by default; starts nothing.

        Raises `ConfigFault` where a server of your own has no string for that role.
        """
        role = role or self.role
        if not self.embedded:
            secret: SecretStr | None = getattr(self, f"{role}_dsn")
            if secret is None:
                raise ConfigFault(f"{variable(f'{role}_dsn')} is not set")
            return secret.get_secret_value()
        cluster = located(self.area)
        return cluster.dsn(f"konsil_{role}", self.database) if cluster else make_conninfo(dbname=self.database)

    def django_database(self) -> dict[str, object]:
        """The same for Django; connections stay open, since making one costs more than a request."""
        parts = {key: value for key, value in conninfo_to_dict(self.dsn()).items() if value is not None}
        names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        told = {names[key]: str(parts.pop(key)) for key in names if key in parts}
        return {
            "ENGINE": "django.db.backends.postgresql",
            **told,
            "OPTIONS": {"application_name": f"konsil-{self.role}", **parts},
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
        }


def _private(home: Path) -> None:
    """The folder of the installation. As root the server, which runs as `nobody`, must pass through it."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o711 if os.getuid() == 0 else 0o700)


def variable(field: str) -> str:
    """The name of a field in the environment."""
    return "DATABASE_URL" if field == "owner_dsn" else f"KONSIL_{field.upper()}"


def _words(error: Mapping[str, object]) -> str:
    match error["loc"]:
        case (str(field), *_):
            return f"{variable(field)}: " + (
                "no such setting" if error["type"] == "extra_forbidden" else str(error["msg"])
            )
    return str(error["msg"]).removeprefix("Value error, ")
