"""The papers of visits: the authorisation, what a clinic holds when the line is down, its month."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field

from konsil.letters.models.house import Letter, Line, Plain


class SlipLine(Plain):
    """A service on an authorisation, with its name in the paper's language."""

    service: Line
    name: Line
    quantity: Annotated[int, Field(ge=1, le=99)]


class Slip(Letter):
    """The authorisation of a visit (O16 to O20): the fields the clinic needs, and what its code says."""

    template: ClassVar[str] = "slip"
    service: ClassVar[str] = "visit"

    number: Line
    code: Line  # the signed statement, drawn as QR; names nobody
    day: date
    starts: AwareDatetime
    clinic: Line
    place: Line
    insured: Line
    born: date
    phone: str = ""
    national: str = ""  # empty: a foreigner, or a child too young to have one
    child: bool = False
    lines: tuple[SlipLine, ...] = Field(min_length=1)
    if_needed: tuple[SlipLine, ...] = ()
    cap: str = ""
    replaces: str = ""
    extends: str = ""


class PackRow(Plain):
    """A paper on the list of a day without a line: whose by initials, never by name."""

    number: Line
    initials: Line
    starts: AwareDatetime
    services: Line
    place: str = ""
    extends: str = ""


class Pack(Letter):
    """The valid papers of a clinic's day, to be worked with by hand and told afterwards (Y33)."""

    template: ClassVar[str] = "pack"
    service: ClassVar[str] = "visit"

    day: date
    made_at: AwareDatetime
    rows: tuple[PackRow, ...] = ()


class Sheet(Letter):
    """The sealed sheet: numbers kept back for one day, to be read out when the call centre has no line (Y33)."""

    template: ClassVar[str] = "reserved"
    service: ClassVar[str] = "visit"

    day: date
    numbers: tuple[Line, ...] = Field(min_length=1)


class StatementLine(Plain):
    """A service that was done; `why` says what holds it back, or nothing."""

    day: date
    paper: str
    service: Line
    name: Line
    quantity: Annotated[int, Field(ge=1, le=999)]
    amount: Line
    why: str = ""


class Statement(Letter):
    """A clinic's month: what is paid, and what is held back and why."""

    template: ClassVar[str] = "statement"
    service: ClassVar[str] = "visit"

    clinic: Line
    month: date
    visits: int
    total: Line
    waiting: Line
    lines: tuple[StatementLine, ...] = ()
