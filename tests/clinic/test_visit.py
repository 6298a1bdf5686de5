"""A visit as its clinic sees it, on the worked examples of the programme: where it stands, what a scan of it means."""

from datetime import date

import pytest

from konsil import library
from konsil.core.case import Case
from konsil.core.journey import play, take
from konsil.core.journey import steps_of as every
from konsil.web.clinic.verdict import TONES, Verdict, of_visit
from konsil.web.clinic.visit import Visit, visit_of, visits

PROGRAMME = library.shipped("omniasig-visit").programme
JOURNEYS = library.journeys(library.folder("omniasig-visit"))
THURSDAY = date(2026, 3, 12)
NUMBER = "7K2QF-M9XPA-4T"


def after(journey: str, fact: str = "") -> Visit:
    """The first booking of a worked example, as it stands after the first entry of a fact, or at its end."""
    case = Case(PROGRAMME)
    for step in every(JOURNEYS[journey], JOURNEYS):
        before = len(case.entries)
        case = take(case, step)
        if fact and len(case.entries) > before and step.fact == fact:
            break
    found = visit_of(case, "c_1", "VISIT-1", "booking-1")
    assert found
    return found


@pytest.mark.parametrize(
    ("journey", "fact", "state"),
    [
        ("the normal way", "visit.booked", "coming"),
        ("the normal way", "visit.checked-in", "waiting"),
        ("the normal way", "visit.performed", "to-sign"),
        ("the normal way", "", "done"),
        ("an extra service on the spot", "extension.asked", "inside"),
        ("left without signing, signed by the link", "visit.left-unsigned", "unsigned"),
        ("left without signing, signed by the link", "", "done"),
        ("the insured did not come", "", "missed"),
        ("came, and it was not done", "", "not-done"),
        ("the doctor is ill: on hold, the paper opens no door", "visit.suspended", "held"),
        ("cancelled by the insured, in one act", "visit.cancelled", "off"),
        ("called off by the clinic", "clinic.called-off", "off"),
    ],
)
def test_where_a_visit_stands_follows_from_its_facts(journey: str, fact: str, state: str) -> None:
    assert after(journey, fact).state == state


def test_two_bookings_of_one_case_are_two_visits_that_do_not_see_each_other() -> None:
    case = play(PROGRAMME, JOURNEYS["two bookings, one cancelled"], JOURNEYS)
    found = {clinic: visits(case, "c_1", "VISIT-1", clinic) for clinic in ("ochi", "cetinita")}
    assert {clinic: [(one.booking, one.state) for one in seen] for clinic, seen in found.items()} == {
        "ochi": [("booking-1", "waiting")],
        "cetinita": [("booking-2", "off")],
    }


@pytest.mark.shows("O24")
def test_the_two_lists_of_a_paper_say_what_is_left_to_do() -> None:
    """conditional service performed → accepted automatically in the claim: it is left on the list until it was done."""
    before, later = after("the normal way", "visit.checked-in"), after("the normal way")
    assert dict(before.listed) == {"OFT-CONS": 1}
    assert dict(before.if_needed) == {"OFT-TONO": 1}
    assert dict(before.left) == {"OFT-CONS": 1, "OFT-TONO": 1}
    assert (dict(later.done), dict(later.left)) == ({"OFT-CONS": 1, "OFT-TONO": 1}, {})


@pytest.mark.shows("O26")
def test_the_signature_is_bound_to_the_list_that_is_shown() -> None:
    """signature bound to the list performed; a claim without it is held: the page sends the list's own fingerprint."""
    shown, signed = after("the normal way", "visit.performed"), after("the normal way")
    assert signed.signed
    assert shown.fingerprint == getattr(signed.signed.fact, "list_hash", "")
    more = after("more was done than authorised")
    assert more.fingerprint != shown.fingerprint


def test_an_extra_service_is_followed_until_its_answer() -> None:
    asked = after("an extra service on the spot", "extension.asked").asked
    granted = after("an extra service on the spot", "authorisation.extended").asked
    assert [one.says for one in (*asked, *granted)] == ["waits", "granted"]
    assert granted[0].number
    assert granted[0].number != NUMBER


def test_a_question_about_a_document_waits_for_the_call_centre() -> None:
    asked = after("without a document, allowed by the call centre", "identity.questioned").question
    allowed = after("without a document, allowed by the call centre", "identity.allowed").question
    assert asked
    assert asked.allowed is None
    assert allowed
    assert allowed.allowed is not None


def test_a_change_by_the_call_centre_stands_until_the_clinic_has_seen_it() -> None:
    changed = after("cancelled by the insured, in one act", "visit.cancelled")
    assert changed.change
    assert changed.change.name == "visit.cancelled"
    assert after("cancelled by the insured, in one act").change is None


@pytest.mark.parametrize(
    ("journey", "fact", "today", "place", "key"),
    [
        ("the normal way", "authorisation.issued", THURSDAY, "", "come-in"),
        ("the normal way", "authorisation.issued", THURSDAY, "ochi-cluj", "come-in"),
        ("the normal way", "authorisation.issued", THURSDAY, "ochi-turda", "other-place"),
        ("the normal way", "authorisation.issued", date(2026, 3, 11), "", "other-day"),
        ("the normal way", "visit.checked-in", THURSDAY, "", "used"),
        ("the wrong paper was scanned, and its number works once more", "check-in.reversed", THURSDAY, "", "come-in"),
        ("the doctor is ill: on hold, the paper opens no door", "visit.suspended", THURSDAY, "", "held"),
        ("cancelled by the insured, in one act", "visit.cancelled", THURSDAY, "", "off"),
        ("moved by the insured: the old paper is void, the new one says what it replaces", "visit.moved", THURSDAY, "",
         "changed"),
    ],
)  # fmt: skip
def test_a_scan_is_green_amber_or_red(journey: str, fact: str, today: date, place: str, key: str) -> None:
    found = of_visit(after(journey, fact), _number(journey, fact), today, place)
    assert (found.key, found.tone) == (key, TONES[found.key])


@pytest.mark.shows("Y29")
def test_the_further_paper_needs_no_second_check_in() -> None:
    """a visit has at most one live base authorisation and any number of extensions that name it, same date and clinic,
    usable after check-in without a second check-in, each once: reception sees green for the further paper, red for the
    base that was used."""
    visit = after("an extra service on the spot", "authorisation.extended")
    base, further = visit.numbers
    assert [of_visit(visit, one, visit.day or THURSDAY).key for one in (base, further)] == ["used", "further"]


def test_a_number_nobody_knows_brings_no_visit_into_sight() -> None:
    assert Verdict("unknown", "AV-00000-00000-00").visit is None


def _number(journey: str, fact: str) -> str:
    """The number of the first paper that was issued in a worked example."""
    case = Case(PROGRAMME)
    for step in every(JOURNEYS[journey], JOURNEYS):
        case = take(case, step)
        if step.fact == "authorisation.issued" and case.entries[-1].name == step.fact:
            return str(getattr(case.entries[-1].known, "number", ""))
    raise AssertionError(f"no paper in {journey}")
