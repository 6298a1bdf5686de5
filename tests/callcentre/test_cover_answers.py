"""Does this service need an authorisation? What is said before booking is what the paper is judged by later."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import Any

import pytest

from callcentre_world import laid
from clinics_world import AGENT, CONSULTATION, PAYER, PROGRAMME
from konsil.store.models import Coverage, Service
from konsil.store.queries import slots
from konsil.store.queries.cases import whole
from konsil.web.callcentre.covering import package_of
from konsil.web.clinic.visit import visit_of
from two_houses import act_as

BOOKINGS, SERVICES = 20, 50


@pytest.mark.django_db(transaction=True)
@pytest.mark.shows("X39")
def test_the_answer_before_booking_is_what_the_paper_is_judged_by(owner: Any) -> None:
    """the answer equals the later decision on 1,000 random cases"""
    from django.db import transaction

    calls, drawn = laid(owner), random.Random(39)
    with transaction.atomic():
        act_as(PAYER)
        codes = [f"R-{n:02}" for n in range(SERVICES)]
        Service.objects.bulk_create(
            Service(code=one, texts={"ro": one}, minutes=5, from_on=date(2024, 1, 1)) for one in codes
        )
        for code in codes:
            _rules(drawn, code)
    compared = 0
    for number in range(BOOKINGS):
        calls.stand(calls.at + timedelta(days=1))
        case, booking = calls.booked(CONSULTATION)
        found = visit_of(whole(AGENT, case).case, case, "", booking)
        assert found
        assert found.day
        package = package_of(whole(AGENT, case))
        answers = slots.rules(AGENT, PROGRAMME, codes, found.day, package=package, language="ro")
        told = {
            "booking": booking,
            "lines": [{"service": CONSULTATION}],
            "if_needed": [{"service": one} for one in codes],
        }
        (evidence,) = owner.execute(
            "SELECT konsil.evidence('authorisation.issued', c, %s::jsonb, konsil.clock()) FROM cases c"
            " WHERE c.public = %s",
            [json.dumps(told), case],
        ).fetchone()
        decided = {code: evidence["rules"][code] for code in codes}
        assert {code: (one.covered, one.needed) for code, one in answers.items()} == {
            code: (one["covered"], one["needed"]) for code, one in decided.items()
        }, number
        compared += len(codes)
    assert compared == 1000
    calls.stand(None)


def _rules(drawn: random.Random, code: str) -> None:
    """A service with rules that come and go: for all, for the package of the insured, for another one."""
    for package in ("", "optima", "plus"):
        begins = date(2026, 11, 1) + timedelta(days=drawn.randrange(20))
        for _ in range(drawn.randrange(3)):
            ends = begins + timedelta(days=drawn.randrange(1, 25))
            Coverage.objects.create(
                payer_id=PAYER, programme=PROGRAMME, package=package, service=code, from_on=begins, until_on=ends,
                covered=drawn.random() < 0.6, authorise=drawn.random() < 0.5,
            )  # fmt: skip
            begins = ends + timedelta(days=drawn.randrange(1, 6))
