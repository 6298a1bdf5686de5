"""Services: described, offered at places, covered by programmes, priced. A change begins on a day; what held before
ends the day before (X38)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Model, QuerySet

from konsil.core.case import Actor
from konsil.core.fact import Money
from konsil.store.models import Coverage, Location, Offer, Resource, Service, Tariff
from konsil.store.queries.reading import reading
from konsil.store.refusals import NotThere, in_words


def describe(actor: Actor, code: str, texts: Mapping[str, str], minutes: int, from_on: date) -> None:
    """What a service is called in each language, and how long one of it usually takes, from a day on."""
    describe_all(actor, [(code, texts, minutes)], from_on)


def describe_all(actor: Actor, told: Iterable[tuple[str, Mapping[str, str], int]], from_on: date) -> int:
    """Services by the thousand: all of them, or none. How many were given."""
    made = [Service(code=code, texts=dict(texts), minutes=minutes, from_on=from_on) for code, texts, minutes in told]
    with in_words(), reading(actor):
        _end(Service.objects.filter(code__in=[one.code for one in made]), from_on)
        Service.objects.bulk_create(made, batch_size=1000)
    return len(made)


def retire(actor: Actor, code: str, last: date) -> None:
    """The last day on which it can be asked for; what names it stays readable."""
    with reading(actor):
        if not Service.objects.filter(code=code, until_on=None).update(until_on=last):
            raise NotThere("not-there")


def offer(
    actor: Actor, location: str, service: str, resources: Sequence[str], *, from_on: date, minutes: int | None = None
) -> None:
    """One way of doing a service at a place: with all of these people, rooms and devices together."""
    with in_words(), reading(actor):
        place = Location.objects.filter(public=location).first()
        found = list(Resource.objects.filter(public__in=resources, location=place))
        if place is None or not resources or len(found) != len(set(resources)):
            raise NotThere("not-there")
        made = Offer.objects.create(location=place, service=service, minutes=minutes, from_on=from_on)
        made.resources.set(found)


def withdraw_offer(actor: Actor, location: str, service: str, last: date) -> None:
    """The last day on which the place does it."""
    with reading(actor):
        running = Offer.objects.filter(location__public=location, service=service, until_on=None)
        if not running.update(until_on=last):
            raise NotThere("not-there")


@dataclass(frozen=True)
class Rule:
    """What a programme says of a service: for a package or for all, taken over or not, with or without a paper."""

    service: str
    package: str = ""
    covered: bool = True
    authorise: bool = True
    cap: Money | None = None


def cover(
    actor: Actor, payer: str, programme: str, service: str, *, from_on: date, package: str = "", covered: bool = True,
    authorise: bool = True, cap: Money | None = None,
) -> None:  # fmt: skip
    """Whether a programme takes a service over from a day on."""
    cover_all(actor, payer, programme, [Rule(service, package, covered, authorise, cap)], from_on)


def cover_all(actor: Actor, payer: str, programme: str, told: Iterable[Rule], from_on: date) -> int:
    """A programme's rules from a day on: all of them, or none. How many were given."""
    made = [
        Coverage(
            payer_id=payer, programme=programme, package=one.package, service=one.service, from_on=from_on,
            covered=one.covered, authorise=one.authorise, cap=one.cap.amount if one.cap else None,
            currency=one.cap.currency if one.cap else "",
        )
        for one in told
    ]  # fmt: skip
    with in_words(), reading(actor):
        for package in {one.package for one in made}:
            services = [one.service for one in made if one.package == package]
            _end(Coverage.objects.filter(programme=programme, package=package, service__in=services), from_on)
        Coverage.objects.bulk_create(made, batch_size=1000)
    return len(made)


def price(actor: Actor, payer: str, clinic: str, service: str, cost: Money, from_on: date) -> None:
    """What a payer pays a clinic for one service done on or after a day."""
    price_all(actor, payer, clinic, [(service, cost)], from_on)


def price_all(actor: Actor, payer: str, clinic: str, told: Iterable[tuple[str, Money]], from_on: date) -> int:
    """A clinic's price list from a day on: all of it, or nothing. How many prices were given."""
    made = [
        Tariff(payer_id=payer, clinic_id=clinic, service=service, amount=Decimal(cost.amount), currency=cost.currency,
               from_on=from_on)
        for service, cost in told
    ]  # fmt: skip
    with in_words(), reading(actor):
        services = [one.service for one in made]
        _end(Tariff.objects.filter(payer_id=payer, clinic_id=clinic, service__in=services), from_on)
        Tariff.objects.bulk_create(made, batch_size=1000)
    return len(made)


def _end(running: QuerySet[Model], from_on: date) -> None:
    """What holds without a last day holds until the day before."""
    running.filter(until_on=None, from_on__lt=from_on).update(until_on=from_on - timedelta(days=1))
