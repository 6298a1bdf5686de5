"""The demo's world, laid into an empty database: organisations, people, the twelve cases, and a past behind them.

Runs as the seeding role. Everything goes through the same registers and the same core as in a real year; only the
recorded instants are given, and each entry says `seed` (R20).
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from konsil import library
from konsil.core.case import Actor, Case
from konsil.core.facts import consent
from konsil.core.journey import Journey, steps_of
from konsil.demo import members
from konsil.demo.history import history
from konsil.demo.personas import Persona, guest
from konsil.demo.played import MORNING, Told, World, played
from konsil.store import instances, notices, programmes
from konsil.store.members import applying, staging
from konsil.store.planting import plant
from konsil.store.queries.cases import whole
from konsil.store.queries.people import person_of
from konsil.store.queries.reading import reading, rows
from konsil.store.registers import accounts, contacts, organisations, people
from konsil.work.worker import KONSIL

PROGRAMME = "albsig-mso"
POPULATION = "albsig-members"
SINCE = date(2025, 1, 1)
AMENDED = ("called", "contact_by", "best_hour")  # what the insurer's file does not say
PAYER = Actor("seed", "payer", "albsig-jete")
OPERATOR = Actor("seed", "admin", "mediguide")


def load(told: Told, count: int = 500) -> World:
    """Lay the world and its twelve cases into an empty database, as the seeding role, among so many members."""
    data = _data()
    told("world", 0, 3)
    instances.stand(MORNING)
    programmes.install(library.folder(PROGRAMME), by="demo")
    told("world", 1, 3)
    _organisations(data)
    told("world", 2, 3)
    known = _accounts(data["account"])
    told("world", 3, 3)
    world = World({**_members(data["member"], count, told), **known}, _names(data))
    _twelve(world, told)
    return world


HOMES = {
    "coordinator": "/work", "supervisor": "/work", "medical-officer": "/officer", "admin": "/admin", "payer": "/payer",
    "centre-desk": "/centre", "expert": "/centre",
}  # fmt: skip


def personas_of(world: World) -> tuple[Persona, ...]:
    """The faces of the start page: accounts, and those who come in through a link that is walked through here."""
    data = _data()
    staff = [
        Persona(one["name"], one["shown"], one["face"], HOMES[one["face"]], email=one["email"])
        for one in data["account"]
        if "face" in one
    ]
    guests = [guest(PROGRAMME, world.words[one["key"]], one, "member") for one in data["member"] if "face" in one]
    doctors = [guest(PROGRAMME, one["key"], one, "doctor") for one in data["doctor"] if "face" in one]
    return (*staff[:1], *guests, *doctors, *staff[1:])


def past(world: World, about: Iterable[str], told: Told) -> None:
    """The closed cases of fourteen months, about these members, by public id."""
    programme = library.shipped(PROGRAMME).programme
    journeys = list(history(programme.calendars["operator"], iter(about)))
    for number, one in enumerate(journeys, 1):
        case = played(programme, [world.step(step) for step in one.steps])
        plant(case, one.steps[0].told["member"], MORNING)
        told("past", number, len(journeys))


def _organisations(data: Mapping[str, Any]) -> None:
    for one in data["organisation"]:
        told = dict(one)
        extra = {key: told.pop(key) for key in ("languages", "days", "about") if key in told}
        organisations.found(OPERATOR, told.pop("key"), **told)
        if one["kind"] == "centre":
            organisations.list_centre(
                OPERATOR, one["key"], languages=tuple(extra["languages"]), desk=one["email"], days=extra["days"],
                about=extra["about"],
            )  # fmt: skip
    for doctor in data["doctor"]:
        told = {key: value for key, value in doctor.items() if key != "face"}
        organisations.register_doctor(
            OPERATOR,
            told.pop("key"),
            organisation_id="qendra-tirana",
            language="sq",
            country="AL",
            from_on=SINCE,
            **told,
        )
    for ranking in data["ranking"]:
        for disease, order in ranking["order"].items():
            for place, centre in enumerate(order, 1):
                organisations.rank(
                    OPERATOR, disease, centre, place, source=ranking["source"],
                    published_on=ranking["published_on"], from_on=ranking["published_on"],
                )  # fmt: skip
    organisations.populate(PAYER, POPULATION, keeper="albsig-jete", country="AL", readers=("mediguide",))


def _accounts(data: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    found = {}
    for one in data:
        public = accounts.invite(OPERATOR, one["email"], one["shown"], language=one["language"])
        for role in one["roles"]:
            accounts.assign(OPERATOR, public, role, one["organisation"])
        found[one["name"]] = one["shown"]
    return found


def _members(data: Sequence[Mapping[str, Any]], count: int, told: Told) -> dict[str, str]:
    """All members by the import that an insurer would use; of the twelve cases' people also what we know ourselves."""
    told("members", 0, 3)
    with TemporaryDirectory() as folder:
        file = members.write(Path(folder) / "members.csv", data, count)
        run = staging.stage(PAYER, file, population=POPULATION, programme=PROGRAMME)
        told("members", 1, 3)
        applying.apply(PAYER, run, sure=True)
    found = {one["key"]: _by_number(members.number_of(place)) for place, one in enumerate(data, 1)}
    for one in data:
        people.amend(OPERATOR, found[one["key"]], **{key: one[key] for key in AMENDED if key in one})
    told("members", 3, 3)
    return found


