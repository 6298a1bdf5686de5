"""Print which requirement is shown by which test or journey.

    python -m tools.requirements            every requirement with what shows it, then those nothing shows
    python -m tools.requirements --check    only what is wrong

Wrong, and the exit status 1, is an id that `docs/requirements.toml` does not have, and a marked test without a
docstring. One that begins neither with its requirement's check nor, where semicolons part it, with one of its parts is
listed as worded otherwise: somebody should read both.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "docs/requirements.toml"


@dataclass(frozen=True, order=True)
class Shown:
    """One claim that a requirement is shown; `says` is the test's docstring, `None` for a journey."""

    id: str
    by: str
    says: str | None = None


def in_tests(folder: Path) -> Iterator[Shown]:
    """The claims of tests, read from their source without running it."""
    for path in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                for identifier in _marked(node.decorator_list):
                    by = f"{path.relative_to(folder.parent)}::{node.name}"
                    yield Shown(identifier, by, ast.get_docstring(node) or "")


def in_journeys(folder: Path) -> Iterator[Shown]:
    """The claims of journeys, wherever below `folder` a `journeys*.toml` or a folder `journeys` lies."""
    found = {*folder.rglob("journeys*.toml"), *folder.rglob("journeys/*.toml")}
    for path in sorted(found):
        for journey in tomllib.loads(path.read_text("utf8")).get("journey", []):
            for identifier in journey.get("shows", []):
                yield Shown(identifier, f"{path.parent.name}: {journey['name']}")


def faults(requirements: Mapping[str, Any], shown: list[Shown]) -> list[str]:
    """What is wrong, one line each."""
    told = []
    for claim in shown:
        if claim.id not in requirements:
            told.append(f"{claim.by} shows {claim.id}, which is no requirement")
        elif claim.says == "":
            told.append(f"{claim.by} shows {claim.id}, but does not say what")
    return told


def worded_otherwise(requirements: Mapping[str, Any], shown: list[Shown]) -> Iterator[str]:
    for claim in shown:
        if claim.says and claim.id in requirements and not _begins(claim.says, requirements[claim.id]["check"]):
            yield f"  {claim.id}  {claim.by}: {claim.says.splitlines()[0]}"


def table(requirements: Mapping[str, Any], shown: list[Shown]) -> Iterator[str]:
    """Each requirement shown with all that shows it, then the ids of the others by letter."""
    by = {key: [claim.by for claim in group] for key, group in groupby(sorted(shown), lambda claim: claim.id)}
    for key in requirements:
        if key in by:
            yield f"{key}  {requirements[key]['asks']}"
            yield from (f"       {place}" for place in by[key])
    left = [key for key in requirements if key not in by]
    yield f"{len(requirements) - len(left)} of {len(requirements)} are shown; not yet:"
    for letter, keys in groupby(left, lambda key: key[0]):
        yield f"  {letter}  " + " ".join(keys)


def read() -> dict[str, Any]:
    return tomllib.loads(REQUIREMENTS.read_text("utf8"))


def everything() -> list[Shown]:
    return [*in_tests(ROOT / "tests"), *in_journeys(ROOT / "src/konsil")]


def _marked(decorators: list[ast.expr]) -> Iterator[str]:
    for decorator in decorators:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.shows":
            yield from (str(given.value) for given in decorator.args if isinstance(given, ast.Constant))


def _begins(says: str, check: str) -> bool:
    """Whether a docstring begins with the check or, where that has several parts, with one of them."""
    words = " ".join(says.lower().split())
    return any(words.startswith(" ".join(part.split())) for part in check.lower().split(";"))


def main(arguments: list[str]) -> int:
    requirements, shown = read(), everything()
    wrong = faults(requirements, shown)
    if "--check" not in arguments:
        print(*table(requirements, shown), "worded otherwise:", sep="\n")
        print(*worded_otherwise(requirements, shown), sep="\n", flush=True)
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
