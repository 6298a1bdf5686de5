"""`konsil work`: the worker, as the role `konsil_work`."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from typing import cast

from konsil.boot import boot

GRACE = 20.0  # seconds a job may take to finish once the worker is told to stop; it is requeued otherwise


def main(arguments: Sequence[str]) -> int:
    """Run jobs until told to stop by a signal; those under way are finished first."""
    parser = argparse.ArgumentParser(prog="konsil work", description=__doc__)
    parser.add_argument("--concurrency", type=int, default=4, help="jobs at once (4)")
    told = parser.parse_args(arguments)
    boot("work")

    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    async def run() -> None:
        connector = cast(DjangoConnector, app.connector).get_worker_connector()
        with app.replace_connector(connector) as worker:
            async with worker.open_async():
                await worker.run_worker_async(concurrency=told.concurrency, shutdown_graceful_timeout=GRACE)

    asyncio.run(run())
    return 0
