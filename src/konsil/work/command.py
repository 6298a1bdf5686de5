"""`konsil work`: the worker, as the role `konsil_work`."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence

from konsil.boot import boot


def main(arguments: Sequence[str]) -> int:
    """Run jobs until told to stop; those under way are finished first."""
    parser = argparse.ArgumentParser(prog="konsil work", description=__doc__)
    parser.add_argument("--concurrency", type=int, default=4, help="jobs at once (4)")
    parser.add_argument(
        "--heartbeat", type=float, default=5, metavar="SECONDS",
        help="how often it says that it lives; silent six times as long, its jobs go to another (5)",
    )  # fmt: skip
    told = parser.parse_args(arguments)
    boot("work")

    from procrastinate.contrib.django import app

    from konsil.store import instances
    from konsil.work import tasks  # noqa: F401  registers the jobs

    if not instances.settle_in():
        print("This is a restored copy, or it was stopped: nothing is sent until two people release it.", flush=True)
    app.worker_defaults = {
        "concurrency": told.concurrency,
        "update_heartbeat_interval": told.heartbeat,
        "stalled_worker_timeout": 6 * told.heartbeat,
        "fetch_job_polling_interval": 5,
        "shutdown_graceful_timeout": 20,
        "delete_jobs": "never",
        "name": "konsil",
    }
    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        asyncio.run(_run(worker))
    return 0


async def _run(worker: object) -> None:
    async with worker.open_async():  # type: ignore[attr-defined]
        await worker.run_worker_async()  # type: ignore[attr-defined]
