"""One of two racing processes: reads what to do from its input, a line each, and answers on its output."""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from konsil.boot import boot


def main() -> None:
    boot("app")
    from django.db import connection

    from konsil.core.case import Actor
    from konsil.core.engine import Refused
    from konsil.store import record as store
    from konsil.store.refusals import Busy, NotThere
    from konsil.store.registers import sheets

    def stalled(*told: Any) -> None:
        """Instead of the second call of a record: the lock is held, nothing is written."""
        print("stalled", flush=True)
        sys.stdin.readline()

    def done(told: dict[str, Any]) -> dict[str, Any]:
        actor = Actor(*told["actor"])
        if told.get("stall"):
            store._append = stalled
        try:
            if told["do"] == "lay":
                return {"numbers": sheets.lay(actor, told["programme"], date.fromisoformat(told["day"]), told["count"])}
            if told["do"] == "open":
                begins = told.get("name", "request.received")
                found = store.open(actor, told["programme"], told["told"], key=told["key"], name=begins)
            else:
                found = store.record(actor, told["case"], told["name"], told["told"], key=told["key"])
        except Refused as no:
            return {"refused": no.key}
        except (Busy, NotThere) as no:
            return {"refused": str(no)}
        return {"answer": dict(found.answer), "replayed": found.replayed}

    def alone(told: dict[str, Any]) -> dict[str, Any]:
        """On a thread, which has a connection of its own."""
        try:
            return done(told)
        finally:
            connection.close()

    def crowd(told: dict[str, Any]) -> list[dict[str, Any]]:
        """The same from so many connections at once, each under a key of its own."""
        each = [{**told, "key": f"{told['key']}-{os.getpid()}-{one}"} for one in range(told["crowd"])]
        with ThreadPoolExecutor(len(each)) as pool:
            return list(pool.map(alone, each))

    print("ready", flush=True)
    for line in sys.stdin:
        told = json.loads(line)
        print(json.dumps(crowd(told) if "crowd" in told else done(told)), flush=True)


if __name__ == "__main__":
    main()
