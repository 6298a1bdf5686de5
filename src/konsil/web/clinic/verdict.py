"""What a scanned or typed number means at this desk, on this day: green, amber or red. Pure (R30).

"Wrong clinic" may be said, "who" may not: a paper that is not this clinic's never brings a visit into sight.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from konsil.core.facts import authorisation
from konsil.core.seal import key_of
from konsil.web.clinic.visit import Visit

Tone = Literal["ok", "warn", "danger"]
Key = Literal[
    "come-in", "asked", "further", "other-place", "used", "other-day", "held", "changed", "off", "missed",
    "other-clinic", "unknown", "forged",
]  # fmt: skip
TONES: dict[Key, Tone] = {
    "come-in": "ok",
    "asked": "warn",
    "further": "ok",
    "other-place": "warn",
    "changed": "warn",
    "held": "warn",
    "missed": "warn",
    "other-day": "warn",
    "used": "danger",
    "off": "danger",
    "other-clinic": "danger",
    "unknown": "danger",
    "forged": "danger",
}


@dataclass(frozen=True)
class Verdict:
    """The answer of a scan. `visit` is there where the paper is this clinic's; `day` and `number` are the paper's."""

    key: Key
    number: str = ""
    visit: Visit | None = None
    day: date | None = None

    @property
    def tone(self) -> Tone:
        return TONES[self.key]


def of_visit(visit: Visit, number: str, today: date, place: str = "") -> Verdict:
    """What the number of a paper of this clinic means. `place` is where the reception sits; empty: anywhere."""
    return Verdict(_key(visit, number, today, place), number, visit, visit.day)


def _key(visit: Visit, number: str, today: date, place: str) -> Key:
    if visit.state == "off":
        return "off"
    if key_of(number) not in {key_of(one) for one in visit.numbers}:
        return "changed"
    if visit.came:
        return "further" if _further(visit, number) else "used"
    if visit.day != today:
        return "other-day"
    if visit.held:
        return "held"
    if visit.question and visit.question.allowed is None:
        return "asked"
    return "other-place" if place and visit.time.location != place else "come-in"


def _further(visit: Visit, number: str) -> bool:
    """Whether it is an extension's: usable after the check-in, without a second one (Y29)."""
    found = authorisation.papers(visit.view)
    return any(known.extends and key_of(known.number) == key_of(number) for _, known in found)
