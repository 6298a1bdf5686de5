"""The world of the visits, beside that of the second opinion: an insurer's call centre, two clinics, ten visits."""

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from konsil import library
from konsil.core.case import Actor
from konsil.core.fact import Money
from konsil.core.identity import CNP_WEIGHTS
from konsil.core.journey import Journey, steps_of
from konsil.demo import members
from konsil.demo.personas import Persona, guest
from konsil.demo.played import MORNING, Told, World, played
from konsil.store import programmes
from konsil.store.members import applying, staging
from konsil.store.planting import plant
from konsil.store.queries.reading import reading, rows
from konsil.store.registers import accounts, clinics, organisations, services

PROGRAMME = "omniasig-visit"
POPULATION = "omniasig-insured"
PAYER = Actor("seed", "admin", "omniasig")
SINCE = date(2025, 1, 1)
COUNT = 400
GIVEN = {
    "male": ("Alin", "Bogdan", "Cezar", "Doru", "Emil", "Florin", "Grigore", "Horea", "Iancu", "Liviu"),
    "female": ("Adela", "Bianca", "Corina", "Daria", "Eugenia", "Florica", "Georgeta", "Iulia", "Lavinia", "Mirela"),
}
FAMILY = ("Arțar", "Brândușă", "Castan", "Deal", "Fântână", "Ghiocel", "Izlaz", "Luncă", "Măceș", "Nuc", "Plop",
          "Rovină", "Salcie", "Tei", "Ulmu", "Vâlcea-Exemplu", "Zăvoi")  # fmt: skip


def data() -> Mapping[str, Any]:
    """The file of this world."""
    return tomllib.loads((files("konsil.demo.visits") / "world.toml").read_text("utf8"))


def journeys() -> Mapping[str, Journey]:
    """The ten visits of the demo's morning."""
    return library.journeys({"journeys.toml": (files("konsil.demo.visits") / "journeys.toml").read_text("utf8")})


def load(told: Told) -> World:
    """Lay organisations, places, services, people and the ten visits, as the seeding role."""
    found = data()
    told("clinics", 0, 3)
    programmes.install(library.folder(PROGRAMME), by="demo")
    _organisations(found)
    told("clinics", 1, 3)
    places = _places(found)
    _services(found, places)
    told("clinics", 2, 3)
    people = _members(found["member"])
    world = World({**places, **people, **_accounts(found["account"])})
    told("clinics", 3, 3)
    _visits(world, told)
    return world


HERE = {"service": "visit", "zone": "Europe/Bucharest"}
BESIDE = {"call-centre": "ioana", "supervisor": "ioana", "medical-reviewer": "radu", "receptionist": "radu",
          "clinic-doctor": "radu"}  # fmt: skip
HOMES = {
    "call-centre": "/calls", "supervisor": "/calls", "medical-reviewer": "/review", "receptionist": "/clinic",
    "clinic-doctor": "/clinic/doctor",
}  # fmt: skip


def personas_of(world: World) -> tuple[Persona, ...]:
    """The faces of the visits, and where the day of each begins."""
    found = data()
    staff = [
        Persona(
            one["name"], one["shown"], one["face"], HOMES[one["face"]], one["email"], beside=BESIDE[one["face"]], **HERE
        )
        for one in found["account"]
        if "face" in one
    ]
    insured = [
        guest(PROGRAMME, world.words[one["key"]], {**one, "language": "ro"}, "member", beside="ioana", **HERE)
        for one in found["member"]
        if "face" in one
    ]
    return (*staff, *insured)


def _organisations(found: Mapping[str, Any]) -> None:
    for one in found["organisation"]:
        told = dict(one)
        settings = {"verified_mailbox": told["email"]} if told["kind"] == "clinic" else {}
        organisations.found(PAYER, told.pop("key"), settings=settings, **told)
    organisations.populate(PAYER, POPULATION, keeper="omniasig", country="RO")
    for one in found["organisation"]:
        if one["kind"] == "clinic":
            clinics.agree(PAYER, "omniasig", one["key"], from_on=SINCE)


def _places(found: Mapping[str, Any]) -> dict[str, str]:
    """The public ids of places, people, rooms and devices, by the words of the file."""
    made: dict[str, str] = {}
    whose = {one["key"]: one["clinic"] for one in found["location"]}
    for one in found["location"]:
        told = {key: value for key, value in one.items() if key not in ("key", "clinic")}
        name = told.pop("name")
        made[one["key"]] = clinics.open_location(_of(one["clinic"]), one["clinic"], name, from_on=SINCE, **told)
    for one in found["resource"]:
        told = {key: value for key, value in one.items() if key not in ("key", "location")}
        made[one["key"]] = clinics.add_resource(
            _of(whose[one["location"]]), made[one["location"]], from_on=SINCE, **told
        )
    return made


