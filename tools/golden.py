"""Write a stored fact of each class and version to tests/golden/facts, once: what is there is never written again.

    python tools/golden.py

A file holds a body as the store keeps it, taken from the journeys. It must be readable for ever (R14).
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from konsil import library
from konsil.core.fact import adapter, plain, read
from konsil.core.facts import FACTS
from konsil.core.journey import Step

GOLDEN = Path(__file__).resolve().parent.parent / "tests/golden/facts"


def main() -> None:
    for name, step in fullest().items():
        path = GOLDEN / f"{name}.{FACTS[name].version}.json"
        if not path.exists():
            path.write_text(json.dumps(stored(step), ensure_ascii=False, indent=2) + "\n", "utf8")
            print(path.name)


def fullest() -> dict[str, Step]:
    """Of each fact the step of a journey that tells most of it."""
    found: dict[str, Step] = {}
    for key in library.keys():  # noqa: SIM118
        for journey in library.journeys(library.folder(key)).values():
            for step in journey.steps:
                if not step.refused and _much(step) > _much(found.get(step.fact)):
                    found[step.fact] = step
    return found


def _much(step: Step | None) -> int:
    return len(str(step.told) + str(step.known)) if step else 0


def stored(step: Step) -> Mapping[str, Any]:
    """The fact and the evidence of a step, as the body of a stored entry holds them."""
    kind = FACTS[step.fact]
    known = adapter(kind.evidence).validate_python(step.known)
    return {"fact": plain(read(kind, step.told)), "known": plain(known)}


if __name__ == "__main__":
    main()
