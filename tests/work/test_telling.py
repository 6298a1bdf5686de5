"""Letters: judged again before they go, each once, in the recipient's language, and what happened recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from gates_lines import answering
from konsil.config import Config
from konsil.core.engine import Refused
from konsil.core.facts.consent import FormText
from konsil.gates import GateDown
from konsil.letters import forms
from konsil.store import attempts
from konsil.store.queries.people import person
from konsil.store.registers.documents import documents
from konsil.work import bounces, gateways, promises, telling
from konsil.work.telling import Later
from konsil.work.worker import KONSIL
from work_lines import ARTA, CENTRES, World
from work_steps import asked, offered, signed

pytestmark = pytest.mark.django_db(transaction=True)
AtWork = Callable[[], AbstractContextManager[None]]


def attempt_of(world: World, case: str, seq: int) -> attempts.Attempt:
    return attempts.of_entry(KONSIL, world.case(case).case_id, seq)[0]


def pages(world: World, case: str, seq: int) -> str:
    """The text of the paper that went with a letter."""
    known = world.case(case)
    document = documents(KONSIL, known.case_id, (attempt_of(world, case, seq).document,))[0]
    pdf = PdfReader(BytesIO(gateways.kept(case, document.stored)))
    return "\n".join(page.extract_text() for page in pdf.pages)


# -- once, and recorded --------------------------------------------------------------------------------------------


def test_a_form_is_sent_once_however_often_it_is_told(world: World, at_work: AtWork) -> None:
    world.person("Elira", email="elira@example.al")
    case, seq = world.consented("Elira")
    with at_work():
        telling.tell(case, seq, 0, "")
        telling.tell(case, seq, 0, "")
    assert [(one.to, one.subject, one.language) for one in world.sent()] == [
        ("elira@example.al", "Keni një mesazh", "sq")
    ]
    assert world.facts(case).count("consent.sent") == 1
    sent = world.case(case).case.entries[-1]
    attempt = attempt_of(world, case, seq)
    assert (sent.fact.channel, sent.fact.message, attempt.state) == ("email", attempt.message_id, "sent")  # type: ignore[attr-defined]


def test_a_letter_that_was_handed_over_before_a_crash_is_only_recorded(world: World, at_work: AtWork) -> None:
    world.person("Elira", email="elira@example.al")
    case, seq = world.consented("Elira")
    with at_work():
        known = world.case(case)
        entry = known.case.entries[seq - 1]
        told = known.case.programme.flow[entry.name].tell[0]
        letter = next(telling.letters(known, entry, told, 0, ""))
        attempts.begin(KONSIL, telling._draft(letter, letter.to.ways[0]))
        attempts.settle(KONSIL, letter.message_id, "sent")
        telling.tell(case, seq, 0, "")
    assert world.sent() == []
    assert world.facts(case)[-1] == "consent.sent"


def test_a_form_held_back_in_its_ten_seconds_never_goes(world: World, at_work: AtWork) -> None:
    world.person("Elira", email="elira@example.al")
    case, seq = world.consented("Elira")
    world.record(case, "consent.held", consent="consent-1")
    with at_work():
        telling.tell(case, seq, 0, "")
    assert world.sent() == []
    assert "consent.sent" not in world.facts(case)


def test_the_mail_says_nothing_but_that_there_is_something(world: World, at_work: AtWork) -> None:
    world.person("Elira", email="elira@example.al")
    case, seq = world.consented("Elira")
    with at_work():
        telling.tell(case, seq, 0, "")
    text = world.sent()[0].subject + world.sent()[0].text.split("\n-- \n")[0]
    number = world.case(case).number
    assert [word for word in ("Elira", "Shembull", "C50", number, "gjir", "pëlqim") if word in text] == []


# -- the form ------------------------------------------------------------------------------------------------------


@pytest.mark.shows("A13")
@pytest.mark.parametrize("language", ["sq", "en"])
def test_the_form_that_goes_out_is_the_one_the_release_names(world: World, at_work: AtWork, language: str) -> None:
    """Form template keyed by country + language + version; the signed copy keeps the version text hash."""
    world.person("Elira", language, email="elira@example.al")
    case, seq = world.consented("Elira")
    form = forms.latest("AL", language)
    assert world.case(case).case.entries[seq - 1].known == FormText("AL", "1", language, form.sha256)
    with at_work():
        telling.tell(case, seq, 0, "")
    text = " ".join(pages(world, case, seq).split())
    assert form.title in text
    assert form.sha256[:8] in text.replace(" ", "")


def test_the_papers_bytes_are_those_that_were_filed(world: World, at_work: AtWork) -> None:
    world.person("Elira", email="elira@example.al")
    case, seq = world.consented("Elira")
    with at_work():
        telling.tell(case, seq, 0, "")
    known = world.case(case)
    filed = documents(ARTA, known.case_id, (attempt_of(world, case, seq).document,))[0]
    content = gateways.kept(case, filed.stored)
    assert (filed.sha256, filed.size, filed.kind) == (hashlib.sha256(content).hexdigest(), len(content), "consent-form")


# -- nobody is written to who may not be -----------------------------------------------------------------------------


def test_a_death_holds_every_letter_and_a_mistake_lets_them_go(world: World, at_work: AtWork, owner: Any) -> None:
    world.person("Elira", email="elira@example.al")
    case, seq = world.consented("Elira")
    world.record(case, "death.reported", by_whom="her daughter, by telephone")
    with at_work():
        telling.tell(case, seq, 0, "")
        assert world.sent() == []
        assert attempt_of(world, case, seq).why == "death-reported"
        world.record(case, "death.mistaken")
        owner.execute("DELETE FROM procrastinate_jobs")
        promises.sweep()
        jobs = owner.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'tell'").fetchall()
        assert jobs == [({"case": case, "seq": seq, "number": 0, "item": ""},)]
        telling.tell(case, seq, 0, "")
    assert [one.to for one in world.sent()] == ["elira@example.al"]


def test_nothing_leaves_a_restored_copy_until_it_is_released(world: World, at_work: AtWork, owner: Any) -> None:
    world.person("Elira", email="elira@example.al")
    case, seq = world.consented("Elira")
    owner.execute("UPDATE instance SET sends = false")
    with at_work():
        telling.tell(case, seq, 0, "")
        assert (world.sent(), attempt_of(world, case, seq).why) == ([], "instance-held")
        owner.execute("UPDATE instance SET sends = true")
        promises.sweep()
        telling.tell(case, seq, 0, "")
    assert len(world.sent()) == 1


def test_a_withdrawn_consent_stops_the_request_that_is_on_its_way(world: World, at_work: AtWork) -> None:
    world.person("Elira", email="elira@example.al")
    case = signed(world, at_work, "Elira")
    seq = world.record(case, "record.asked", kind="imaging", what="Mammography", doctor="dr-leka")
    world.record(case, "consent.withdrawn", consent="consent-1")
    before = len(world.sent())
    with at_work():
        telling.tell(case, seq, 0, "")
    assert len(world.sent()) == before
    assert attempt_of(world, case, seq).why == "no-consent"


# -- what did not arrive ---------------------------------------------------------------------------------------------


@pytest.mark.shows("Y02")
def test_a_letter_that_comes_back_counts_as_unsent(world: World, at_work: AtWork) -> None:
    """Hard bounce, returned letter or `wrong person` brings the promise it had met back with its first due instant
    (mark `met` withdrawn, reason kept) and creates a task; everything queued for that address is held; a stranger's
    answer opens an incident with what was said; re-using the dead number is refused until it is confirmed again;
    SMS and voicemail texts contain no programme name, diagnosis or clinic (canary test)"""
    elira = world.person("Elira", email="elira@example.al", phone="+355690000001")
    case, seq = world.consented("Elira")
    due = cycle(world, case).due
    with at_work():
        telling.tell(case, seq, 0, "")
        assert cycle(world, case).state(in_hand(world, case)) == "met"
        assert bounces.take(report(attempt_of(world, case, seq).message_id))
    promise = cycle(world, case)
    assert (promise.due, promise.marks, promise.met) == (due, ["met-withdrawn"], None)
    assert world.case(case).case.entries[-1].fact.why == "5.1.1"  # type: ignore[attr-defined]
    assert ("letter-came-back", "5.1.1") in world.notices(case)
    seen = person(ARTA, elira)
    assert seen
    assert [one.state for one in seen.contacts if one.system == "email"] == ["dead"]
    again = world.record(case, "consent.released", covers=["request-to-doctor", "records-to-centre"])
    with at_work():
        telling.tell(case, again, 0, "")
    text = world.sent()[-1]
    assert (text.channel, text.to) == ("sms", "+355690000001")
    assert [word for word in ("Albsig", "MSO", "Elira", "C50", "Nordhaven") if word in text.text] == []


def test_an_address_that_is_refused_at_once_was_never_written_to(
    world: World, at_work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.person("Elira", email="elira@example.al")
    case, seq = world.consented("Elira")
    with answering(rcpt="550 5.1.1 nobody of that name") as port, at_work():
        towards(monkeypatch, port)
        telling.tell(case, seq, 0, "")
    assert attempt_of(world, case, seq).state == "bounced"
    assert "consent.sent" not in [entry.name for entry in world.case(case).case.entries]
    assert ("letter-came-back", "5.1.1") in world.notices(case)


def test_what_is_in_doubt_goes_again_under_the_same_message_id(
    world: World, at_work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.person("Elira", email="elira@example.al")
    case, seq = world.consented("Elira")
    sink = gateways.config()
    with answering(end="") as port, at_work():
        towards(monkeypatch, port)
        with pytest.raises(Later):
            telling.tell(case, seq, 0, "")
    attempt = attempt_of(world, case, seq)
    assert attempt.state == "in-doubt"
    monkeypatch.setattr(gateways, "config", lambda: sink)
    with at_work():
        telling.tell(case, seq, 0, "")
    assert [one.message_id for one in world.sent()] == [attempt.message_id]
    assert world.facts(case)[-1] == "consent.sent"


def test_a_gate_that_is_down_is_told_after_three_tries_and_forgiven(
    world: World, at_work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.person("Elira", email="elira@example.al")
    case, seq = world.consented("Elira")
    sink = gateways.config()
    with at_work():
        towards(monkeypatch, 1)
        for _ in range(3):
            with pytest.raises(GateDown):
                telling.tell(case, seq, 0, "")
        assert [key for key, _ in world.notices(case)] == ["letter-waits"]
        monkeypatch.setattr(gateways, "config", lambda: sink)
        telling.tell(case, seq, 0, "")
    assert (world.notices(case), len(world.sent())) == ([], 1)


def test_without_any_address_a_letter_is_printed_and_a_person_posts_it(world: World, at_work: AtWork) -> None:
    world.person("Gjyste", post="Rruga e Lisave 12, 1017 Tiranë")
    case, seq = world.consented("Gjyste")
    with at_work():
        telling.tell(case, seq, 0, "")
        telling.tell(case, seq, 0, "")
    assert [(one.channel, one.to, one.subject) for one in world.sent()] == [
        ("post", "Gjyste Shembull, Rruga e Lisave 12, 1017 Tiranë", "Formulari i pëlqimit")
    ]
    assert world.sink.original(world.sent()[0].key).startswith(b"%PDF")
    assert "consent.sent" not in world.facts(case)
    assert [key for key, _ in world.notices(case)] == ["letter-to-post"]


# -- when, and in which language -------------------------------------------------------------------------------------


@pytest.mark.shows("X20")
def test_at_night_nobody_at_home_is_written_to(world: World, at_work: AtWork, clock: Callable[[str], None]) -> None:
    """Each template in each language rendered, quiet hours kept, an SMS within one segment"""
    world.person("Elira", email="elira@example.al")
    case, seq = world.consented("Elira")
    with at_work():
        for night in ("2026-11-25T20:00:00+01:00", "2026-11-26T07:59:59+01:00"):
            clock(night)
            with pytest.raises(Later):
                telling.tell(case, seq, 0, "")
        assert world.sent() == []
        clock("2026-11-26T08:00:00+01:00")
        telling.tell(case, seq, 0, "")
    assert len(world.sent()) == 1


def test_what_is_urgent_goes_at_night(world: World, at_work: AtWork, clock: Callable[[str], None]) -> None:
    world.person("Elira", email="elira@example.al")
    clock("2026-11-25T23:00:00+01:00")
    case = world.opened("Elira")
    world.record(case, "urgency.reported", what="Chest pain", by_whom="coordinator")
    seq = world.record(case, "request.declined", findings=["acute"])
    with at_work():
        telling.tell(case, seq, 0, "")
    assert [one.to for one in world.sent()] == ["elira@example.al"]
    assert "127" in pages(world, case, seq)


@pytest.mark.shows("X21")
def test_everybody_is_written_to_in_their_own_language_or_not_at_all(world: World, at_work: AtWork) -> None:
    """Four people, four languages, one event, four right messages. Letters speak two of the four so far: to the other
    two nothing is said in a language that is not theirs, and somebody is told."""
    languages = {"Elira": "sq", "Ann": "en", "Aigerim": "kk", "Ioana": "ro"}
    for name, language in languages.items():
        world.person(name, language, email=f"{name.lower()}@example.al")
    cases = {name: declined(world, name) for name in languages}
    with at_work():
        for case, seq in cases.values():
            telling.tell(case, seq, 0, "")
    assert [(one.to, one.language, one.subject) for one in world.sent()] == [
        ("elira@example.al", "sq", "Keni një mesazh"),
        ("ann@example.al", "en", "You have a message"),
    ]
    stopped = [("letter-stopped", "text-missing")]
    assert [world.notices(cases[name][0]) for name in languages] == [[], [], stopped, stopped]


def declined(world: World, given: str) -> tuple[str, int]:
    """A request that was declined because it cannot wait: public id, and the number of that entry."""
    case = world.opened(given)
    world.record(case, "urgency.reported", what="Chest pain", by_whom="coordinator")
    return case, world.record(case, "request.declined", findings=["acute"])


@pytest.mark.shows("A13")
def test_without_a_form_in_the_members_language_none_is_let_go(world: World) -> None:
    """consent form in the member's language, version and hash kept; where there is none it is refused, in words"""
    world.person("Ann", "en", email="ann@example.al")
    world.person("Aigerim", "kk", email="aigerim@example.al")
    world.consented("Ann")
    with pytest.raises(Refused) as no:
        world.consented("Aigerim")
    assert (no.value.key, no.value.about) == ("form-missing", "consent.released")


