"""Mail over a real line: a real sink, and servers that say no, later, or nothing at all."""

import socket
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from gates_lines import Running, answering, to_port
from konsil.gates import GateDown, GateRefused
from konsil.gates.mail import Bounce, Gateway, Mail, read_bounce, send
from konsil.gates.sending import Bounced, Sent, Unsure
from konsil.letters import messages, texts
from letters_samples import LINK, SENDER

MESSAGE = messages.mail("message", "sq", SENDER, LINK.url)
MAIL = Mail(
    message_id="<7f3a.1@konsil.example.al>",
    sender="ndihme@example.al",
    sender_name="Opinioni i dytë",
    to="elira@example.al",
    subject=MESSAGE.subject,
    body=MESSAGE.body,
    at=datetime(2026, 11, 25, 9, 20, tzinfo=UTC),
    language="sq",
)


def test_a_sent_mail_lies_in_the_sink_as_it_was_written(running: Running) -> None:
    assert send(MAIL, running.gateway) == Sent(MAIL.message_id, f"127.0.0.1:{running.port}")
    (kept,) = running.sink.messages()
    assert (kept.message_id, kept.channel, kept.language) == (MAIL.message_id, "mail", "sq")
    assert (kept.sender, kept.to) == ("Opinioni i dytë <ndihme@example.al>", "elira@example.al")
    assert (kept.subject, kept.text, kept.at) == (MAIL.subject, MAIL.body, MAIL.at)
    assert running.sink.original(MAIL.message_id).startswith(b"From: ")


def test_the_same_message_sent_twice_is_there_once(running: Running) -> None:
    outcomes = [send(MAIL, running.gateway) for _ in range(3)]
    assert outcomes == [Sent(MAIL.message_id, running.gateway.name)] * 3
    assert len(running.sink.messages()) == 1


def test_lines_that_begin_with_a_dot_arrive_whole(running: Running) -> None:
    send(replace(MAIL, body="një\n.\n..dy\n.tre\nfund\n"), running.gateway)
    assert running.sink.messages()[0].text == "një\n.\n..dy\n.tre\nfund\n"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"rcpt": "550 5.1.1 no such mailbox"}, "5.1.1"),
        ({"rcpt": "550 unknown"}, "550"),
        ({"data": "554 5.7.1 no"}, "5.7.1"),
        ({"end": "552 5.2.2 mailbox full for ever"}, "5.2.2"),
    ],
)
def test_a_lasting_no_is_a_bounce_with_its_code(said: dict[str, str], code: str) -> None:
    with answering(**said) as port:
        assert send(MAIL, to_port(port)) == Bounced(MAIL.message_id, code)


@pytest.mark.parametrize("said", [{"end": ""}])
def test_silence_after_the_last_line_is_doubt(said: dict[str, str]) -> None:
    with answering(**said) as port:
        assert send(MAIL, to_port(port)) == Unsure(MAIL.message_id, f"127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"rcpt": "450 4.2.0 greylisted"}, "mail-later"),
        ({"end": "451 4.3.0 later"}, "mail-later"),
        ({"mail": "550 5.7.1 not from you"}, "mail-sender-refused"),
        ({"rcpt": ""}, "mail-down"),
        ({"data": ""}, "mail-down"),
    ],
)
def test_what_passes_is_told_as_down_and_nothing_was_sent(said: dict[str, str], key: str) -> None:
    with answering(**said) as port, pytest.raises(GateDown) as down:
        send(MAIL, to_port(port))
    assert down.value.key == key


def test_no_server_is_down() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(GateDown) as down:
        send(MAIL, to_port(port))
    assert down.value.key == "mail-down"


def test_a_server_that_never_greets_is_down_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        gateway = replace(to_port(silent.getsockname()[1]), timeout=0.2)
        with pytest.raises(GateDown) as down:
            send(MAIL, gateway)
    assert down.value.key == "mail-down"


def test_a_server_without_encryption_is_not_talked_to_where_it_is_asked_for() -> None:
    with answering() as port, pytest.raises(GateDown) as down:
        send(MAIL, replace(to_port(port), security="starttls"))
    assert down.value.key == "mail-down"


