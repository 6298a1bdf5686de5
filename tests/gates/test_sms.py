"""Text messages: counted as the network counts, one segment, no word too many."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from konsil.gates import GateRefused, sms
from konsil.gates.sending import Bounced, Outcome, Sent
from konsil.gates.sink import Sink
from konsil.letters import messages, texts
from letters_samples import SENDER

AT = datetime(2026, 11, 25, 9, 20, tzinfo=UTC)
LONGEST_LINK = "https://opinioni-i-dyte.example.al/m/" + "7" * 43


def text(words: str = "Mesazh i ri", number: str = "+355690000000") -> sms.Text:
    return sms.Text("<1@x.al>", number, words, AT)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),  # an extended letter takes two septets
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 10, 2),  # and is not cut in two
        ("a" * 152 + "€" * 77, 3),
        ("ë" * 70, 1),
        ("ë" * 71, 2),
        ("ë" * 134, 2),
        ("ë" * 135, 3),
        ("😀" * 35, 1),  # a pair of 16-bit units
        ("😀" * 36, 2),
        ("ë" * 66 + "😀" * 34, 3),
        ("Çàèéòùìäöüñå", 1),
        ("ç" * 71, 2),  # the small one is not in the alphabet
    ],
)
def test_segments_are_counted_as_the_network_counts(words: str, count: int) -> None:
    assert sms.segments(words) == count


@pytest.mark.shows("X20")
@pytest.mark.parametrize("language", texts.languages())
def test_every_text_message_fits_one_segment(language: str) -> None:
    """Each template in each language rendered, quiet hours kept, an SMS within one segment."""
    assert len(LONGEST_LINK) == 80
    link, code = messages.sms(language, SENDER, LONGEST_LINK), messages.code_sms(language, "482913", 10)
    assert [sms.segments(link), sms.segments(code)] == [1, 1]
    assert set(link) <= sms.BASIC | sms.EXTENDED


def test_a_text_message_says_there_is_a_message_and_no_word_more() -> None:
    words = messages.sms("sq", SENDER, "https://konsil.example.al/m/7GK4-2MQX")
    assert words == "Mesazh i ri: https://konsil.example.al/m/7GK4-2MQX Na telefononi: +355 4 000 0000"


def test_the_demo_sends_to_the_sink_once(tmp_path: Path) -> None:
    driver = sms.SinkDriver(Sink(tmp_path))
    assert [sms.send(text(), driver, "demo") for _ in range(2)] == [Sent("<1@x.al>", "sink")] * 2
    (kept,) = driver.sink.messages()
    assert (kept.channel, kept.to, kept.text) == ("sms", "+355690000000", "Mesazh i ri")


class Elsewhere:
    """A driver that would reach a real network."""

    name = "network.example.com"

    def hand_over(self, text: sms.Text) -> Outcome:
        return Bounced(text.message_id, "unreachable")


@pytest.mark.shows("Y40")
def test_a_demo_refuses_a_real_network() -> None:
    """Every non-production instance refuses a real SMTP or SMS host."""
    with pytest.raises(GateRefused) as refused:
        sms.send(text(), Elsewhere(), "rehearsal")
    assert refused.value.key == "not-the-sink"
    assert sms.send(text(), Elsewhere(), "live") == Bounced("<1@x.al>", "unreachable")


@pytest.mark.parametrize("number", ["", "0690000000", "355690000000", "+0690000000", "+355 69", "+355690000000\n"])
def test_a_number_is_written_with_its_country(number: str) -> None:
    with pytest.raises(GateRefused) as refused:
        text(number=number)
    assert refused.value.key == "sms-number"


def test_two_segments_and_none_at_all_are_refused() -> None:
    with pytest.raises(GateRefused) as long:
        text("ë" * 71)
    with pytest.raises(GateRefused) as empty:
        text("")
    assert (long.value.key, empty.value.key) == ("sms-too-long", "sms-empty")
