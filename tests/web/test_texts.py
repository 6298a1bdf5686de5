"""Every text of every page stands in every complete language."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_no_page_says_what_a_catalogue_lacks() -> None:
    told = subprocess.run(
        [sys.executable, ROOT / "tools/messages.py", "check"], capture_output=True, text=True, check=False
    )

    assert (told.returncode, told.stderr) == (0, ""), told.stdout
