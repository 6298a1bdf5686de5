"""Whoever watches gets an answer, and no more than figures."""

from __future__ import annotations

import socket
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.conf import settings

from konsil.config import Config
from konsil.health import watched


@pytest.fixture
def config(database: Any) -> Config:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told: Config = settings.CONFIG.model_copy(update={"health_port": port})
    return told


def asked(port: int, path: str) -> tuple[int, str]:
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}") as answer:
            return answer.status, answer.read().decode()
    except HTTPError as fault:
        with fault:
            return fault.code, fault.read().decode()


def test_it_is_ready_when_every_process_runs(config: Config) -> None:
    with watched(config, lambda: {"web": True, "work": True}) as port:
        assert asked(port, "/live") == (200, "live\n")
        assert asked(port, "/ready") == (200, "ready\n")


def test_it_is_not_ready_without_the_worker(config: Config) -> None:
    with watched(config, lambda: {"web": True, "work": False}) as port:
        assert asked(port, "/ready") == (503, "down: work\n")


def test_it_lives_but_is_not_ready_without_its_database(config: Config) -> None:
    lost = config.model_copy(update={"database": "none_of_this_name"})
    with watched(lost, lambda: {"web": True}) as port:
        assert asked(port, "/live") == (200, "live\n")
        assert asked(port, "/ready") == (503, "the database does not answer\n")


def test_the_figures_are_processes_and_jobs(config: Config) -> None:
    with watched(config, lambda: {"web": True, "work": False}) as port:
        assert asked(port, "/metrics") == (
            200,
            'konsil_process_up{name="web"} 1\nkonsil_process_up{name="work"} 0\n'
            "konsil_jobs_due 0\nkonsil_jobs_failed 0\n",
        )
        assert asked(port, "/cases") == (404, "not here\n")


def test_without_a_port_nothing_listens(config: Config) -> None:
    with watched(config.model_copy(update={"health_port": 0}), dict) as port:
        assert port == 0
