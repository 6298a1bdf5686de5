"""Break one guarantee at a time and demand that its test notices.

    python -m tools.planted [NAME …]      every fault of tests/planted, or those named

A fault is a patch whose first line names its test (`test: tests/store/test_wall.py::test_a_superuser_is_refused`) and
whose next lines say what it breaks. It is applied to a copy of the tree; there the test must pass before and fail
after.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from konsil.store.cluster import remove

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests/planted"
COPIED = ("src", "tests", "tools", "docs", "pyproject.toml", "package.json", "README.md", "Makefile")
FAILED = 1  # pytest's status for failed tests; any other says that it could not even try


@dataclass(frozen=True)
class Fault:
    name: str
    test: str
    patch: str

    @classmethod
    def read(cls, path: Path) -> Fault:
        text = path.read_text("utf8")
        first, _, _ = text.partition("\n")
        if not first.startswith("test: "):
            raise SystemExit(f"{path}: the first line must name the test, as in 'test: tests/store/test_wall.py'")
        return cls(path.stem, first.removeprefix("test: ").strip(), text)


def faults(names: list[str]) -> list[Fault]:
    return [Fault.read(path) for path in sorted(FOLDER.glob("*.patch")) if not names or path.stem in names]


def verdict(fault: Fault) -> str:
    """`red` as it must be, or what went wrong instead."""
    with copy() as tree:
        if run(tree, fault.test) != 0:
            return "was red without the fault"
        applied = subprocess.run(
            ["git", "apply", "--unidiff-zero", "--whitespace=nowarn", "-"],
            cwd=tree,
            input=fault.patch,
            text=True,
            check=False,
        )
        if applied.returncode != 0:
            return "does not apply"
        status = run(tree, fault.test)
        return "red" if status == FAILED else "GREEN: the test does not notice" if status == 0 else "did not run"


@contextmanager
def copy() -> Iterator[Path]:
    """A copy of the tree with a database server of its own, both gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="konsil-planted-") as folder:
        tree = Path(folder)
        tree.chmod(0o711)  # the server runs as nobody where we are root, and must pass
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                shutil.copyfile(source, tree / name)
        try:
            yield tree
        finally:
            remove(tree / ".konsil/test/postgres")


def run(tree: Path, test: str) -> int:
    """Pytest's status for one test in that tree."""
    command = [sys.executable, "-m", "pytest", test, "-x", "-q", "-p", "no:cacheprovider", "-m", ""]
    environment = os.environ | {"PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    told = subprocess.run(command, cwd=tree, env=environment, check=False, capture_output=True)
    return told.returncode


def main(names: list[str]) -> int:
    found = faults(names)
    unnoticed = 0
    for number, fault in enumerate(found, 1):
        told = verdict(fault)
        unnoticed += told != "red"
        print(f"{number}/{len(found)}  {fault.name}: {told}", flush=True)
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