# -- to doctors and centres ------------------------------------------------------------------------------------------


@pytest.mark.shows("Y10")
def test_a_centre_is_asked_without_a_name(world: World, at_work: AtWork) -> None:
    """Availability is asked with disease code, age band, languages and wanted date only (bytes of the message
    tested), allowed before consent; confirmation has an expiry; `centre.withdrew` after acceptance voids the choice,
    keeps the other two if still confirmed plus one replacement as a new offer of three, orders destruction or return
    with confirmation, and shows what remains of the ten days; a centre with no sign of life at 50 % of its time is
    chased, at 80 % the coordinator must record plan B or why not"""
    world.person("Elira", email="elira@example.al", phone="+355690000001")
    case = world.opened("Elira")
    world.record(case, "request.accepted")
    seq = asked(world, case, "nordhaven")
    with at_work():
        telling.tell(case, seq, 0, "")
    mail = world.sent()[0]
    raw = world.sink.original(mail.key).decode()
    known = world.case(case)
    secret = [known.number, case, world.people["Elira"], "Elira", "Shembull", "1974", "lump", "Leka", "+3556"]
    assert [word for word in secret if word in raw] == []
    told = ["C50.4", "50-54", "English, Albanian"]
    assert [word for word in told if word in mail.text] == told
    assert (mail.to, world.facts(case)[-1]) == ("desk@nordhaven.example", "enquiry.sent")


