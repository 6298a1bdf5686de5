"""One of two racing processes: reads what to do from its input, a line each, and answers on its output."""

from __future__ import annotations

import json
import sys
from typing import Any

from konsil.boot import boot


def main() -> None:
    boot("app")
    from konsil.core.case import Actor
    from konsil.core.engine import Refused
    from konsil.store import record as store

    def stalled(*told: Any) -> None:
        """Instead of the second call of a record: the lock is held, nothing is written."""
        print("stalled", flush=True)
        sys.stdin.readline()

    def done(told: dict[str, Any]) -> dict[str, Any]:
        actor = Actor(*told["actor"])
        if told.get("stall"):
            store._append = stalled
        try:
            if told["do"] == "open":
                begins = told.get("name", "request.received")
                found = store.open(actor, told["programme"], told["told"], key=told["key"], name=begins)
            else:
                found = store.record(actor, told["case"], told["name"], told["told"], key=told["key"])
        except Refused as no:
            return {"refused": no.key}
        return {"answer": dict(found.answer), "replayed": found.replayed}

    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(done(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
