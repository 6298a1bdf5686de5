"""The clinic's desk as whoever sits there uses it: scanned, let in, done, signed; and what cannot be kept."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from clinics_world import AGENT, CONSULTATION, DOCTOR, FIELD, IMAGING, OTHER, RECEPTION, carried, time
from konsil.core.facts import attendance
from konsil.door.idempotency import new_key
from konsil.store.models import Person
from konsil.store.queries import slots, visits
from konsil.store.queries.cases import whole
from konsil.web.clinic.choosing import value
from konsil.web.clinic.visit import Visit, visit_of
from portal_world import signed_in, text
from reception_world import MORNING, Desks, Slip, laid
from two_houses import account, act_as

pytestmark = pytest.mark.django_db
DRAWN = ('<svg viewBox="0 0 300 100"><path d="M 10,10 C 12,12 14,14 20,20 C 22,22 24,24 30,10 C 32,12 34,14 40,40'
         ' C 42,42 44,44 60,60 C 62,62 64,64 80,20 C 82,22 84,24 90,50"/></svg>')  # fmt: skip


@pytest.fixture
def desks(db: None, owner: Any) -> Iterator[Desks]:
    made = laid(owner)
    yield made
    made.stand(None)


def visit(slip: Slip) -> Visit:
    """How it stands by the facts."""
    found = visit_of(whole(AGENT, slip.case).case, slip.case, "", slip.booking)
    assert found
    return found


def card(client: Client, slip: Slip) -> Any:
    return client.get("/clinic", {"case": slip.case, "visit": slip.booking})


def scan(client: Client, said: str) -> Any:
    return client.post("/clinic", {"paper": said, "by": "scanner"})


def tone(response: Any) -> str:
    """What colour the answer has, and what it is."""
    found = re.search(r'class="answer (\w+)".*?data-answer="([\w-]+)"', response.content.decode(), re.S)
    return f"{found[1]} {found[2]}" if found else ""


def send(client: Client, response: Any, fact: str, **fields: Any) -> Any:
    """The first form of a fact on a page, filled in and sent as a browser without scripts does."""
    found = re.search(rf'<form[^>]*action="([^"]*/facts/{re.escape(fact)})".*?</form>', response.content.decode(), re.S)
    assert found, f"no form for {fact}"
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found[0]))
    return client.post(found[1], {**{name: told.replace("&amp;", "&") for name, told in hidden.items()}, **fields})


def _tampered(code: str) -> str:
    """A code with one character of its signature exchanged."""
    return code[:-20] + ("A" if code[-20] != "A" else "B") + code[-19:]


def doctor(desks: Desks) -> Client:
    account("moga@clinica.example", DOCTOR.name, ("clinic-doctor", DOCTOR.party))
    return desks.client("moga")


@pytest.mark.shows("O13")
def test_a_scan_a_touch_and_the_insured_is_in(desks: Desks) -> None:
    """check-in; early/late/no-show: a scan and one touch of the document seen; a no-show is taken back by coming."""
    slip, client = desks.paper(), desks.client()
    answer = scan(client, slip.code)
    assert (tone(answer), "Ștefan Țărănescu" in text(answer)) == ("ok come-in", True)
    send(client, answer, "visit.checked-in", documents="identity-document")
    assert visit(slip).state == "waiting"
    assert tone(scan(client, slip.number)) == ""  # waiting: the card says so, there is nothing to judge


@pytest.mark.shows("O14")
def test_the_document_is_recorded_and_its_number_is_not(desks: Desks) -> None:
    """check-in records document type + match result, number not stored unless needed; without a document the call
    centre decides by one action, allow with other proof or move (Y30)."""
    slip, client = desks.paper(), desks.client()
    send(client, card(client, slip), "identity.questioned", why="no-document")
    assert tone(card(client, slip)) == "warn asked"
    carried(slip.case, "identity.allowed", booking=slip.booking, why="Known here for years", proof="Bank card")
    page = card(client, slip)
    assert "Known here for years" in text(page)
    send(client, page, "visit.checked-in", documents="other-proof")
    came = visit(slip).came
    assert came
    assert isinstance(came.fact, attendance.CheckedIn)
    assert (came.fact.documents, came.fact.match) == (("other-proof",), "same")


def test_a_paper_is_judged_by_clinic_day_and_use_and_strangers_learn_nothing(desks: Desks) -> None:
    mine, later, theirs = desks.paper(), desks.paper(days=1), desks.paper(clinic=OTHER)
    client = desks.client()
    desks.checked_in(mine)
    carried(mine.case, "visit.performed", DOCTOR, booking=mine.booking, lines=[{"service": CONSULTATION}])
    said = {
        "mine": tone(scan(client, mine.code)), "later": tone(scan(client, later.number)),
        "their code": tone(scan(client, theirs.code)), "their number": tone(scan(client, theirs.number)),
        "a slip of the finger": tone(scan(client, later.number[:-1] + ("2" if later.number[-1] != "2" else "3"))),
        "another signature": tone(scan(client, _tampered(mine.code))),
    }  # fmt: skip
    assert said == {
        "mine": "danger used", "later": "warn other-day", "their code": "danger other-clinic",
        "their number": "danger unknown", "a slip of the finger": "danger unknown",
        "another signature": "danger forged",
    }  # fmt: skip
    assert "Țărănescu" not in text(scan(client, theirs.code)).partition("Here now")[0]
    kept = {one.why for one in visits.scans(RECEPTION, MORNING - timedelta(hours=1))}
    assert kept == {"authorisation-used", "authorisation-for-another-day", "other-clinic", "forged"}


def test_the_desk_that_comes_second_is_refused_and_that_is_kept(desks: Desks) -> None:
    slip, client = desks.paper(), desks.client()
    page = card(client, slip)
    desks.checked_in(slip)
    second = send(client, page, "visit.checked-in", documents="identity-document", seq="")
    assert second.status_code == 409
    assert [one.why for one in visits.scans(RECEPTION, MORNING - timedelta(hours=1))] == ["authorisation-used"]


@pytest.mark.shows("O10")
def test_what_the_call_centre_moved_stands_above_the_day_until_it_was_seen(desks: Desks) -> None:
    """clinic gets the notice and must acknowledge; unacknowledged → alert: each change, the second like the first."""
    slip, client = desks.paper(), desks.client()
    moved = desks.world.slot(since=MORNING + timedelta(days=1))
    carried(slip.case, "visit.moved", booking=slip.booking, reason="Cannot come", **time(moved))
    page = client.get("/clinic")
    assert "Moved by the call centre" in text(page)
    send(client, page, "clinic.acknowledged")
    assert "Moved by the call centre" not in text(client.get("/clinic"))
    carried(slip.case, "visit.cancelled", booking=slip.booking, reason="ill")
    page = client.get("/clinic")
    assert "Cancelled by the call centre" in text(page)
    send(client, page, "clinic.acknowledged")
    assert visit(slip).change is None


@pytest.mark.shows("Y29")
def test_the_wrong_scan_is_taken_back_and_its_number_works_once_more(desks: Desks) -> None:
    """within the same day and before any service is recorded the clinic reverses its own redemption with a reason, the
    number works once more, both scans stay visible to the payer."""
    slip, client = desks.paper(), desks.client()
    desks.checked_in(slip)
    send(client, card(client, slip), "check-in.reversed", reason="Another person")
    assert tone(scan(client, slip.number)) == "ok come-in"
    names = [name for name, _ in desks.facts(slip.case)]
    assert names[-2:] == ["visit.checked-in", "check-in.reversed"]


@pytest.mark.shows("O26")
def test_the_doctor_ticks_and_the_insured_signs_exactly_that_list(desks: Desks) -> None:
    """signature bound to the list performed; a claim without it is held; cannot read, cannot write, left without
    signing each have their way (Y30)."""
    slip, client, seat = desks.paper(if_needed=[{"service": IMAGING}]), desks.client(), doctor(desks)
    desks.checked_in(slip)
    where = f"/clinic/visits/{slip.case}/{slip.booking}"
    seat.post(f"{where}/tell/done", {"service": CONSULTATION, "key": new_key()})
    shown = client.get(f"{where}/sign")
    seat.post(f"{where}/tell/done", {"service": IMAGING, "key": new_key()})
    mark = {"way": "mark", "read_aloud": "on", "witness": "Vasile Martor"}
    old = client.post(f"{where}/sign", {**mark, "list": shown.context["print"], "key": new_key()})
    assert (old.status_code, visit(slip).state) == (422, "to-sign")
    client.post(f"{where}/sign", {**mark, "list": visit(slip).fingerprint, "key": new_key()})
    signed = visit(slip).signed
    assert signed
    assert isinstance(signed.fact, attendance.Signed)
    told = (signed.fact.list_hash, signed.fact.witness, signed.fact.read_aloud)
    assert told == (visit(slip).fingerprint, "Vasile Martor", True)


@pytest.mark.shows("O25")
def test_what_is_recommended_is_written_down_and_authorised_by_nobody(desks: Desks) -> None:
    """recommendation entry with code/text, status not authorised."""
    slip, seat = desks.paper(), doctor(desks)
    desks.checked_in(slip)
    where = f"/clinic/visits/{slip.case}/{slip.booking}/tell"
    seat.post(f"{where}/recommended", {"words": "Skin of the eyelid", "service": FIELD, "key": new_key()})
    found = visit(slip)
    assert [(one.words, one.here, one.informed) for one in found.advice] == [("Skin of the eyelid", False, False)]
    assert FIELD not in found.left


@pytest.mark.shows("O29")
def test_the_clinic_records_that_the_insured_was_told(desks: Desks) -> None:
    """record of being informed."""
    slip, client = desks.paper(), desks.client()
    desks.checked_in(slip)
    carried(slip.case, "service.recommended", DOCTOR, booking=slip.booking, words="Skin of the eyelid")
    send(client, card(client, slip), "insured.informed", how="in-person")
    assert [one.informed for one in visit(slip).advice] == [True]


def test_what_the_call_centre_answers_stands_on_the_open_page(desks: Desks) -> None:
    slip, seat = desks.paper(), doctor(desks)
    desks.checked_in(slip)
    asked = {"service": IMAGING, "why": "Swelling", "key": new_key()}
    seat.post(f"/clinic/visits/{slip.case}/{slip.booking}/tell/asked", asked)
    assert "The patient is waiting" in text(seat.get("/clinic/doctor", {"case": slip.case, "visit": slip.booking}))
    carried(slip.case, "authorisation.extended", asking="asking-1", lines=[{"service": IMAGING}])
    page = text(seat.get("/clinic/doctor", {"case": slip.case, "visit": slip.booking}))
    assert f"Authorised : {visit(slip).asked[0].number}" not in page
    assert visit(slip).asked[0].number in page


@pytest.mark.shows("O08")
def test_the_clinic_moves_a_visit_and_two_at_one_time_are_refused_in_words(desks: Desks) -> None:
    """clinic-side action informs the call centre at once, which informs the insured."""
    first, second, client = desks.paper(), desks.paper(days=1), desks.client()
    taken = value(slots.free(AGENT, {CONSULTATION: 1}, since=MORNING + timedelta(days=2), most=1)[0])
    told = {"time": taken, "reason": "overbooked"}
    where = "/clinic/visits/{0.case}/{0.booking}/move"
    assert client.post(where.format(first), {**told, "key": new_key()}).status_code == 302
    again = client.post(where.format(second), {**told, "key": new_key()})
    assert (again.status_code, "Somebody else has just taken this time" in text(again)) == (409, True)
    assert (visit(first).numbers, visit(first).starts.isoformat()) == ((), taken.split("~")[1])


@pytest.mark.shows("O04", "O05")
def test_the_clinic_books_somebody_it_was_told_the_number_and_the_birth_date_of(desks: Desks) -> None:
    """clinic creates the appointment itself; no double booking of room/doctor/device; capacity per service."""
    client, who = desks.client(), {"number": "M-1", "born_day": "1", "born_month": "3", "born_year": "1980"}
    assert client.post("/clinic/new", {**who, "born_year": "1981"}).status_code == 404
    page = client.post("/clinic/new", {**who, "service": CONSULTATION})
    first = page.context["days"][0].times[0].value
    book = {"number": "M-1", "born": "1980-03-01", "service": CONSULTATION, "time": first, "book": "1"}
    made = client.post("/clinic/new", {**book, "request": new_key(), "key": new_key()})
    refused = client.post("/clinic/new", {**book, "request": new_key(), "key": new_key()})
    assert (made.status_code, refused.status_code) == (302, 409)
    assert "Somebody else has just taken this time" in text(refused)


@pytest.mark.shows("Y31")
def test_an_ill_doctor_is_one_action_and_a_minute_takes_it_back(desks: Desks) -> None:
    """one action for a person, room or device and a period lists the visits, offers free slots elsewhere, and per
    visit moves, cancels or holds; those due within two hours put on a call list; undo within a minute restores all."""
    soon, later, client = desks.paper(), desks.paper(days=1), desks.client()
    doctor_ = desks.world.resources[f"{DOCTOR.party}/doctor"]
    preview = client.get("/clinic/away", {"resource": doctor_, "until": "2026-11-27"})
    assert len(preview.context["lines"]) == 2
    event = client.post("/clinic/away", {"resource": doctor_, "until": "2026-11-27", "key": new_key()})["Location"]
    assert [visit(one).state for one in (soon, later)] == ["held", "held"]
    page = client.get(event)
    assert (len(page.context["soon"]), len(page.context["later"])) == (1, 1)
    assert tone(scan(client, soon.number)) == "warn held"
    client.post(f"{event}/undo", {"key": new_key()})
    assert [visit(one).state for one in (soon, later)] == ["coming", "coming"]
    assert tone(scan(client, soon.number)) == "ok come-in"


def test_the_sheet_of_the_day_says_what_is_still_open(desks: Desks) -> None:
    waits, unsigned, client = desks.paper(), desks.paper(), desks.client()
    desks.checked_in(unsigned)
    carried(unsigned.case, "visit.performed", DOCTOR, booking=unsigned.booking, lines=[{"service": CONSULTATION}])
    groups = client.get("/clinic/sheet").context["groups"]
    found = {one["text"]: [line.visit.case for line in one["lines"]] for one in groups}
    assert found == {"Unsigned": [unsigned.case], "Not yet here, or not said what became of it": [waits.case]}


def test_the_insured_sees_the_visit_the_paper_and_signs_by_the_link(desks: Desks) -> None:
    slip = desks.paper()
    act_as(desks.world.insured)
    client = signed_in(desks.world.insured, "Ștefan Țărănescu")
    home = client.get(f"/my/{slip.case}")
    assert home["Location"] == f"/my/visits/{slip.case}"
    assert "Your identity card or passport" in text(client.get(home["Location"]))
    assert slip.number in text(client.get(f"/my/visits/{slip.case}/{slip.booking}/paper"))
    desks.checked_in(slip)
    carried(slip.case, "visit.performed", DOCTOR, booking=slip.booking, lines=[{"service": CONSULTATION}])
    assert "Please sign what was done" in text(client.get(home["Location"]))
    page = client.get(f"/my/visits/{slip.case}/{slip.booking}/sign")
    assert page.context["print"] == visit(slip).fingerprint


def test_a_stranger_opens_none_of_these_pages(desks: Desks) -> None:
    slip, elsewhere = desks.paper(), desks.client("elena")
    where = f"/clinic/visits/{slip.case}/{slip.booking}"
    pages = [
        f"/clinic?case={slip.case}&visit={slip.booking}",
        f"{where}/sign",
        f"{where}/move",
        f"/my/visits/{slip.case}",
    ]
    assert [elsewhere.get(one).status_code for one in pages] == [404, 404, 404, 404]


@pytest.mark.shows("O20")
def test_there_is_a_place_for_the_signature_on_the_paper_and_on_the_screen(desks: Desks) -> None:
    """on paper and on screen"""
    slip = desks.paper()
    act_as(desks.world.insured)
    paper = signed_in(desks.world.insured, "Ștefan Țărănescu").get(f"/my/visits/{slip.case}/{slip.booking}/paper")
    assert "Signature of the insured, after the services" in text(paper)
    desks.checked_in(slip)
    carried(slip.case, "visit.performed", DOCTOR, booking=slip.booking, lines=[{"service": CONSULTATION}])
    assert "Signature of the insured" in text(desks.client().get(f"/clinic/visits/{slip.case}/{slip.booking}/sign"))


@pytest.mark.shows("O15")
def test_a_child_needs_two_documents_and_the_parent_who_is_there(desks: Desks) -> None:
    """for age <18 (by service date) two checks demanded; parent must be the accompanying one."""
    slip, client = desks.paper(), desks.client()
    act_as("omniasig")
    Person.objects.filter(pk=desks.world.person).update(born_on=date(2015, 5, 5))
    page = card(client, slip)
    assert "A child: two documents" in text(page)
    one = send(client, page, "visit.checked-in", documents="birth-certificate", companion="parent")
    assert (one.status_code, visit(slip).state) == (409, "coming")
    both = ["birth-certificate", "parent-identity-document"]
    send(client, card(client, slip), "visit.checked-in", documents=both, companion="parent")
    assert visit(slip).state == "waiting"


@pytest.mark.shows("Y32")
def test_at_the_limit_the_desk_says_what_the_insured_chose(desks: Desks) -> None:
    """at the next limit the clinic's screen offers wait, rebook, or pay privately with a price signed beforehand, and
    says which the insured chose; performed without authorisation: recorded as such, never silently dropped."""
    slip, client, seat = desks.paper(), desks.client(), doctor(desks)
    desks.checked_in(slip)
    carried(slip.case, "extension.asked", DOCTOR, booking=slip.booking, lines=[{"service": IMAGING}], why="Swelling")
    assert "What does the insured choose?" not in text(card(client, slip))
    desks.stand(MORNING + timedelta(minutes=46))  # the call centre opens at eight: sixteen of its minutes
    client = desks.client()
    assert "What does the insured choose?" not in text(card(client, slip))  # the supervisor is rung first
    desks.stand(MORNING + timedelta(minutes=60))
    page = card(client, slip)
    unsigned = send(client, page, "waiting.chosen", way="pay-privately")
    assert (unsigned.status_code, visit(slip).asked[0].way) == (409, "")
    send(client, card(client, slip), "waiting.chosen", way="wait")
    assert visit(slip).asked[0].way == "wait"
    told = {"service": IMAGING, "why": "It could not wait", "key": new_key()}
    seat.post(f"/clinic/visits/{slip.case}/{slip.booking}/tell/beyond", told)
    assert (dict(visit(slip).beyond), visit(slip).state) == ({IMAGING: 1}, "to-sign")


@pytest.mark.shows("Y30")
def test_who_leaves_without_signing_signs_after_all(desks: Desks) -> None:
    """left without signing: same-day link, then held line with reason."""
    slip, client = desks.paper(), desks.client()
    desks.checked_in(slip)
    carried(slip.case, "visit.performed", DOCTOR, booking=slip.booking, lines=[{"service": CONSULTATION}])
    page = client.get(f"/clinic/visits/{slip.case}/{slip.booking}/sign")
    send(client, page, "visit.left-unsigned", reason="in-a-hurry")
    assert visit(slip).state == "unsigned"
    act_as(desks.world.insured)
    theirs = signed_in(desks.world.insured, "Ștefan Țărănescu")
    drawn = {"signature_svg": DRAWN, "list": visit(slip).fingerprint, "key": new_key()}
    theirs.post(f"/my/visits/{slip.case}/{slip.booking}/sign", drawn)
    assert visit(slip).state == "done"


@pytest.mark.shows("X32")
def test_the_signature_of_a_visit_is_checked_by_a_foreign_tool(desks: Desks, tmp_path: Path) -> None:
    """signature evidence verified by a second, foreign tool: openssl says it is good, and not once it was altered."""
    slip = desks.paper()
    desks.checked_in(slip)
    carried(slip.case, "visit.performed", DOCTOR, booking=slip.booking, lines=[{"service": CONSULTATION}])
    act_as(desks.world.insured)
    client = signed_in(desks.world.insured, "Ștefan Țărănescu")
    where = f"/my/visits/{slip.case}/{slip.booking}"
    drawn = {"signature_svg": DRAWN, "list": visit(slip).fingerprint, "key": new_key()}
    assert client.post(f"{where}/sign", drawn).status_code == 302
    with zipfile.ZipFile(io.BytesIO(client.get(f"{where}/proof").content)) as packed:
        packed.extractall(tmp_path)
    told = json.loads((tmp_path / "evidence.json").read_text())
    pdf = sha256((tmp_path / "services.pdf").read_bytes()).hexdigest()
    assert (told["list_sha256"], told["list"]) == (visit(slip).fingerprint, [[CONSULTATION, 1]])
    assert told["pdf_sha256"] == pdf
    good = _openssl(tmp_path)
    (tmp_path / "evidence.json").write_text(json.dumps(told | {"list": [[IMAGING, 1]]}))
    assert (good, _openssl(tmp_path)) == (True, False)


def _openssl(folder: Path) -> bool:
    command = "openssl pkeyutl -verify -pubin -inkey seal.pem -rawin -in evidence.json -sigfile evidence.sig"
    return subprocess.run(command.split(), cwd=folder, capture_output=True, check=False).returncode == 0


@pytest.mark.shows("X19")
def test_the_insured_takes_a_freed_time_by_one_press(desks: Desks) -> None:
    """the freed slot is offered to the first on the wait-list that fits, once: it stands on the page until its hour."""
    case = desks.world.opened(CONSULTATION)
    days = {"earliest": "2026-11-25", "latest": "2026-12-10"}
    carried(case, "place.wanted", services=[{"service": CONSULTATION}], **days)
    slot = desks.world.slot(since=MORNING + timedelta(days=1))
    until = (MORNING + timedelta(hours=2)).isoformat()
    carried(case, "place.offered", wish="wish-1", until=until, **time(slot))
    act_as(desks.world.insured)
    client = signed_in(desks.world.insured, "Ștefan Țărănescu")
    page = client.get(f"/my/visits/{case}")
    assert "A time has become free" in text(page)
    send(client, page, "place.taken")
    assert "place.taken" in [name for name, _ in desks.facts(case)]
    assert "A time has become free" not in text(client.get(f"/my/visits/{case}"))