@pytest.mark.shows("Y40")
@pytest.mark.parametrize("instance", ["demo", "rehearsal", "restored"])
@pytest.mark.parametrize("host", ["smtp.example.com", "localhost", "127.0.0.1.example.com", "10.0.0.1"])
def test_an_instance_that_is_not_live_refuses_every_host_but_its_sink(instance: Any, host: str) -> None:
    """Every non-production instance sends only to its own sink and refuses a real SMTP or SMS host."""
    with pytest.raises(GateRefused) as refused:
        Gateway.read(f"smtp://{host}:1025", instance)
    assert refused.value.key == "not-the-sink"
    with pytest.raises(GateRefused):
        Gateway.read("smtp://127.0.0.1:25", instance)
    assert Gateway.read("smtp://127.0.0.1:1025", instance).name == "127.0.0.1:1025"


def test_a_gateway_altered_after_it_was_made_is_checked_again_when_sending() -> None:
    gateway = Gateway.read("smtp://127.0.0.1:1025", "demo")
    object.__setattr__(gateway, "host", "smtp.example.com")
    with pytest.raises(GateRefused) as refused:
        send(MAIL, gateway)
    assert refused.value.key == "not-the-sink"


def test_a_live_gateway_reads_its_address() -> None:
    gateway = Gateway.read("smtps://konsil%40x:s%3Acret@smtp.example.com", "live")
    assert (gateway.name, gateway.security) == ("smtp.example.com:465", "tls")
    assert (gateway.user, gateway.password) == ("konsil@x", "s:cret")
    assert Gateway.read("smtp+starttls://smtp.example.com", "live").port == 587


@pytest.mark.parametrize("url", ["http://smtp.example.com", "smtp://", ""])
def test_another_address_is_refused(url: str) -> None:
    with pytest.raises(GateRefused) as refused:
        Gateway.read(url, "live")
    assert refused.value.key == "mail-url"


@pytest.mark.parametrize("field", ["subject", "sender_name", "language"])
@pytest.mark.parametrize("sly", ["a\r\nBcc: x@example.al", "a\nb", "a\rb", "a\x00b", "a\u2028b", "a\x85b"])
def test_a_line_break_cannot_become_a_header(field: str, sly: str) -> None:
    with pytest.raises(GateRefused) as refused:
        replace(MAIL, **{field: sly})
    assert refused.value.key == "header-injection"


@pytest.mark.parametrize("field", ["to", "sender"])
@pytest.mark.parametrize(
    "sly",
    ["", "elira", "elira@", "a@b.al\r\nRCPT TO:<x@y.al>", "a@b.al, c@d.al", "<a@b.al>", "a b@c.al", "a@b..al "],
)
def test_what_is_not_one_address_is_refused(field: str, sly: str) -> None:
    with pytest.raises(GateRefused) as refused:
        replace(MAIL, **{field: sly})
    assert refused.value.key == "mail-address"


@pytest.mark.parametrize("sly", ["", "x@y", "<x@y>\r\nBcc: a@b", "<a b@c>", "<x>"])
def test_what_is_not_a_message_id_is_refused(sly: str) -> None:
    with pytest.raises(GateRefused) as refused:
        replace(MAIL, message_id=sly)
    assert refused.value.key == "mail-message-id"


def test_a_mail_has_the_same_bytes_each_time() -> None:
    assert MAIL.written() == MAIL.written()
    headers = message_from_bytes(MAIL.written(), policy=default)
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Date"] == "Wed, 25 Nov 2026 09:20:00 +0000"


# -- what comes back -----------------------------------------------------------------------------------------

REPORT = """From: MAILER-DAEMON@mx.example
To: ndihme@example.al
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="x"
MIME-Version: 1.0

--x
Content-Type: text/plain

I'm sorry. Status: 5.9.9, Message-ID: <sly@example.al>

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; elira@example.al
Action: {action}
Status: {status}

--x
Content-Type: {kind}

From: ndihme@example.al
Message-ID: <7f3a.1@konsil.example.al>
Subject: Keni një mesazh

--x--
"""


