"""A real Maildir: mail is read once, put away, and survives whoever dies in between."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from konsil.gates.mail.mailbox import LARGEST, Arrived, Box, read_mail


def mail(text: str = "Bună ziua", sender: str = "Receptie <Receptie@Ochi.example.ro>") -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = sender, "programari@asigurator.example"
    message["Subject"], message["Message-ID"] = "Autorizare țară", "<m1@ochi.example.ro>"
    message.set_content(text)
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="bilet.pdf")
    return message.as_bytes()


def test_new_mail_is_read_once(tmp_path: Path) -> None:
    box = Box(tmp_path / "box")
    box.deliver(mail())
    ((key, raw),) = box.new()
    assert read_mail(raw).text == "Bună ziua\n"
    box.put_away(key)
    assert list(box.new()) == []


def test_what_was_not_put_away_is_there_again(tmp_path: Path) -> None:
    Box(tmp_path / "box").deliver(mail())
    assert [len(list(Box(tmp_path / "box").new())) for _ in range(2)] == [1, 1]


def test_a_mail_that_is_too_large_is_put_away_unread(tmp_path: Path) -> None:
    box = Box(tmp_path / "box")
    box.deliver(b"From: a@example.ro\r\n\r\n" + b"x" * LARGEST)
    assert (list(box.new()), list(box.new())) == ([], [])


def test_a_mail_says_who_to_whom_and_what() -> None:
    assert read_mail(mail()) == Arrived(
        "<m1@ochi.example.ro>", "receptie@ochi.example.ro", ("programari@asigurator.example",), "Autorizare țară",
        "Bună ziua\n", ("bilet.pdf",),
    )  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"From: \xff\r\nSubject: =?utf-8?b?////?=\r\n\r\n\xff",
        b"Content-Type: text/plain; charset=martian\r\n\r\nhello",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"From: <a@b>, <c@d>\r\n\r\ntwo senders",
    ],
)
def test_hostile_mail_never_breaks_the_reader(raw: bytes) -> None:
    assert read_mail(raw).sender == ""


def test_html_alone_has_no_words() -> None:
    raw = b"From: a@example.ro\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>"
    assert read_mail(raw).text == ""