def _by_number(number: str) -> str:
    with reading(OPERATOR):
        found: str = rows(
            "SELECT p.public FROM person p JOIN cover c ON c.person_id = p.id WHERE c.number = %s", number
        )[0][0]
    return found


def others(count: int) -> tuple[str, ...]:
    """So many grown members beside the twelve cases' people, by public id: those the past is about."""
    with reading(OPERATOR):
        found = rows(
            "SELECT p.public FROM person p JOIN cover c ON c.person_id = p.id WHERE c.number LIKE 'M%%'"
            " AND p.born_on < '2000-01-01' ORDER BY c.number LIMIT %s",
            count,
        )
    return tuple(public for (public,) in found)


def _twelve(world: World, told: Told) -> None:
    from konsil.demo import papers  # heavy: only who lays the world draws them

    version, found = library.shipped(PROGRAMME), twelve()
    for number, one in enumerate(found.values(), 1):
        steps = steps_of(one, found)
        documents = papers.drawn(steps)
        its = World({**world.words, **documents}, world.names)
        case = played(version.programme, [its.step(step) for step in steps])
        public = plant(case, its.of(steps[0].told["member"]), MORNING)
        papers.file(version, case, public, documents)
        _came_back(case, public)
        told("cases", number, len(found))


def _names(data: Mapping[str, Any]) -> dict[str, str]:
    """What members and doctors are called, who sign by their own name."""
    members_ = {one["key"]: f"{one['given']} {one['family']}" for one in data["member"]}
    return members_ | {one["key"]: one["name"] for one in data["doctor"]}


def _came_back(case: Case, public: str) -> None:
    """What a bounce leaves beside its fact: the mailbox is dead in the register, and somebody has to look (Y02)."""
    for entry in case.entries:
        if not isinstance(entry.fact, consent.Bounced):
            continue
        known, released = whole(KONSIL, public), case.seen.about(entry.items).entries_of(consent.Released)[-1]
        with reading(OPERATOR):
            person = person_of(known.person_id)
        assert person
        instances.stand(entry.at)
        for one in person.contacts:
            if one.system == "email":
                contacts.mark_dead(OPERATOR, person.public, one.value)
        about = {"letter": "consent-form", "seq": released.seq, "party": person.public, "why": entry.fact.why}
        notices.tell(KONSIL, known.case_id, case.programme.operator, "letter-came-back", about)
        instances.stand(MORNING)


def _data() -> Mapping[str, Any]:
    return tomllib.loads((files("konsil.demo") / "world.toml").read_text("utf8"))


def twelve() -> Mapping[str, Journey]:
    """The twelve cases of the demo's morning, as journeys."""
    return library.journeys({"journeys.toml": (files("konsil.demo") / "journeys.toml").read_text("utf8")})
