"""The people one can be in the demo, by one click: who they are, how they come in, where they begin."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

FILE = "demo.json"
CODE = "000000"


@dataclass(frozen=True)
class Persona:
    """One face. `email` of an account, or `entrance`, a link that was already walked through."""

    key: str
    name: str
    face: str  # what they are: coordinator, member, doctor …
    home: str
    email: str = ""
    entrance: str = ""
    service: str = "second-opinion"
    zone: str = "Europe/Tirane"
    beside: str = "elira"  # whose window is worth seeing next to theirs

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


def guest(programme: str, party: str, told: Mapping[str, Any], role: str, **more: str) -> Persona:
    """Somebody who comes in through a link, which is walked through here."""
    from konsil.store.registers import entrances

    name = told.get("name") or f"{told['given']} {told['family']}"
    home, language = ("/doctor" if role == "doctor" else "/my"), told.get("language", "sq")
    found = entrances.Found(party, role, name, language, told["email"], "", programme)
    secret = entrances.make_link(found, home, timedelta(days=3650))
    link = entrances.link(secret)
    assert link is not None
    entrances.keep_code(link.public, entrances.keyed(CODE))
    entered = entrances.enter(secret, entrances.keyed(CODE))
    assert entered is not None
    return Persona(told["key"].removeprefix("p_"), name, told["face"], home, entrance=entered.public, **more)
