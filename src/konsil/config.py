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

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError, field_validator, model_validator

from konsil.plain import Plain

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
    live_url: str = ""
    """The address of that process as browsers reach it, where a proxy of yours stands before it."""
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
    mailboxes: tuple[str, ...] = ()
    """Mailboxes to read, separated by commas: `organisation=folder`, each a Maildir that your mail server fills."""
    scanner: str = ""
    """The virus scanner (clamd): a path of its socket, or host:port. Without one, documents are held and not served."""
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

    @field_validator("hosts", "mailboxes", mode="before")
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
    def live_at(self) -> int:
        """The port of the live process."""
        default = 443 if self.secure else 80
        return self.live_port or (self.parts.port or default) + 1

    @property
    def live_origin(self) -> str:
        """Where browsers reach the live process."""
        return self.live_url or f"{self.parts.scheme}://{self.parts.hostname}:{self.live_at}"

    @property
    def area(self) -> Path:
        """The folder of the embedded server."""
        return self.home / "postgres"


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
