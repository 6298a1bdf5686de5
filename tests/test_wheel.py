"""What is shipped is whole, and reaches for nothing outside."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/konsil"
OUTSIDE = re.compile(
    rb"""(?:\b(?:src|href|action|srcset)\s*=\s*["']?|url\(\s*["']?|@import\s+["']|\bfrom\s*["']|import\(\s*["'])"""
    rb"""(?:https?:)?//(?!127\.0\.0\.1|www\.w3\.org)"""
)


def files_of(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(folder.parent)) for path in found}


def test_the_wheel_holds_every_file_of_the_package_assets_included(tmp_path: Path) -> None:
    build = "from hatchling.build import build_wheel; import sys; print(build_wheel(sys.argv[1]))"
    told = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    with zipfile.ZipFile(tmp_path / told.stdout.split()[-1]) as wheel:
        shipped = {name for name in wheel.namelist() if name.startswith("konsil/")}
    assert shipped == files_of(PACKAGE)
    assert {"konsil/web/static/vendor/htmx.min.js", "konsil/letters/fonts/inter-400-normal.ttf"} <= shipped


@pytest.mark.parametrize("ending", ["html", "css", "js", "mjs", "svg", "typ"])
def test_nothing_that_is_served_reaches_for_another_host(ending: str) -> None:
    found = {
        str(path.relative_to(PACKAGE)): match.group()
        for path in PACKAGE.rglob(f"*.{ending}")
        if (match := OUTSIDE.search(path.read_bytes()))
    }
    assert found == {}


def test_what_others_made_comes_with_its_licence() -> None:
    licences = {path.stem for path in (PACKAGE / "web/static/vendor/licences").iterdir()}
    assert licences == {
        "fontsource-variable-inter",
        "fontsource-variable-source-serif-4",
        "htmx.org",
        "lucide-static",
        "signature_pad",
    }
    assert {path.stem for path in (PACKAGE / "letters/fonts").glob("*.txt")} == {"inter", "source-serif-4"}


@pytest.mark.parametrize("path", ["package-lock.json", "package.json", *(ROOT / "requirements").glob("*.txt")])
def test_no_lock_file_names_a_registry(path: str | Path) -> None:
    text = (ROOT / path).read_text("utf8")
    assert set(re.findall(r"https?://([^/\"]+)", text)) <= {"github.com"}  # where a font's author asks for support
    assert "resolved" not in text


@pytest.mark.parametrize("name", ["run", "build", "dev", "node"])
def test_every_locked_package_has_a_digest(name: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / f"requirements/{name}.txt").read_text("utf8").strip())
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
