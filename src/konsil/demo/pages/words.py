"""What the demo calls its faces, and the stops of its tour, in the reader's language."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from django.utils.translation import pgettext


def face(key: str) -> str:
    """What somebody is."""
    said = {
        "coordinator": pgettext("demo face", "coordinator"),
        "supervisor": pgettext("demo face", "supervisor"),
        "medical-officer": pgettext("demo face", "medical officer"),
        "member": pgettext("demo face", "member, on her phone"),
        "relative": pgettext("demo face", "daughter of a member"),
        "doctor": pgettext("demo face", "treating doctor"),
        "centre-desk": pgettext("demo face", "the centre's desk"),
        "expert": pgettext("demo face", "expert of the centre"),
        "payer": pgettext("demo face", "of the insurer"),
        "admin": pgettext("demo face", "administrator"),
        "call-centre": pgettext("demo face", "call centre"),
        "medical-reviewer": pgettext("demo face", "medical reviewer"),
        "receptionist": pgettext("demo face", "reception of the clinic"),
        "clinic-doctor": pgettext("demo face", "doctor of the clinic"),
        "insured": pgettext("demo face", "insured, on his phone"),
    }
    return said[key]


def service(key: str) -> str:
    """What a service of the demo is called."""
    said = {
        "second-opinion": pgettext("demo service", "A second opinion, in Albania"),
        "visit": pgettext("demo service", "Authorised visits, in Romania"),
    }
    return said[key]


@dataclass(frozen=True)
class Stop:
    """One stop of the tour: as whom, and what to look at."""

    be: str
    title: str
    says: str


def stops(language: str) -> tuple[Stop, ...]:
    """The nine stops, in a language of the programme; `KeyError` for another."""
    found = tomllib.loads((files("konsil.demo") / "tour.toml").read_text("utf8"))["stop"]
    return tuple(Stop(one["be"], one["title"][language], one["says"][language]) for one in found)
