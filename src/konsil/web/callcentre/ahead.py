"""The cases of a caller with their visits, each in a line with what the call may be about."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import get_language

from konsil.core import visits
from konsil.core.case import Actor
from konsil.core.facts.visit import Requested
from konsil.store.queries import calls
from konsil.store.queries.cases import CaseSeen, OpenCase, Whole
from konsil.store.queries.clinic import Names
from konsil.web.callcentre.lanes import codes
from konsil.web.case.words import Said
from konsil.web.clinic import saying
from konsil.web.clinic.day import services
from konsil.web.clinic.visit import Visit, visit_of


@dataclass(frozen=True)
class Line:
    """One visit: when, where, what, how it stands; `direct` where it was booked at the clinic and never announced."""

    case: str
    booking: str
    when: str
    where: str
    what: str
    state: str
    tone: str
    numbers: tuple[str, ...]
    direct: bool
    over: bool
    seq: int


@dataclass(frozen=True)
class Open:
    """A case of the person's with its visits; `asked` are the services requested."""

    case: OpenCase
    asked: str
    lines: tuple[Line, ...]


def cases_of(actor: Actor, past: Iterable[OpenCase]) -> tuple[Open, ...]:
    """The open cases, in their order."""
    known = calls.wholes(actor, [one.public for one in past if not one.ended])
    names = calls.names(actor, *codes(known.values()))
    return tuple(_open(one, known[one.public], names) for one in past if one.public in known)


def _open(one: OpenCase, known: Whole, names: Names) -> Open:
    asked = known.case.seen.the(Requested)
    return Open(one, services(names, asked.services) if asked else "", lines(known, names))


def of_case(actor: Actor, public: str) -> tuple[Line, ...]:
    """The visits of one case."""
    known = calls.wholes(actor, [public])
    return lines(known[public], calls.names(actor, *codes(known.values()))) if known else ()


def words(actor: Actor, public: str, seen: CaseSeen) -> dict[str, str]:
    """What the services, places, people and devices that a case of visits names are called."""
    if not seen.case.seen.has(Requested.name):
        return {}
    found = calls.names(actor, *codes(calls.wholes(actor, [public]).values()))
    spoken = get_language() or "en"
    return {
        **{code: found.service(code, spoken) for code in found.services},
        **{one.public: one.name for one in found.places.values()},
        **{one.public: one.label for one in found.resources.values()},
    }


def lines(known: Whole, names: Names) -> tuple[Line, ...]:
    """Every visit of a case."""
    return tuple(_lines(known, names))


def _lines(known: Whole, names: Names) -> Iterator[Line]:
    direct = visits.unannounced(known.case.seen)
    said = Said.of(known.texts, known.case.programme)
    for item in known.case.seen.items("booking"):
        found = visit_of(known.case, known.public, known.number, item)
        if found:
            yield _line(found, known, names, said, item in direct)


def _line(one: Visit, known: Whole, names: Names, said: Said, direct: bool) -> Line:
    place = names.places.get(one.time.location)
    today = known.now.astimezone(said.programme.zone).date()
    text, tone, _ = saying.state(one.state)
    return Line(
        case=known.public, booking=one.booking, when=said.at(one.starts, today),
        where=" · ".join(filter(None, (place.name if place else "", names.practitioner(one.time.resources)))),
        what=services(names, one.services), state=text, tone=tone, numbers=one.numbers, direct=direct,
        over=one.state in ("off", "done", "not-done", "missed"), seq=known.seq,
    )  # fmt: skip
