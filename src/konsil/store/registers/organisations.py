"""Organisations, doctors and centres: known, changed, closed; centres ranked for a disease by a named source."""

from datetime import date, timedelta
from typing import Any

from konsil.core.case import Actor
from konsil.store.models import Centre, Organisation, Party, Population, PopulationReader, Practitioner, Ranking
from konsil.store.queries.reading import now, reading
from konsil.store.refusals import NotThere, in_words


def found(actor: Actor, key: str, *, kind: str, name: str, **more: Any) -> None:
    """A new organisation, by the key that facts and programmes name it by."""
    with in_words(), reading(actor):
        Party.objects.create(key=key, kind="organisation")
        Organisation.objects.create(party_id=key, kind=kind, name=name, **more)


def change(actor: Actor, key: str, **told: Any) -> None:
    """Name, city, telephone, settings."""
    with reading(actor):
        if not Organisation.objects.filter(party__key=key).exists():
            raise NotThere("not-there")
        Organisation.objects.filter(party__key=key).update(**told)


def close(actor: Actor, key: str) -> None:
    """It does not exist any more; cases that name it do not change."""
    with reading(actor):
        change(actor, key, closed_on=now().date())


def populate(actor: Actor, key: str, *, keeper: str, country: str, readers: tuple[str, ...] = ()) -> None:
    """A population of a keeper, and the operators that may see it."""
    with in_words(), reading(actor):
        population = Population.objects.create(key=key, keeper_id=keeper, country=country)
        PopulationReader.objects.bulk_create(PopulationReader(population=population, party=one) for one in readers)


def register_doctor(actor: Actor, key: str, *, name: str, **more: Any) -> None:
    """A doctor, by the key that facts name."""
    with in_words(), reading(actor):
        Party.objects.create(key=key, kind="person")
        Practitioner.objects.create(party_id=key, name=name, from_on=more.pop("from_on", now().date()), **more)


def change_doctor(actor: Actor, key: str, **told: Any) -> None:
    """Another address, another account for the fee."""
    with reading(actor):
        if not Practitioner.objects.filter(party__key=key).update(**told):
            raise NotThere("not-there")


def list_centre(
    actor: Actor, key: str, *, languages: tuple[str, ...], desk: str, days: int | None = None,
    about: dict[str, str] | None = None,
) -> None:  # fmt: skip
    """An organisation is an expert centre: its languages, the address that answers, what it usually takes."""
    with in_words(), reading(actor):
        Centre.objects.update_or_create(
            organisation=Organisation.objects.get(party__key=key),
            defaults={"languages": list(languages), "desk": desk, "days": days, "about": about or {}},
        )


def rank(
    actor: Actor, disease: str, centre: str, place: int, *, source: str, published_on: date, from_on: date,
    until_on: date | None = None,
) -> None:  # fmt: skip
    """A centre's place for the diseases whose code begins so. The place before it ends the day before."""
    with in_words(), reading(actor):
        if not Centre.objects.filter(organisation__party__key=centre).exists():
            raise NotThere("not-there")
        _end_rank(disease, centre, from_on)
        Ranking.objects.create(
            disease=disease, centre_id=centre, rank=place, source=source, published_on=published_on, from_on=from_on,
            until_on=until_on,
        )  # fmt: skip


def _end_rank(disease: str, centre: str, from_on: date) -> None:
    running = Ranking.objects.filter(disease=disease, centre_id=centre, until_on=None, from_on__lt=from_on)
    running.update(until_on=from_on - timedelta(days=1))
