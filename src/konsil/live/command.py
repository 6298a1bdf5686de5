"""`konsil live`: the process that keeps open pages fresh."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from konsil import database
from konsil.config import Config


def main(arguments: Sequence[str]) -> int:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="konsil live", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    told = parser.parse_args(arguments)
    config = Config.read()
    database.start(config)

    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "konsil.live.application:application", address=told.host, port=config.live_at, interface=Interfaces.ASGI,
        websockets=False, log_enabled=False, workers_kill_timeout=2,
    ).serve()  # fmt: skip
    return 0
