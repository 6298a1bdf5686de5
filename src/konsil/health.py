"""What watches the installation: `/live`, `/ready` and `/metrics` on a port of their own, on this machine only.

They stand in the parent of `konsil serve`, so that they answer while a web process hangs, and name no person.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import psycopg

from konsil.config import Config
from konsil.database import dsn

FIGURES = {
    "konsil_worker_heartbeat_age_seconds": (
        "SELECT extract(epoch FROM now() - max(last_heartbeat))::float8 FROM procrastinate_workers"
    ),
    "konsil_jobs_due": (
        "SELECT count(*)::float8 FROM procrastinate_jobs"
        " WHERE status = 'todo' AND coalesce(scheduled_at, '-infinity') <= now()"
    ),
    "konsil_jobs_failed": "SELECT count(*)::float8 FROM procrastinate_jobs WHERE status = 'failed'",
}


@contextmanager
def watched(config: Config, alive: Callable[[], Mapping[str, bool]]) -> Iterator[int]:
    """Answer on `config.health_port` while the block lasts; gives the port, 0 where none is configured.

    `alive` says which child processes run.
    """
    if not config.health_port:
        yield 0
        return
    handler = type("Asked", (_Asked,), {"config": config, "alive": staticmethod(alive)})
    server = ThreadingHTTPServer(("127.0.0.1", config.health_port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def metrics(config: Config, alive: Mapping[str, bool]) -> str:
    """The figures in the text format of Prometheus; a figure that nothing is known of is left out.

    Raises `psycopg.Error` where the database does not answer.
    """
    lines = [f'konsil_process_up{{name="{name}"}} {int(up)}' for name, up in sorted(alive.items())]
    with psycopg.connect(dsn(config, "work"), autocommit=True, connect_timeout=3) as connection:
        for name, query in FIGURES.items():
            row = connection.execute(query.encode()).fetchone()
            if row and row[0] is not None:
                lines.append(f"{name} {row[0]:g}")
    return "\n".join(lines) + "\n"


class _Asked(BaseHTTPRequestHandler):
    config: Config
    alive: Callable[[], Mapping[str, bool]]

    def do_GET(self) -> None:
        status, text = self._answer()
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _answer(self) -> tuple[int, str]:
        alive = self.alive()
        match self.path:
            case "/live":
                return 200, "live\n"
            case "/ready" | "/metrics":
                try:
                    told = metrics(self.config, alive)
                except psycopg.Error:
                    return 503, "the database does not answer\n"
                if self.path == "/metrics":
                    return 200, told
                down = [name for name, up in alive.items() if not up]
                return (503, f"down: {', '.join(down)}\n") if down else (200, "ready\n")
        return 404, "not here\n"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: whoever watches asks every few seconds."""
