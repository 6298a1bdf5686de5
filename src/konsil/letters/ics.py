"""A visit for somebody's calendar (RFC 5545): when and where, and nothing of what for. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime

FOLD = 75  # octets of a line


@dataclass(frozen=True)
class Entry:
    """One visit. Instants are aware; `sequence` grows with each change, so that a calendar moves it."""

    uid: str  # random and the same for each version: "booking-1.c_…@host"
    starts: datetime
    ends: datetime
    written: datetime
    summary: str  # "Visit", in the reader's language
    place: str
    sequence: int = 0
    cancelled: bool = False


def written(entry: Entry) -> bytes:
    """The file a calendar opens."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Konsil//Visit//EN",
        f"METHOD:{'CANCEL' if entry.cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{_text(entry.uid)}",
        f"DTSTAMP:{_instant(entry.written)}",
        f"DTSTART:{_instant(entry.starts)}",
        f"DTEND:{_instant(entry.ends)}",
        f"SEQUENCE:{entry.sequence}",
        f"SUMMARY:{_text(entry.summary)}",
        f"LOCATION:{_text(entry.place)}",
        "CLASS:PRIVATE",
        f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return b"".join(_folded(line) for line in lines)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(told: str) -> str:
    """TEXT of RFC 5545, 3.3.11: what has a meaning is escaped, a line break is one letter."""
    for character in "\\;,":
        told = told.replace(character, f"\\{character}")
    return "".join("\\n" if one == "\n" else one for one in told if one == "\n" or one.isprintable())


def _folded(line: str) -> bytes:
    """No line is longer than 75 octets, and none is cut inside a letter (3.1)."""
    parts, room = [b""], FOLD
    for character in line:
        told = character.encode()
        if len(parts[-1]) + len(told) > room:
            parts.append(b" ")
        parts[-1] += told
    return b"\r\n".join(parts) + b"\r\n"
