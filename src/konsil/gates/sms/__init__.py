"""Text messages: one segment each, counted as the network counts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from konsil.gates.faults import GateRefused
from konsil.gates.sending import Instance, Outcome, Sent, guard
from konsil.gates.sink import Sink

NUMBER = re.compile(r"\+[1-9]\d{6,14}")

# GSM 03.38: the basic alphabet takes one septet a letter, the extension two. Small ç and ë are in neither.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")
GSM = (160, 153)  # septets of a message alone, and of each of several
UCS2 = (70, 67)  # the same in 16-bit units


def segments(text: str) -> int:
    """How many segments the network makes of a text: GSM-7 where every letter is in it, UCS-2 otherwise."""
    if set(text) <= BASIC | EXTENDED:
        return _packed((2 if letter in EXTENDED else 1 for letter in text), *GSM)
    return _packed((2 if ord(letter) > 0xFFFF else 1 for letter in text), *UCS2)


@dataclass(frozen=True)
class Text:
    """One text message. `message_id` is minted with the attempt; `number` is written as E.164."""

    message_id: str
    number: str
    text: str
    at: datetime

    def __post_init__(self) -> None:
        """Refused: `sms-number`, `sms-empty`, `sms-too-long` (more than one segment)."""
        if not NUMBER.fullmatch(self.number):
            raise GateRefused("sms-number")
        if not self.text:
            raise GateRefused("sms-empty")
        if segments(self.text) > 1:
            raise GateRefused("sms-too-long", str(segments(self.text)))


class Driver(Protocol):
    """A way out. `name` is what attempts are logged with; a paid gateway is another class with these two."""

    @property
    def name(self) -> str:
        """Which gateway this is."""
        ...

    def hand_over(self, text: Text) -> Outcome:
        """Give the message to the network. Down: `sms-down`."""
        ...


@dataclass(frozen=True)
class SinkDriver:
    """The demo's way out: into the sink's folder, each message once."""

    sink: Sink
    name: str = "sink"

    def hand_over(self, text: Text) -> Outcome:
        """Keep it; sent twice it is still there once."""
        self.sink.put_sms(text.message_id, text.number, text.text, text.at)
        return Sent(text.message_id, self.name)


def send(text: Text, driver: Driver, instance: Instance) -> Outcome:
    """Hand a text message over. Refused: `not-the-sink` (Y40)."""
    guard(instance, driver.name, "sink")
    return driver.hand_over(text)


def _packed(widths: Iterable[int], alone: int, of_several: int) -> int:
    """Segments of letters of these widths; no letter is cut in two."""
    each = list(widths)
    if sum(each) <= alone:
        return 1
    used, count = 0, 1
    for width in each:
        if used + width > of_several:
            used, count = 0, count + 1
        used += width
    return count
