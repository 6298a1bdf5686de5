"""The jobs, thin: each finds out by itself whether there is anything left to do (R21).

A job is named as the effect that asks for it; its arguments are ids. Every job acts as the party `konsil`. What has
to wait comes back when it may; a gate that is down is tried again, at longer and longer intervals.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.db import close_old_connections
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from konsil.config import Config
from konsil.gates import GateDown
from konsil.store import capacity, spool, tidying
from konsil.store.queries.reading import logged_later
from konsil.store.refusals import Busy
from konsil.work import entering, filing, intake, outage, promises, proposals, sealing, telling, waitlist
from konsil.work.worker import KONSIL

P = ParamSpec("P")
log = logging.getLogger("konsil.work")

LONGEST = 1800  # seconds between two tries
FAULTS = 8  # tries of a job that ends in something nobody expected


class Patience(BaseRetryStrategy):
    """When a job comes back: as it asked; soon where a case was busy; later and later where a gate is down."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        match exception:
            case telling.Later(seconds=seconds):
                return RetryDecision(retry_in={"seconds": max(1, int(seconds) + 1)})
            case Busy():
                return RetryDecision(retry_in={"seconds": 2})
            case GateDown():
                return RetryDecision(retry_in={"seconds": min(5 * 2 ** min(job.attempts, 10), LONGEST)})
        return RetryDecision(retry_in={"seconds": 60}) if job.attempts < FAULTS else None


def job(name: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Register a job under the name of its effect; its database connection is looked after on both sides."""

    def registered(do: Callable[P, None]) -> Callable[P, None]:
        @wraps(do)
        def run(*args: P.args, **more: P.kwargs) -> None:
            close_old_connections()
            try:
                do(*args, **more)
            finally:
                close_old_connections()

        app.task(name=name, retry=Patience())(run)
        return run

    return registered


@job("tell")
def tell(case: str, seq: int, number: int, item: str, again: int = 0) -> None:
    """Send a letter that follows an entry; again, if somebody asked for that after it came back."""
    telling.tell(case, seq, number, item, again)


@job("warn")
def warn(case: str, promise: str, item: str, number: int, mark: str) -> None:
    """Warn whoever answers for a case that a promise nears its end, or passed it."""
    promises.warn(case, promise, item, number, mark)


@job("calendar-revised")
def calendar_revised(revision: int) -> None:
    """Count open promises anew, and lay out free time: a day is off, or is not."""
    promises.recount(revision)
    capacity.lay_out_all(KONSIL)


@job("entrances")
def entrances(asked: str) -> None:
    """Send links to everybody whose address was typed at the entrance."""
    entering.send_links(asked)


@job("entrance-code")
def entrance_code(entrance: str) -> None:
    """Send the code of a link."""
    entering.send_code(entrance)


# -- by the clock ----------------------------------------------------------------------------------------------


@app.periodic(cron="* * * * * */20")
@app.task(name="sweep", queue="clock")
def sweep(timestamp: int) -> None:
    """Write the marks of promises that are due, and let go what was held."""
    close_old_connections()
    try:
        promises.sweep()
    finally:
        close_old_connections()


@app.periodic(cron="* * * * * */15")
@app.task(name="requeue-stalled", queue="clock", pass_context=True)
async def requeue_stalled(context: JobContext, timestamp: int) -> None:
    """Give jobs of a worker that died to another: its heart has not beaten for six times its interval."""
    silent = 6 * float(context.app.worker_defaults.get("update_heartbeat_interval", 5))
    for stalled in await context.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent):
        log.warning("job-requeued", extra={"job": stalled.task_name})
        await context.app.job_manager.retry_job(stalled)


@app.periodic(cron="10 * * * * *")
@app.task(name="escalate", queue="clock")
def escalate(timestamp: int) -> None:
    """Ring whoever may approve instead of somebody who has not answered."""
    close_old_connections()
    try:
        proposals.escalate()
    finally:
        close_old_connections()


@app.periodic(cron="40 2 * * *")
@app.task(name="seal", queue="clock")
def seal(timestamp: int) -> None:
    """Sign the heads of all chains, outside the database."""
    close_old_connections()
    try:
        sealing.write(Config.read().home / sealing.FOLDER)
    finally:
        close_old_connections()


@app.periodic(cron="30 * * * * *")
@app.task(name="examine-held", queue="clock")
def examine_held(timestamp: int) -> None:
    """Ask the scanner again about documents that wait for it."""
    close_old_connections()
    try:
        filing.examine_held()
    finally:
        close_old_connections()


@app.periodic(cron="45 * * * * *")
@app.task(name="drain-looks", queue="clock")
def drain_looks(timestamp: int) -> None:
    """Write the looks at medical data that lie on this machine because the database could not take them."""
    close_old_connections()
    try:
        spool.drain(logged_later)
    finally:
        close_old_connections()


@app.periodic(cron="* * * * * */20")
@app.task(name="fetch-mail", queue="clock")
def fetch_mail(timestamp: int) -> None:
    """Take in what came by mail."""
    close_old_connections()
    try:
        intake.fetch()
    finally:
        close_old_connections()


@app.periodic(cron="5 * * * *")
@app.task(name="outage-packs", queue="clock")
def outage_packs(timestamp: int) -> None:
    """Lay out what clinics and call centres work with when the line is down."""
    close_old_connections()
    try:
        outage.evening()
    finally:
        close_old_connections()


@app.periodic(cron="* * * * * */30")
@app.task(name="wait-list", queue="clock")
def wait_list(timestamp: int) -> None:
    """Offer times that were given up, and let lapse what nobody answered."""
    close_old_connections()
    try:
        waitlist.sweep()
    finally:
        close_old_connections()


@app.periodic(cron="17 3 * * *")
@app.task(name="purge-finished", queue="clock", pass_context=True)
async def purge_finished(context: JobContext, timestamp: int) -> None:
    """Forget jobs that ended well a week ago; those that failed stay until somebody looked."""
    await context.app.job_manager.delete_old_jobs(nb_hours=7 * 24)


@app.periodic(cron="7 2 * * *")
@app.task(name="lay-out", queue="clock")
def lay_out(timestamp: int) -> None:
    """Lay out free time a day further (R19)."""
    close_old_connections()
    try:
        capacity.lay_out_all(KONSIL)
    finally:
        close_old_connections()


@app.periodic(cron="27 3 * * *")
@app.task(name="tidy", queue="clock")
def tidy(timestamp: int) -> None:
    """Delete what has its age, and make room for the next month's looks."""
    close_old_connections()
    try:
        tidying.tidy()
    finally:
        close_old_connections()
