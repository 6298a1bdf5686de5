"""Every text of every page stands in every complete language."""

import subprocess
import sys
from pathlib import Path

import polib
import pytest

from tools import messages

ROOT = Path(__file__).resolve().parents[2]


def test_no_page_says_what_a_catalogue_lacks() -> None:
    told = subprocess.run(
        [sys.executable, ROOT / "tools/messages.py", "check"], capture_output=True, text=True, check=False
    )

    assert (told.returncode, told.stderr) == (0, ""), told.stdout


@pytest.mark.parametrize(
    ("english", "text", "told"),
    [
        ("Hour", "Ora", []),
        ("E-mail", "E-mail", []),
        ("The day", "The day", ["left in English"]),
        ("Join", "Alăturaţi-vă", ["a letter of another language"]),
        ("Due %(day)s", "Termen", ["placeholders differ from 'Due %(day)s'"]),
    ],
)
def test_what_is_no_translation_is_told(english: str, text: str, told: list[str]) -> None:
    assert list(messages.wrong("ro", polib.POEntry(msgid=english), text)) == told
