"""Links and codes for those who enter without a password: minted here, sent at once, kept as hashes.

The web only asks; here it turns out whether an address is anybody's, so that asking takes as long and looks the
same for a stranger.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from uuid import uuid4

from django.conf import settings

from konsil.core.programme import Programme
from konsil.core.texts import Texts
from konsil.gates import mail
from konsil.gates.sending import Instance
from konsil.letters import messages
from konsil.letters.models import Sender
from konsil.store import programmes
from konsil.store.queries.reading import now, rows
from konsil.store.registers import entrances
from konsil.store.registers.entrances import CODE, Found

KINDS: dict[str, messages.Kind] = {"member": "message", "doctor": "doctor", "centre": "centre"}


@dataclass(frozen=True)
class Outgoing:
    """One link or one code on its way to somebody. Never logged."""

    what: Literal["message", "doctor", "centre", "staff", "code"]
    to: str
    language: str
    programme: str
    secret: str


Say = Callable[[Outgoing], object]


def send_links(asked: str, say: Say | None = None) -> int:
    """A link to everybody whose address was typed; how many. To nobody where it is nobody's."""
    found = entrances.who_enters(asked)
    for one in found:
        (say or mailed)(Outgoing(KINDS[one.role], one.address, one.language, one.programme, link(one)))
    return len(found)


def link(one: Found, opens: str = "") -> str:
    """The address of a new link for somebody, as it stands in a letter."""
    return f"{settings.CONFIG.url}/enter/{entrances.make_link(one, opens)}"


def send_code(entrance: str, say: Say | None = None) -> bool:
    """A new code for a link that still stands; whether there was one."""
    code = f"{secrets.randbelow(1_000_000):06}"
    found = entrances.keep_code(entrance, entrances.keyed(code))
    if found:
        (say or mailed)(Outgoing("code", found.address, found.language, found.programme, code))
    return found is not None


def mailed(one: Outgoing) -> None:
    """By e-mail, in the person's language, with the programme's line beneath. Where the instance may not send,
    nothing leaves (Y40)."""
    kind, sends = rows("SELECT kind, sends FROM instance")[0]
    installed = programmes.in_force(one.programme) if one.programme else None
    if installed is None or not sends:
        return
    programme, texts = programmes.programme(installed.hash)
    language = one.language if one.language in programme.languages else programme.languages[0]
    told = _message(one, language, _sender(programme, texts, language))
    instance: Instance = "live" if kind == "production" else kind
    mail.send(
        mail.Mail(
            f"<{uuid4().hex}@{settings.CONFIG.sender.partition('@')[2]}>",
            settings.CONFIG.sender, programme.contact.web, one.to, told.subject, told.body, now(), language,
        ),
        mail.Gateway.read(settings.CONFIG.mail, instance),
    )  # fmt: skip


def _message(one: Outgoing, language: str, sender: Sender) -> messages.Message:
    if one.what == "code":
        return messages.code_mail(language, sender, one.secret, int(CODE.total_seconds() // 60))
    return messages.mail(one.what, language, sender, one.secret)


def _sender(programme: Programme, texts: Texts, language: str) -> Sender:
    contact = programme.contact
    return Sender(
        programme=texts.say(language, "programme.name"), payer=programme.payer, operator=programme.operator,
        city=contact.address.rpartition(" ")[2], phone=contact.phone, mail=contact.email, web=contact.web,
        address=contact.address, hours=_hours(programme), emergency=contact.emergency, timezone=programme.zone.key,
    )  # fmt: skip


def _hours(programme: Programme) -> str:
    """When the operator's telephone is answered on a day of work, in the week's usual hours."""
    windows = next(iter(programme.calendars["operator"].week.values()), ())
    return ", ".join(f"{_hour(one.opens)}–{_hour(one.closes)}" for one in windows) or programme.contact.phone


def _hour(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
