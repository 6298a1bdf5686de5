"""Break one guarantee at a time and demand that its test notices.

    python -m tools.planted [NAME …]      every fault of tests/planted, or those named

A fault is a patch whose first line names its test (`test: tests/store/test_wall.py::test_a_superuser_is_refused`) and
whose next lines say what it breaks. In a copy of the tree every test must pass; then each fault is applied, its test
must fail, and it is taken back.
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


def untouched(tree: Path, found: list[Fault]) -> str:
    """`passed` where the tests of all these faults pass as long as nothing is broken."""
    return "passed" if run(tree, *sorted({fault.test for fault in found})) == 0 else "FAILED without any fault"


def verdict(tree: Path, fault: Fault) -> str:
    """`red` as it must be, or what went wrong instead. The tree is left as it was."""
    if not applied(tree, fault):
        return "does not apply"
    try:
        status = run(tree, fault.test)
    finally:
        applied(tree, fault, "--reverse")
    return "red" if status == FAILED else "GREEN: the test does not notice" if status == 0 else "did not run"


def applied(tree: Path, fault: Fault, *how: str) -> bool:
    """Whether the patch could be applied to the tree, or taken back."""
    command = ["git", "apply", "--unidiff-zero", "--whitespace=nowarn", *how, "-"]
    return subprocess.run(command, cwd=tree, input=fault.patch, text=True, check=False).returncode == 0


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


def run(tree: Path, *tests: str) -> int:
    """Pytest's status for these tests in that tree; the first that fails is enough."""
    command = [sys.executable, "-m", "pytest", *tests, "-x", "-q", "-p", "no:cacheprovider", "-m", ""]
    environment = os.environ | {"PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    told = subprocess.run(command, cwd=tree, env=environment, check=False, capture_output=True)
    return told.returncode


def main(names: list[str]) -> int:
    found = faults(names)
    with copy() as tree:
        told = untouched(tree, found)
        print(f"their tests: {told}", flush=True)
        unnoticed = int(told != "passed")
        for number, fault in enumerate(found, 1):
            told = verdict(tree, fault)
            unnoticed += told != "red"
            print(f"{number}/{len(found)}  {fault.name}: {told}", flush=True)
    return int(unnoticed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