def _of(clinic: str) -> Actor:
    return Actor("seed", "admin", clinic)


def _services(found: Mapping[str, Any], places: Mapping[str, str]) -> None:
    whose = {one["key"]: one["clinic"] for one in found["location"]}
    for one in found["service"]:
        services.describe(PAYER, one["code"], one["texts"], one["minutes"], SINCE)
    for one in found["offer"]:
        for code in one["services"]:
            services.offer(
                _of(whose[one["location"]]), places[one["location"]], code, [places[key] for key in one["resources"]],
                from_on=SINCE,
            )  # fmt: skip
    for one in found["coverage"]:
        for code in one["services"]:
            services.cover(PAYER, "omniasig", PROGRAMME, code, from_on=SINCE, covered=one["covered"])
    for one in found["tariff"]:
        prices = [(code, Money(Decimal(amount), "RON")) for code, amount in one["prices"].items()]
        services.price_all(PAYER, "omniasig", one["clinic"], prices, one["from_on"])


def _accounts(found: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    made = {}
    for one in found:
        actor = Actor("seed", "admin", one["organisation"])
        public = accounts.invite(actor, one["email"], one["shown"], language=one["language"])
        for role in one["roles"]:
            accounts.assign(actor, public, role, one["organisation"])
        made[one["name"]] = one["shown"]
    return made


def _members(found: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Everybody insured, by the file an insurer would send each night; the public ids of those of the visits."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "insured.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            written = csv.DictWriter(out, members.COLUMNS)
            written.writeheader()
            written.writerows(_known(place, one) for place, one in enumerate(found, 1))
            written.writerows(_others(COUNT - len(found)))
        run = staging.stage(PAYER, file, population=POPULATION, programme=PROGRAMME)
        applying.apply(PAYER, run, sure=True)
    return {one["key"]: _by_number(f"OMD{place:05}") for place, one in enumerate(found, 1)}


def _known(place: int, one: Mapping[str, Any]) -> dict[str, str]:
    return _row(place, "OMD", f"OM-{one['key'][2:]}", one) | {"phone": one["phone"], "email": one["email"]}


def _others(count: int) -> Iterator[dict[str, str]]:
    random = Random(11)
    for place in range(1, count + 1):
        sex = random.choice(("male", "female"))
        born = date.fromordinal(random.randint(date(1940, 1, 1).toordinal(), date(2020, 1, 1).toordinal()))
        told = {"given": random.choice(GIVEN[sex]), "family": random.choice(FAMILY), "born_on": born, "sex": sex}
        yield _row(place, "OMA", f"OMP-{place:06}", told) | {"phone": f"+40 700 01{place:04}"[:15], "email": ""}


def _row(place: int, prefix: str, policy: str, one: Mapping[str, Any]) -> dict[str, str]:
    return {
        "policy": policy, "kind": "individual", "number": f"{prefix}{place:05}", "card": f"{prefix}{place:07}",
        "relation": "self", "given": one["given"], "family": one["family"], "born_on": one["born_on"].isoformat(),
        "sex": one["sex"], "country": "RO", "national_number": _number(one["born_on"], one["sex"], place),
        "language": "ro", "from_on": "2025-01-01", "until_on": "2027-03-31",
    }  # fmt: skip


def _number(born: date, sex: str, place: int) -> str:
    """A personal number as Romania writes them, with a place in the series of the day that is given to nobody: 000.
    Two of one day and sex would have the same one; the second has none."""
    key = (born, sex)
    if key in _GIVEN_OUT and _GIVEN_OUT[key] != place:
        return ""
    _GIVEN_OUT[key] = place
    digit = {("male", True): "1", ("female", True): "2", ("male", False): "5", ("female", False): "6"}
    bare = f"{digit[sex, born.year < 2000]}{born:%y%m%d}12000"
    rest = sum(int(one) * weight for one, weight in zip(bare, CNP_WEIGHTS, strict=True)) % 11
    return f"{bare}{1 if rest == 10 else rest}"


_GIVEN_OUT: dict[tuple[date, str], int] = {}


def _by_number(number: str) -> str:
    with reading(PAYER):
        found: str = rows(
            "SELECT p.public FROM person p JOIN cover c ON c.person_id = p.id WHERE c.number = %s", number
        )[0][0]
    return found


def _visits(world: World, told: Told) -> None:
    from konsil.demo import papers  # heavy: only who lays the world draws them

    version, found = library.shipped(PROGRAMME), journeys()
    for number, one in enumerate(found.values(), 1):
        steps = steps_of(one, found)
        documents = papers.drawn(steps)
        its = World({**world.words, **documents}, world.names)
        case = played(version.programme, [its.step(step) for step in steps])
        public = plant(case, its.of(steps[0].told["insured"]), MORNING)
        papers.file(version, case, public, documents)
        told("visits", number, len(found))