def report(action: str = "failed", status: str = "5.1.1", kind: str = "message/rfc822") -> bytes:
    return REPORT.format(action=action, status=status, kind=kind).replace("\n", "\r\n").encode()


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_delivery_report_names_the_message_and_the_code(kind: str) -> None:
    assert read_bounce(report(kind=kind)) == Bounce("<7f3a.1@konsil.example.al>", "5.1.1")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(report(action="delayed", status="4.4.1"), id="a delay"),
        pytest.param(report(action="delivered", status="2.0.0"), id="a receipt"),
        pytest.param(report(kind="text/plain"), id="no message of ours"),
        pytest.param(b"From: a@b.al\r\nSubject: Re: Keni\r\n\r\nStatus: 5.1.1\r\n", id="a person's answer"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe\x00 not a mail", id="rubbish"),
        pytest.param(report()[: len(report()) // 2], id="half a report"),
    ],
)
def test_everything_else_is_no_bounce(raw: bytes) -> None:
    assert read_bounce(raw) is None


# -- a document that goes along ------------------------------------------------------------------------------

PDF = b"%PDF-1.7 invented"


@pytest.mark.shows("O16")
def test_a_document_goes_along_under_a_name_that_says_nothing(running: Running) -> None:
    """By e-mail it goes only as an attachment to the clinic's verified mailbox over TLS: the attachment."""
    send(replace(MAIL, pdf=PDF), running.gateway)
    arrived = message_from_bytes(running.sink.original(MAIL.message_id), policy=default)
    (part,) = arrived.iter_attachments()  # type: ignore[attr-defined]
    assert (part.get_content(), part.get_filename(), part.get_content_type()) == (
        PDF,
        "document.pdf",
        "application/pdf",
    )


def test_a_mail_with_a_document_is_the_same_bytes_each_time() -> None:
    mail = replace(MAIL, pdf=PDF)
    assert mail.written() == mail.written()


@pytest.mark.shows("O16")
def test_a_document_never_goes_over_a_plain_line_of_a_live_instance() -> None:
    """By e-mail it goes only as an attachment to the clinic's verified mailbox over TLS: a plain line is refused."""
    with pytest.raises(GateRefused, match="mail-not-encrypted"):
        send(replace(MAIL, pdf=PDF), Gateway("mail.example.ro", 25, "live"))


# -- nothing personal ----------------------------------------------------------------------------------------

CANARIES = ("Elira", "Kodra", "1974", "C50", "gjir", "kancer", "Nordhaven", "Leka", "7GK4-2MQX-9", "breast")


@pytest.mark.shows("X20")
@pytest.mark.parametrize(
    ("kind", "language"),
    [
        *((kind, language) for kind in ("message", "centre", "staff") for language in texts.languages()),
        *(("doctor", language) for language in texts.languages("second-opinion")),
        *(("clinic", language) for language in texts.languages("visit")),
    ],
)
def test_a_mail_holds_a_link_a_contact_line_and_nothing_personal(kind: Any, language: str) -> None:
    """Each template in each language rendered, quiet hours kept, an SMS within one segment: the mail bodies."""
    message = messages.mail(kind, language, SENDER, LINK.url)
    assert message.body.count(LINK.url) == 1
    assert message.body.endswith(
        "-- \nOpinioni i dytë\n"
        "+355 4 000 0000 · ndihme@example.al · www.example.al · Rruga e Shembullit 1, 1001 Tiranë\n"
    )
    assert [word for word in CANARIES if word in message.subject + message.body] == []


def test_a_code_comes_alone() -> None:
    message = messages.code_mail("sq", SENDER, "482913", 10)
    assert "kodi juaj është 482913. Vlen 10 minuta." in message.body
    assert "http" not in message.body


@pytest.mark.shows("Y10")
@pytest.mark.parametrize("language", ["sq", "en"])
def test_a_centre_is_asked_with_four_things_and_no_name(language: str) -> None:
    """Availability is asked with disease code, age band, languages and wanted date only (bytes tested)."""
    asked = messages.Enquiry(disease="C50.4", age_band="50-59", languages="sq, en", wanted_by="16.12.2026")
    message = messages.enquiry(language, SENDER, asked, LINK.url)
    mail = replace(MAIL, to="desk@nordhaven.example", subject=message.subject, body=message.body)
    read = message_from_bytes(mail.written(), policy=default).get_body(("plain",))
    assert read is not None
    text = read.get_content()
    assert [text.count(value) for value in asked.model_dump().values()] == [1, 1, 1, 1]
    assert [word for word in CANARIES if word in text.replace("C50.4", "")] == []
    assert set(messages.Enquiry.model_fields) == {"disease", "age_band", "languages", "wanted_by"}
