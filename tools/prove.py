"""The long run: every test with a million random cases, then every planted fault.

What has passed is kept in `.konsil/proof.json` under a digest of the tree, so that an interrupted run carries on and a
changed tree starts anew. The report is written to `docs/proof.txt`.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from tools import planted

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".konsil/proof.json"
REPORT = ROOT / "docs/proof.txt"
CASES = "1000000"


def main() -> int:
    tree = digest()
    done = kept(tree)
    with planted.copy() as copied:
        steps = list(everything(copied))
        for number, (name, step) in enumerate(steps, 1):
            if name not in done:
                began = time.monotonic()
                done[name] = f"{step()}, {time.monotonic() - began:.0f} s"
                keep(tree, done)
            print(f"{number}/{len(steps)}  {name}: {done[name]}", flush=True)
    lines = [f"{name}: {done[name]}" for name, _ in steps]
    REPORT.write_text("\n".join([*head(), *lines]) + "\n", encoding="utf8")
    return 0 if all(line.partition(": ")[2].startswith(("passed", "red")) for line in lines) else 1


def everything(copied: Path) -> Iterator[tuple[str, Callable[[], str]]]:
    """The steps by name: test files first, then faults, planted in a copy of the tree."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        name = str(path.relative_to(ROOT))
        yield name, partial(tested, name)
    found = planted.faults([])
    yield "the tests of planted faults", partial(planted.untouched, copied, found)
    yield from ((f"planted {fault.name}", partial(planted.verdict, copied, fault)) for fault in found)


def tested(file: str) -> str:
    """Run a file of tests, the long ones among them."""
    command = [sys.executable, "-m", "pytest", file, "-q", "-p", "no:cacheprovider", "-m", ""]
    told = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"KONSIL_CASES": CASES}, check=False, stdout=subprocess.PIPE, text=True
    )
    last = told.stdout.strip().splitlines()[-1:] or [""]
    return "passed" if told.returncode == 0 else f"FAILED ({last[0]})"


def digest() -> str:
    """What the proof is about: all code, data and tests."""
    whole = sha256()
    for folder in ("src", "tests", "tools"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                whole.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def kept(tree: str) -> dict[str, str]:
    if not KEPT.exists():
        return {}
    told = json.loads(KEPT.read_text("utf8"))
    passed: dict[str, str] = told["done"] if told["tree"] == tree else {}
    return passed


def keep(tree: str, done: dict[str, str]) -> None:
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps({"tree": tree, "done": done}, indent=1), encoding="utf8")


def head() -> list[str]:
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True)
    return [
        f"Proof of commit {commit.stdout.strip()}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        f"Python {platform.python_version()}, {os.cpu_count()} processors, {CASES} random cases a property",
        "",
    ]


if __name__ == "__main__":
    sys.exit(main())
