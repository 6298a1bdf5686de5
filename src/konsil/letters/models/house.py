"""What every letter holds, and the letters of every service: plain words, a link."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from konsil.letters import brand

Line = Annotated[str, Field(min_length=1, max_length=240)]
Prose = Annotated[
    str, Field(min_length=1, max_length=8000)
]  # no longer than a fact's text: a letter never traps a case
Instance = Literal["live", "demo", "rehearsal", "restored"]


class Plain(BaseModel):
    """A frozen value that knows no field beyond its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Sender(Plain):
    """The programme as it signs its letters; every value is programme data (A67)."""

    programme: Line
    tagline: str = ""  # beneath the word mark: "për anëtarët e …"
    payer: Line
    operator: Line
    city: Line
    phone: Line
    mail: Line
    web: Line
    address: Line
    hours: Line  # when the telephone is answered, in the recipient's language
    emergency: Line  # the number for an emergency in the programme's country
    timezone: str
    brand: str = "#0e5a53"
    notice: Literal["", "public-description"] = "public-description"
    instance: Instance = "live"  # every other kind is marked on each page (Y40)

    @field_validator("brand")
    @classmethod
    def readable(cls, colour: str) -> str:
        """A brand colour carries words on white paper, so it has 4.5:1 against it."""
        if brand.contrast(colour, "#ffffff") < 4.5:
            raise ValueError("a brand colour needs a contrast of 4.5:1 against white")
        return colour


class Recipient(Plain):
    """To whom: the name of the address field, its lines, and what to call the person in the first line."""

    name: Line
    called: str = ""  # empty: the greeting goes without a name
    lines: tuple[Line, ...] = Field(default=(), max_length=5)


class Coordinator(Plain):
    """The person who answers for the case and signs the letter."""

    name: Line
    phone: str = ""


class Letter(Plain):
    """The part that is the same in every letter. `template` names the .typ file beside this module."""

    template: ClassVar[str]
    service: ClassVar[str] = ""  # whose words it needs: a folder of texts/; empty: the house's alone

    sender: Sender
    recipient: Recipient
    coordinator: Coordinator
    reference: str = ""  # the case's public number; a letter about many cases has none
    written_on: date


class Note(Letter):
    """The house letter with words of its own, for what has no template."""

    template: ClassVar[str] = "note"

    subject: Line
    paragraphs: tuple[Prose, ...] = Field(min_length=1)


class Link(Letter):
    """How to enter the portal: link and QR; the code comes another way. Nothing medical."""

    template: ClassVar[str] = "link"

    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=200)]
    valid_until: AwareDatetime
    code_by: Literal["sms", "email"]
