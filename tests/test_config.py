"""The environment says what an installation is; a misspelt word is refused, a secret never told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from konsil.config import Config, ConfigFault
from konsil.database import dsn, for_django, start

OWN = {
    "DATABASE_URL": "postgresql://konsil_owner:one@db-1:5432,db-2:5432/konsil?target_session_attrs=read-write",
    "KONSIL_APP_DSN": "postgresql://konsil_app:two@db-1:5432,db-2:5432/konsil?sslmode=verify-full",
    "KONSIL_WORK_DSN": "postgresql://konsil_work:three@db-1:5432,db-2:5432/konsil",
}


def test_all_faults_are_told_at_once_without_their_values() -> None:
    with pytest.raises(ConfigFault) as refused:
        Config.read({"KONSIL_HOEM": "/secret-place", "KONSIL_WORKERS": "several", "PATH": "/bin"})
    assert str(refused.value).splitlines() == [
        "KONSIL_WORKERS: Input should be a valid integer, unable to parse string as an integer",
        "KONSIL_HOEM: no such setting",
    ]


@pytest.mark.parametrize(("variable", "role"), [("KONSIL_APP_DSN", "app"), ("KONSIL_WORK_DSN", "work")])
def test_a_process_needs_no_more_than_the_string_of_its_own_role(variable: str, role: Any) -> None:
    config = Config.read({variable: OWN[variable], "KONSIL_ROLE": role})
    assert (config.embedded, dsn(config)) == (False, OWN[variable])
    with pytest.raises(ConfigFault, match="DATABASE_URL is not set"):
        dsn(config, "owner")


@pytest.mark.parametrize("url", ["konsil.example", "ftp://konsil.example", "https://"])
def test_the_address_must_be_one_a_browser_opens(url: str) -> None:
    with pytest.raises(ConfigFault, match="KONSIL_URL is not an address"):
        Config.read({"KONSIL_URL": url})


def test_each_role_has_its_own_string_and_an_unnamed_one_is_refused() -> None:
    config = Config.read(OWN)
    assert not config.embedded
    assert start(config) is None
    assert [dsn(config, "owner"), dsn(config, "app"), dsn(config, "work")] == list(OWN.values())
    with pytest.raises(ConfigFault, match="KONSIL_SEED_DSN is not set"):
        dsn(config, "seed")


def test_django_is_given_what_the_string_says() -> None:
    assert for_django(Config.read(OWN)) == {
        "ENGINE": "konsil.store.postgres",
        "NAME": "konsil",
        "USER": "konsil_app",
        "PASSWORD": "two",
        "HOST": "db-1,db-2",
        "PORT": "5432,5432",
        "OPTIONS": {"application_name": "konsil-app", "sslmode": "verify-full"},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def test_no_secret_is_printed() -> None:
    assert "two" not in repr(Config.read(OWN)) + str(Config.read(OWN)) + Config.read(OWN).model_dump_json()


def test_before_the_first_start_nothing_is_made(tmp_path: Path) -> None:
    config = Config.read({"KONSIL_HOME": str(tmp_path / "home")})
    assert dsn(config) == "dbname=konsil"
    assert not (tmp_path / "home").exists()


def test_an_https_address_makes_it_strict() -> None:
    assert [Config.read({"KONSIL_URL": f"{scheme}://konsil.example"}).secure for scheme in ("https", "http")] == [
        True,
        False,
    ]


def test_host_names_are_separated_by_commas() -> None:
    assert Config.read({"KONSIL_HOSTS": "one.example, two.example,"}).hosts == ("one.example", "two.example")
