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

    def done(told: dict[str, Any]) -> dict[str, Any]:
        actor = Actor(*told["actor"])
        try:
            if told["do"] == "open":
                found = store.open(actor, told["programme"], told["told"], key=told["key"])
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
