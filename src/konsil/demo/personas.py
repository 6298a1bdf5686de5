"""The people one can be in the demo, by one click: who they are, how they come in, where they begin."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "demo.json"


@dataclass(frozen=True)
class Persona:
    """One face. `email` of an account, or `entrance`, a link that was already walked through."""

    key: str
    name: str
    face: str  # what they are: coordinator, member, doctor …
    home: str
    email: str = ""
    entrance: str = ""

    @property
    def first(self) -> str:
        """What to call them: without a title, the first name."""
        return next(word for word in self.name.split() if not word.endswith("."))


def keep(home: Path, personas: tuple[Persona, ...]) -> None:
    """Write them beside the database they belong to."""
    (home / FILE).write_text(json.dumps([asdict(one) for one in personas], ensure_ascii=False, indent=1), "utf8")


def known(home: Path) -> tuple[Persona, ...]:
    """Those of this demo; none before it was laid."""
    file = home / FILE
    return tuple(Persona(**one) for one in json.loads(file.read_text("utf8"))) if file.exists() else ()
