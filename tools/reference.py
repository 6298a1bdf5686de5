"""Write the pages of `docs/reference` that follow from the code.

python -m tools.reference            writes them
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from konsil.cli import COMMANDS
from konsil.config import Config, variable
from tools import vocabulary

FOLDER = Path(__file__).resolve().parent.parent / "docs/reference"
NOTE = "<!-- Written by tools/reference.py from the code: change it there. -->"


def pages() -> dict[str, str]:
    """The text of each page by its file name."""
    return {"settings.md": settings(), "commands.md": commands(), **vocabulary.pages(NOTE)}


def settings() -> str:
    rows = [_row(name, field) for name, field in Config.model_fields.items()]
    return "\n".join(
        [
            *("# Settings", "", NOTE, ""),
            "Whatever an installation may set stands in the environment. A name that is not in this table is refused.",
            "`konsil doctor --print` shows what a process has understood, without secrets.",
            *("", "| variable | meaning | default |", "|---|---|---|", *rows, ""),
        ]
    )


def commands() -> str:
    rows = [f"| `konsil {name}` | {does} |" for name, (_, does) in COMMANDS.items()]
    return "\n".join(
        [
            *("# Commands", "", NOTE, ""),
            "Each tells more with `--help`. A fault that you can mend is told in a sentence, with exit status 1.",
            *("", "| command | what it does |", "|---|---|", *rows, ""),
        ]
    )


def _row(name: str, field: FieldInfo) -> str:
    values = _choices(field.annotation)
    meaning = f"{field.description} {values}".strip()
    return f"| `{variable(name)}` | {meaning} | {_default(field.default)} |"


def _choices(kind: Any) -> str:
    if str(get_origin(kind)) != "typing.Literal":
        return ""
    return "One of " + ", ".join(f"`{choice}`" for choice in get_args(kind)) + "."


def _default(value: object) -> str:
    match value:
        case None | () | "":
            return ""
        case bool():
            return "yes" if value else "no"
    return f"`{value}`"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf8")


if __name__ == "__main__":
    main()
