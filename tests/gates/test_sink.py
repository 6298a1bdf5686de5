"""The sink keeps each message once and gives it back whole."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from smtplib import SMTP, SMTPDataError

import pytest

from gates_lines import Running
from konsil.gates import GateRefused
from konsil.gates.sink import Sink
from konsil.gates.typst import paper
from letters_samples import LINK

AT = datetime(2026, 11, 25, 9, 20, tzinfo=UTC)


def test_a_posted_letter_is_kept_as_its_pdf(tmp_path: Path) -> None:
    sink, pdf = Sink(tmp_path), paper(LINK, "sq")
    assert sink.put_post("<1@x.al>", "Elira Kodra", "Faqja juaj", "sq", pdf, AT) is True
    (kept,) = sink.messages()
    assert (kept.channel, kept.subject, kept.language) == ("post", "Faqja juaj", "sq")
    assert sink.original(kept.key) == pdf


def test_the_newest_stands_first_and_arrival_decides_within_one_hour(tmp_path: Path) -> None:
    sink = Sink(tmp_path)
    for number, at in enumerate([AT, AT + timedelta(days=1), AT]):
        sink.put_sms(f"<{number}@x.al>", "+35540000000", str(number), at)
    assert [kept.text for kept in sink.messages()] == ["1", "2", "0"]


def test_a_message_is_found_by_its_key_and_by_its_id(tmp_path: Path) -> None:
    sink = Sink(tmp_path)
    sink.put_sms("<1@x.al>", "+35540000000", "Mesazh", AT)
    (kept,) = sink.messages()
    assert sink.message(kept.key) == sink.message("<1@x.al>") == kept


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "abc", "<2@x.al>"])
def test_another_key_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(GateRefused) as refused:
        Sink(tmp_path).message(key)
    assert refused.value.key == "no-such-message"


def test_an_emptied_sink_takes_the_same_message_again(tmp_path: Path) -> None:
    sink = Sink(tmp_path)
    sink.put_sms("<1@x.al>", "+35540000000", "Mesazh", AT)
    sink.clear()
    assert sink.messages() == ()
    assert sink.put_sms("<1@x.al>", "+35540000000", "Mesazh", AT) is True


RACE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from konsil.gates.sink import Sink
sink, at = Sink(Path(sys.argv[1])), datetime(2026, 11, 25, 9, 20, tzinfo=UTC)
print(sum(sink.put_sms(f"<{n}@x.al>", "+35540000000", str(n), at) for n in range(200)))
"""


def test_two_processes_keep_each_message_once_between_them(tmp_path: Path) -> None:
    racing = [subprocess.Popen([sys.executable, "-c", RACE, tmp_path], stdout=subprocess.PIPE) for _ in range(2)]
    won = [int(racer.communicate(timeout=30)[0]) for racer in racing]
    assert sum(won) == len(Sink(tmp_path).messages()) == 200


def test_a_mail_without_an_id_is_sent_back(running: Running) -> None:
    with SMTP("127.0.0.1", running.port, timeout=5) as line, pytest.raises(SMTPDataError) as sent_back:
        line.sendmail("a@x.al", ["b@x.al"], b"Subject: pa numer\r\n\r\nx\r\n")
    assert sent_back.value.smtp_code == 550
    assert running.sink.messages() == ()
