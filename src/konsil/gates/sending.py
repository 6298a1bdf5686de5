"""What became of something handed over, the same for every channel, and where an instance may send at all."""

from dataclasses import dataclass
from typing import Literal

from konsil.gates.faults import GateRefused

Instance = Literal["live", "demo", "rehearsal", "restored"]


@dataclass(frozen=True)
class Sent:
    """The gateway took it over and answers for it from now on."""

    message_id: str
    gateway: str  # host and port, or the driver's name


@dataclass(frozen=True)
class Bounced:
    """It will never arrive there. `code` is the enhanced status, "5.1.1", or the bare reply, "550"."""

    message_id: str
    code: str


@dataclass(frozen=True)
class Unsure:
    """The line broke after everything was said and before the answer: it may have gone, or not."""

    message_id: str
    gateway: str


Outcome = Sent | Bounced | Unsure


def guard(instance: Instance, gateway: str, sink: str) -> None:
    """A demo, a rehearsal or a restored copy reaches its own sink and nobody else (Y40).

    Both are written host:port and compared as written: a name that resolves to the sink is not the sink.
    Refused: `not-the-sink`.
    """
    if instance != "live" and gateway != sink:
        raise GateRefused("not-the-sink", f"{instance} to {gateway}")
