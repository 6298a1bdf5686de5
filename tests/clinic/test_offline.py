"""A day without a line: what a browser takes along, what it tells afterwards, and a drill of each way (Y33)."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest

from clinics_world import AGENT, CLEAR, CONSULTATION, OTHER, PAYER, PROGRAMME, RECEPTION, ROME, carried
from konsil.config import Config
from konsil.core.engine import Refused
from konsil.core.seal import key_of, number, read_number
from konsil.core.slip import read
from konsil.store.queries import visits
from konsil.store.queries.visits import ScanSeen
from konsil.work import gateways, outage, packs
from reception_world import MORNING, Desks, Slip, laid

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)
ID = {"documents": ["identity-document"]}


@pytest.fixture
def desks(db: None, owner: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desks]:
    """The receptions, with a folder of their own for the files of the evening."""
    monkeypatch.setattr(gateways, "config", lambda: Config(home=tmp_path))
    made = laid(owner)
    yield made
    made.stand(None)


def known(desks: Desks, who: str = "maria") -> dict[str, Any]:
    found: dict[str, Any] = desks.client(who).get("/clinic/offline/known").json()
    return found


def scan(slip: Slip, key: str, at: datetime, **more: Any) -> dict[str, Any]:
    """A scan as a browser keeps it."""
    return {"key": key, "code": slip.code, "at": at.isoformat(), "done": True, **ID, **more}


def told(desks: Desks, *scans: dict[str, Any], who: str = "maria") -> list[dict[str, str]]:
    """The line is back: everything is told at once."""
    got = desks.client(who).post("/clinic/offline/reconcile", json.dumps(scans), content_type="application/json")
    assert got.status_code == 200, got.content[:400]
    answers: list[dict[str, str]] = got.json()["answers"]
    return answers


def reported(desks: Desks) -> list[ScanSeen]:
    """What the insurer sees of what was tried, the oldest first."""
    return sorted(visits.scans(AGENT, MORNING - timedelta(days=1)), key=lambda one: one.at)


# -- what goes along -----------------------------------------------------------------------------------------------


def test_the_browser_takes_along_keys_numbers_and_states_and_nobodys_name(desks: Desks) -> None:
    one, tomorrow, elsewhere = desks.paper(), desks.paper(days=1), desks.paper(clinic=OTHER)
    got = desks.client().get("/clinic/offline/known")
    text, found = got.content.decode(), got.json()
    assert "rănescu" not in text
    assert "1980" not in text
    assert (found["clinic"], found["zone"], found["rule"]) == (CLEAR, "Europe/Bucharest", "refused-offline")
    assert [(paper["number"], paper["day"], paper["state"]) for paper in found["papers"]] == [
        (key_of(one.number), "2026-11-25", "valid"), (key_of(tomorrow.number), "2026-11-26", "valid"),
    ]  # fmt: skip
    assert key_of(elsewhere.number) not in text
    signed = read(one.code)
    assert signed
    assert set(found["keys"]) >= {signed.slip.key}
    assert datetime.fromisoformat(found["until"]) - datetime.fromisoformat(found["now"]) == timedelta(hours=24)
    assert got["Cache-Control"] == "no-store"


def test_a_paper_that_was_used_or_taken_back_goes_along_as_that(desks: Desks) -> None:
    used, revoked = desks.paper(), desks.paper()
    desks.stand(used.starts)
    desks.checked_in(used)
    carried(revoked.case, "authorisation.revoked", booking=revoked.booking, reason="in-error")
    states = {paper["number"]: paper["state"] for paper in known(desks)["papers"]}
    assert states == {key_of(used.number): "used", key_of(revoked.number): "revoked"}


@pytest.mark.parametrize("language", ["en", "ro"])
def test_the_page_holds_every_answer_in_the_readers_language(desks: Desks, language: str) -> None:
    text = desks.client(language=language).get("/clinic/offline").content.decode()
    assert text.count("data-answer-of") == 13
    assert ("Valid today" in text) == (language == "en")
    assert ("Valabil azi" in text) == (language == "ro")


def test_the_worker_may_serve_the_page_and_is_a_script(desks: Desks) -> None:
    got = desks.client().get("/clinic/offline/worker.js")
    assert got["Service-Worker-Allowed"] == "/clinic/offline"
    assert got["Content-Type"].startswith("text/javascript")
    assert b"addEventListener" in got.content


# -- what is told afterwards ------------------------------------------------------------------------------------------


@pytest.mark.shows("Y33")
def test_drill_the_reception_was_without_a_line(desks: Desks) -> None:
    """reception down: valid, spent here, wrong date and wrong clinic answered offline; a paper revoked after the last
    contact is honoured or refused by programme rule printed on the screen, and reconciled to the payer by name of rule
    """
    good, revoked, elsewhere, tomorrow = desks.paper(), desks.paper(), desks.paper(clinic=OTHER), desks.paper(days=1)
    rule = known(desks)["rule"]
    came = good.starts - timedelta(minutes=5)
    carried(revoked.case, "authorisation.revoked", booking=revoked.booking, reason="cover-ended")
    desks.stand(good.starts + timedelta(hours=3))
    answers = told(
        desks,
        scan(good, "scan-good-1", came),
        scan(good, "scan-good-2", came + timedelta(minutes=9), done=False, why="authorisation-used"),
        scan(revoked, "scan-revoked", came + timedelta(minutes=20)),
        scan(elsewhere, "scan-elsewhere", came + timedelta(minutes=30), done=False, why="other-clinic"),
        scan(tomorrow, "scan-tomorrow", came + timedelta(minutes=40)),
    )
    assert [(one["state"], one["why"]) for one in answers] == [
        ("recorded", ""), ("reported", "authorisation-used"), ("reported", "authorisation-revoked"),
        ("reported", "other-clinic"), ("reported", "authorisation-for-another-day"),
    ]  # fmt: skip
    assert ("visit.checked-in", came) in desks.facts(good.case)
    seen = reported(desks)
    assert [(one.why, one.scanned, one.rule) for one in seen] == [
        ("authorisation-used", "offline", ""), ("authorisation-revoked", "offline", rule),
        ("other-clinic", "offline", ""), ("authorisation-for-another-day", "offline", ""),
    ]  # fmt: skip
    assert next(one.at for one in seen) == came + timedelta(minutes=9)


def test_what_is_told_twice_is_kept_once(desks: Desks) -> None:
    good = desks.paper()
    desks.stand(good.starts)
    day = [scan(good, "scan-good-1", good.starts), scan(good, "scan-good-2", good.starts, done=False, why="spent")]
    assert told(desks, *day) == told(desks, *day)
    assert [name for name, _ in desks.facts(good.case)].count("visit.checked-in") == 1
    assert len(reported(desks)) == 1


@pytest.mark.shows("X28")
def test_two_receptions_of_one_clinic_took_the_same_paper_and_the_second_is_reported(desks: Desks) -> None:
    """Y33 at reception: valid, spent here, wrong date and wrong clinic answered offline, reconciled after"""
    good = desks.paper()
    desks.stand(good.starts + timedelta(hours=1))
    (first,) = told(desks, scan(good, "desk-one-scan", good.starts))
    (second,) = told(desks, scan(good, "desk-two-scan", good.starts + timedelta(minutes=2)))
    assert (first["state"], second["state"], second["why"]) == ("recorded", "reported", "authorisation-used")
    assert [(one.why, one.case) for one in reported(desks)] == [("authorisation-used", good.case)]


def test_it_may_be_told_on_the_next_day_and_counts_for_the_day_it_happened(desks: Desks) -> None:
    good = desks.paper()
    desks.stand(good.starts + timedelta(days=1))
    assert [one["state"] for one in told(desks, scan(good, "late-scan-1", good.starts))] == ["recorded"]
    assert ("visit.checked-in", good.starts) in desks.facts(good.case)


def test_a_telephone_whose_clock_is_ahead_is_told_when_it_says_so(desks: Desks) -> None:
    good = desks.paper()
    desks.stand(good.starts)
    day = scan(good, "ahead-scan-1", good.starts + timedelta(seconds=20))
    (first,) = told(desks, day)
    desks.stand(good.starts + timedelta(seconds=5))
    (second,) = told(desks, day)
    assert first == second == {"key": "ahead-scan-1", "state": "recorded", "why": ""}
    assert ("visit.checked-in", good.starts) in desks.facts(good.case)
    assert reported(desks) == []


def test_the_browsers_word_for_a_signature_is_not_taken(desks: Desks) -> None:
    good = desks.paper()
    place = len(good.code) - 30
    forged = good.code[:place] + ("1" if good.code[place] != "1" else "2") + good.code[place + 1 :]
    desks.stand(good.starts)
    (answer,) = told(desks, scan(good, "forged-scan-1", good.starts, code=forged))
    assert (answer["state"], answer["why"]) == ("reported", "forged")
    assert "visit.checked-in" not in [name for name, _ in desks.facts(good.case)]


def test_another_clinics_paper_is_not_taken_whatever_the_browser_says(desks: Desks) -> None:
    good = desks.paper()
    desks.stand(good.starts)
    (answer,) = told(desks, scan(good, "stranger-scan", good.starts), who="elena")
    assert (answer["state"], answer["why"]) == ("reported", "other-clinic")
    (typed,) = told(desks, scan(good, "stranger-typed", good.starts, code=good.number), who="elena")
    assert (typed["state"], typed["why"]) == ("reported", "unknown")


def test_a_document_that_is_not_enough_is_said_so_and_not_lost(desks: Desks) -> None:
    good = desks.paper()
    desks.stand(good.starts)
    (answer,) = told(desks, scan(good, "card-scan-12", good.starts, documents=["own-card"]))
    assert (answer["state"], answer["why"]) == ("reported", "identity-not-proved")
    assert [one.why for one in reported(desks)] == ["identity-not-proved"]


@pytest.mark.parametrize("body", ["", "{}", "[1]", '[{"key": "x"}]'])
def test_something_else_is_not_taken(desks: Desks, body: str) -> None:
    got = desks.client().post("/clinic/offline/reconcile", body, content_type="application/json")
    assert got.status_code == 422


# -- the printed list -------------------------------------------------------------------------------------------------


def text_of(content: bytes, code: str) -> str:
    reader = pypdf.PdfReader(io.BytesIO(content), password=code)
    return "\n".join(page.extract_text() for page in reader.pages)


@pytest.mark.shows("Y33")
def test_drill_the_printed_list(desks: Desks) -> None:
    """reception down: valid, spent here, wrong date and wrong clinic answered offline"""
    one, revoked, elsewhere = desks.paper(), desks.paper(), desks.paper(clinic=OTHER)
    carried(revoked.case, "authorisation.revoked", booking=revoked.booking, reason="in-error")
    outage.evening()
    page = desks.client().get("/clinic/pack").content.decode()
    assert packs.code(CLEAR) in page
    got = desks.client().get(f"/clinic/pack/2026-11-25/{PROGRAMME}")
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(got.content))
    found = text_of(got.content, packs.code(CLEAR))
    assert one.number in found
    assert "Ș. Ț." in found
    assert [what for what in ("rănescu", "Ștefan", "1980", revoked.number, elsewhere.number) if what in found] == []
    came = one.starts.astimezone(ROME)
    desks.stand(one.starts + timedelta(hours=4))
    form = {"key": "back-form-1", "number": one.number.lower(), "day": "2026-11-25", "hour": f"{came:%H:%M}",
            "proof": "identity-document"}  # fmt: skip
    assert 'data-outcome="recorded"' in desks.client().post("/clinic/pack", form).content.decode()
    assert ("visit.checked-in", one.starts) in desks.facts(one.case)
    again = desks.client().post("/clinic/pack", {**form, "key": "back-form-2"}).content.decode()
    assert 'data-outcome="reported"' in again
    assert [one.why for one in reported(desks)] == ["authorisation-used"]


def test_a_line_without_its_hour_keeps_what_was_typed(desks: Desks) -> None:
    form = {"key": "back-form-3", "number": "AV-1", "day": "2026-11-25", "hour": "", "proof": "passport"}
    got = desks.client().post("/clinic/pack", form)
    assert got.status_code == 422
    assert 'value="AV-1"' in got.content.decode()


def test_a_clinic_gets_its_own_files_and_nobody_elses(desks: Desks) -> None:
    desks.paper()
    outage.evening()
    assert desks.client("elena").get(f"/clinic/pack/2026-11-25/{PROGRAMME}").status_code == 404
    assert desks.client().get(f"/clinic/pack/today/{PROGRAMME}").status_code == 404
    assert packs.code(CLEAR) != packs.code(OTHER)
    assert len(packs.code(CLEAR)) == 23


def test_tomorrows_files_are_made_in_the_evening_and_old_ones_go(desks: Desks) -> None:
    desks.paper(days=1)
    tomorrow = TODAY + timedelta(1)
    outage.evening()
    assert packs.packs(CLEAR, tomorrow) == ()
    desks.stand(datetime(2026, 11, 25, 18, 5, tzinfo=ROME))
    outage.evening()
    assert [one.programme for one in packs.packs(CLEAR, tomorrow)] == [PROGRAMME]
    desks.stand(datetime(2026, 12, 5, 9, 0, tzinfo=ROME))
    outage.evening()
    assert packs.packs(CLEAR, tomorrow) == ()


def test_initials_are_of_every_name() -> None:
    assert outage.initials("Ștefania-Maria Țîrlea") == "Ș.-M. Ț."
    assert outage.initials("") == "—"


# -- the sealed sheet -------------------------------------------------------------------------------------------------


@pytest.mark.shows("Y33")
def test_drill_the_call_centre_was_without_a_line(desks: Desks) -> None:
    """call centre down: a sealed sheet of reserved single-use numbers with check characters can be read out by phone,
    entered later with time and caller, verified as reserved by the clinic, unused ones dead at midnight; one drill of
    each is a test
    """
    outage.evening()
    (pack,) = packs.packs(PAYER, TODAY)
    sheet = text_of(pack.content, packs.code(PAYER))
    numbers = [word for word in sheet.split() if word.startswith("AV-")]
    assert len(numbers) == outage.NUMBERS
    assert [one for one in numbers if read_number(one) is None] == []
    # the clinic hears the first one, and checks it with a line and without
    first, second = numbers[:2]
    assert visits.reserved(RECEPTION, first) == "reserved"
    mark = packs.mark(TODAY, first)
    assert mark != sha256(f"2026-11-25 {key_of(first)}".encode()).hexdigest()
    assert mark in known(desks)["reserved"]["2026-11-25"]
    assert key_of(first) not in json.dumps(known(desks))
    (early,) = told(desks, scan(Slip("", "", first, first, MORNING), "reserved-scan", MORNING))
    assert early["state"] == "again"  # the clinic's line is back before the call centre's
    # the line is back: entered with its time and who asked; the check-in of the clinic follows
    case = desks.world.opened(CONSULTATION)
    slot = desks.world.slot(CONSULTATION, since=MORNING)
    booking = desks.world.booked(case, slot, CONSULTATION)
    read_out = MORNING + timedelta(minutes=12)
    desks.stand(slot.starts + timedelta(hours=2))
    lines = [{"service": CONSULTATION}]
    carried(case, "authorisation.issued", AGENT, at=read_out, booking=booking, lines=lines, reserved=first)
    (paper,) = visits.papers_of(AGENT, CLEAR, TODAY)
    carried(
        case, "authorisation.phoned", AGENT, at=read_out, authorisation=paper.item, who="Maria Rus", read_back=first
    )
    slip = Slip(case, booking, first, first, slot.starts)
    assert [one["state"] for one in told(desks, scan(slip, "reserved-scan", slot.starts))] == ["recorded"]
    assert visits.reserved(RECEPTION, first) == "used"
    # the others are dead at midnight
    desks.stand(datetime(2026, 11, 26, 0, 0, 1, tzinfo=ROME))
    assert visits.reserved(RECEPTION, second) == "other-day"
    late = desks.world.opened(CONSULTATION)
    taken = desks.world.booked(
        late, desks.world.slot(CONSULTATION, since=slot.starts + timedelta(days=1)), CONSULTATION
    )
    with pytest.raises(Refused, match="number-not-reserved"):
        carried(late, "authorisation.issued", AGENT, booking=taken, lines=lines, reserved=second)


def test_the_call_centre_gets_its_sheet_and_what_opens_it_and_reception_does_not(desks: Desks) -> None:
    outage.evening()
    page = desks.client("ioana").get("/outage").content.decode()
    where = f"/outage/2026-11-25/{PROGRAMME}"
    assert packs.code(PAYER) in page
    assert where in page
    sheet = desks.client("ioana").get(where)
    assert len(re.findall(r"AV-\w{5}-\w{5}-\w{2}", text_of(sheet.content, packs.code(PAYER)))) == outage.NUMBERS
    assert desks.client("maria").get(where).status_code == 404
    assert desks.client("ioana").get("/clinic/offline/known").status_code == 404


def test_a_sheet_is_laid_once_a_day(desks: Desks) -> None:
    outage.evening()
    first = known(desks)["reserved"]["2026-11-25"]
    desks.paper()
    outage.evening()
    assert known(desks)["reserved"]["2026-11-25"] == first
    shutil.rmtree(gateways.config().home / "outage")  # its file was lost: the same numbers are printed again
    outage.evening()
    assert known(desks)["reserved"]["2026-11-25"] == first


def test_a_number_that_is_on_no_sheet_is_known_to_nobody(desks: Desks) -> None:
    outage.evening()
    assert visits.reserved(RECEPTION, number("AV", 5)) == "unknown"
