"""Mail from clinics: what names one of their papers waits above all, what is unknown is quarantined, nothing acts."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from clinics_world import AGENT, CLEAR, CONSULTATION, OTHER, PAYER, World, built, issued, table
from clinics_world import RECEPTION as DESK
from konsil.config import Config
from konsil.gates.mail.mailbox import Box
from konsil.store.models import Organisation
from konsil.store.queries.cases import whole
from konsil.store.queries.traffic import arrivals
from konsil.work import gateways, intake
from two_houses import act_as

pytestmark = pytest.mark.django_db
RECEPTION = "receptie@ochi.example.ro"


@pytest.fixture
def world(db: None) -> World:
    made = built()
    act_as(PAYER)
    Organisation.objects.filter(party_id=CLEAR).update(settings={"verified_mailbox": RECEPTION})
    return made


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Box:
    """The call centre's mailbox, which this process reads."""
    config = Config(home=tmp_path, mailboxes=(f"{PAYER}={tmp_path / 'mail'}",))
    monkeypatch.setattr(gateways, "config", lambda: config)
    return Box(tmp_path / "mail")


def mail(text: str, sender: str = RECEPTION, number: int = 1) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = sender, "programari@asigurator.example"
    message["Subject"], message["Message-ID"] = "Pacientul așteaptă", f"<{number}@ochi.example.ro>"
    message.set_content(text)
    return message.as_bytes()


def paper(world: World, clinic: str = CLEAR) -> tuple[str, str]:
    """A booked visit with its paper: the case, and the number."""
    case = world.opened(CONSULTATION)
    return case, issued(case, world.booked(case, world.slot(clinic=clinic)))


@pytest.mark.shows("O27")
def test_a_mail_from_a_clinic_that_names_its_paper_waits_with_what_it_asks(world: World, box: Box) -> None:
    """Incoming mail or form makes a linked request marked patient waiting."""
    case, number = paper(world)
    box.deliver(mail(f"Pentru {number.lower()} cerem OFT-OCT, suspiciune de glaucom."))
    assert intake.fetch() == 1
    (came,) = arrivals(AGENT)
    assert (came.channel, came.said["kind"], came.said["case"]) == ("email", "extension", case)
    assert (came.said["booking"], came.said["number"], came.said["services"]) == ("booking-1", number, ["OFT-OCT"])
    assert [entry.name for entry in whole(AGENT, case).case.entries][-1] == "authorisation.issued"  # nothing acted


@pytest.mark.parametrize("sender", ["altcineva@example.ro", "receptie@ochi.example.ro.example.com", ""])
def test_an_unknown_sender_is_quarantined_whatever_the_mail_names(world: World, box: Box, sender: str) -> None:
    _, number = paper(world)
    box.deliver(mail(f"{number} OFT-OCT", sender=sender))
    intake.fetch()
    (came,) = arrivals(AGENT)
    assert (came.said["kind"], came.said["case"], came.said["number"]) == ("unmatched", "", "")


def test_a_clinic_learns_nothing_of_another_clinics_paper(world: World, box: Box) -> None:
    _, number = paper(world, clinic=OTHER)
    box.deliver(mail(f"{number} OFT-OCT"))
    intake.fetch()
    (came,) = arrivals(AGENT)
    assert (came.said["kind"], came.said["case"]) == ("unmatched", "")


def test_a_mail_read_twice_by_a_process_that_died_arrives_once(world: World, box: Box) -> None:
    raw = mail("Bună ziua")
    assert (intake.take(PAYER, raw) != "", intake.take(PAYER, raw)) == (True, "")
    assert len(arrivals(AGENT)) == 1


def test_what_was_read_is_put_away(world: World, box: Box) -> None:
    box.deliver(mail("Bună ziua"))
    assert (intake.fetch(), intake.fetch()) == (1, 0)


def test_an_arrival_is_the_call_centres_and_nobody_elses(world: World, box: Box) -> None:
    box.deliver(mail("Bună ziua"))
    intake.fetch()
    assert (len(arrivals(AGENT)), arrivals(DESK), table("SELECT 1 FROM arrival", by=DESK)) == (1, (), [])


def test_hostile_mail_is_an_arrival_like_any_other(world: World, box: Box) -> None:
    for raw in (b"", b"\xff\xfe\x00", b"From: \xff\r\n\r\n" + b"AV-" * 4000):
        box.deliver(raw)
    assert intake.fetch() == 3
    assert [one.said["kind"] for one in arrivals(AGENT)] == ["unmatched"] * 3


BROKEN = (
    b"Message-ID: <@\r\n\r\nx",
    b"Message-ID: <a@[\r\n\r\nx",
    b"Message-ID: \xff<\x00>\r\nSubject: =?utf-8?b?AGE=?=\r\n\r\nx\x00",
    b"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n"
    b"Content-Disposition: attachment; filename*=utf-7''+2AA-\r\n\r\n\r\n--B--\r\n",
    b"Content-Type: message/rfc822\r\n\r\n" * 3000,
    b"Content-Type: multipart/report; boundary=B\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n"
    b"Action: failed\r\nStatus: 5.1.1\r\n\r\n--B\r\nContent-Type: text/rfc822-headers\r\n\r\n"
    b"Message-ID: <a\x00@b>\r\n--B--\r\n",
)


@pytest.mark.parametrize("raw", BROKEN, ids=range(len(BROKEN)))
def test_a_mail_made_to_break_its_reader_keeps_none_behind_it_waiting(world: World, box: Box, raw: bytes) -> None:
    """It lies there for somebody to look at, from nobody known, and the patient's mail after it is read (S15)."""
    _, number = paper(world)
    box.deliver(b"From: x@example.org\r\n" + raw)
    box.deliver(mail(f"Pentru {number} cerem OFT-OCT."))
    assert (intake.fetch(), list(box.new())) == (2, [])
    assert sorted(one.said["kind"] for one in arrivals(AGENT)) == ["extension", "unmatched"]


def test_what_cannot_be_taken_in_stays_and_is_said(world: World, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    _, number = paper(world)
    first, second = mail("one", number=1), mail(f"Pentru {number} cerem OFT-OCT.", number=2)
    box.deliver(first)
    box.deliver(second)
    real = intake.take

    def take(party: str, raw: bytes) -> str:
        if raw == first:
            raise OSError("disk")
        return real(party, raw)

    monkeypatch.setattr(intake, "take", take)
    with pytest.raises(OSError, match="disk"):
        intake.fetch()
    assert [raw for _, raw in box.new()] == [first]
    assert [one.said["kind"] for one in arrivals(AGENT)] == ["extension"]