def test_the_offer_is_three_centres_as_they_were_offered(world: World, at_work: AtWork) -> None:
    world.person("Elira", email="elira@example.al")
    case = offered(world, at_work, "Elira")
    assert world.facts(case)[-1] == "offer.sent"
    seq = next(e.seq for e in world.case(case).case.entries if e.name == "centre.offered")
    text = " ".join(pages(world, case, seq).split())
    assert [name for name in CENTRES.values() if name in text] == list(CENTRES.values())


def test_one_letter_asks_the_doctor_for_every_record(world: World, at_work: AtWork) -> None:
    world.person("Elira", email="elira@example.al")
    case = signed(world, at_work, "Elira")
    seqs = [world.record(case, "record.asked", kind="imaging", what=what, doctor="dr-leka") for what in ("MRI", "CT")]
    with at_work():
        for seq in seqs:
            telling.tell(case, seq, 0, "")
    mails = [one for one in world.sent() if one.to == "leka@example.al"]
    assert len(mails) == 1
    text = pages(world, case, seqs[0])
    assert [what for what in ("MRI", "CT") if what in text] == ["MRI", "CT"]
    assert world.facts(case).count("record.request-sent") == 2


# -- what these tests stand on ---------------------------------------------------------------------------------------


def cycle(world: World, case: str) -> Any:
    from konsil.core.promises import cycles

    return next(one for one in cycles(world.case(case).case) if one.promise == "consent-form")


def in_hand(world: World, case: str) -> Any:
    return world.case(case).now


def towards(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    """Mail goes to another server."""
    told = gateways.config().model_dump() | {"mail": f"smtp://127.0.0.1:{port}"}
    other = Config(**told)
    monkeypatch.setattr(gateways, "config", lambda: other)


def report(message_id: str) -> bytes:
    """What a mail server sends back for a mailbox that is not there."""
    return (
        "From: postmaster@example.al\r\nTo: konsil@konsil.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.al\r\n\r\n"
        "Final-Recipient: rfc822; elira@example.al\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n"
    ).encode()
