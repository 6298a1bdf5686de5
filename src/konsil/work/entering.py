"""Links and codes for whoever typed an address at the entrance. Whose it is, is found out here and told to nobody."""

import secrets

from django.db import transaction

from konsil.gates.sending import Outcome, Unsure
from konsil.letters import messages
from konsil.letters.models import Sender
from konsil.store import programmes
from konsil.store.queries import recipients
from konsil.store.queries.recipients import Here
from konsil.store.registers import entrances
from konsil.store.registers.entrances import CODE
from konsil.work import gateways, handing, links, sending_as
from konsil.work.worker import KONSIL


def send_links(asked: str) -> int:
    """A link to everybody whose address was typed; how many. A gate that is down leaves the question to be asked
    again: it is forgotten only with its answer, so the transaction stays open while the mail is handed over."""
    here = recipients.here(KONSIL)
    with transaction.atomic():
        found = entrances.who_enters(asked)
        for number, one in enumerate(found):
            link = links.of_secret(entrances.make_link(one))
            sender = _sender(one.programme, one.language, here)
            said = messages.mail(handing.KINDS[one.role], one.language, sender, link)
            message_id = links.message_id(asked, number)
            gateways.hand_over_mail(here, message_id, one.address, said, one.language, sender.programme)
    return len(found)


def send_code(entrance: str) -> None:
    """A new code for a link, to the telephone or the mail box it belongs to; the one before is worth nothing."""
    here, code = recipients.here(KONSIL), f"{secrets.randbelow(1_000_000):06}"
    to = entrances.keep_code(entrance, entrances.keyed(code))
    if to is None:
        return
    sender, minutes = _sender(to.programme, to.language, here), int(CODE.total_seconds() // 60)
    message_id = links.message_id(entrance, secrets.token_hex(4))
    if "@" not in to.address:
        gateways.hand_over_text(here, message_id, to.address, messages.code_sms(to.language, code, minutes))
        return
    said = messages.code_mail(to.language, sender, code, minutes)
    outcome: Outcome = gateways.hand_over_mail(here, message_id, to.address, said, to.language, sender.programme)
    if isinstance(outcome, Unsure):
        gateways.hand_over_mail(here, message_id, to.address, said, to.language, sender.programme)


def _sender(programme: str, language: str, here: Here) -> Sender:
    """The programme somebody is known from, or the first there is."""
    version = programmes.in_force(programme) or programmes.installed()[0]
    found, texts = programmes.programme(version.hash)
    return sending_as.sender(found, texts, language, here)
