"""Mail that comes in: a bounce, or something for a person to look at (O27, R16b).

A mail acts on nothing, whoever it says it is from (S15). Where it comes from a clinic's verified mailbox and names a
paper of that clinic, it stands in the lane of those who wait, with what it asks for filled in; all else is
quarantined as an arrival with its age and owner.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from konsil.core import intake
from konsil.gates.mail.mailbox import Arrived, Box, read_mail
from konsil.store.queries import mailed
from konsil.store.registers.arrivals import arrive
from konsil.work import bounces, gateways
from konsil.work.worker import KONSIL

PREFIX = "AV"  # of the numbers of papers


def fetch() -> int:
    """Take in what lies new in every mailbox; how many mails that were. One that cannot be taken in stays where it
    lies and keeps none behind it waiting; what was wrong with the first is raised at the end."""
    taken, faults = 0, list[Exception]()
    for party, folder in boxes():
        box = Box(folder)
        for key, raw in box.new():
            try:
                take(party, raw)
            except Exception as fault:
                faults.append(fault)
                continue
            box.put_away(key)
            taken += 1
    if faults:
        raise faults[0]
    return taken


def boxes() -> Iterator[tuple[str, Path]]:
    """The mailboxes of this installation, each with the organisation that answers for it."""
    for told in gateways.config().mailboxes:
        party, _, folder = told.partition("=")
        yield party, Path(folder).expanduser()


def take(party: str, raw: bytes) -> str:
    """One mail for an organisation; the public id of its arrival, or empty for a bounce and for what came before."""
    if bounces.take(raw):
        return ""
    mail = read_mail(raw)
    if mail.message_id and mailed.came_already(KONSIL, party, mail.message_id):
        return ""
    return arrive(KONSIL, party, "email", said(party, mail))


def said(party: str, mail: Arrived) -> dict[str, Any]:
    """What is kept of a mail, with what it seems to be about."""
    told = f"{mail.subject}\n{mail.text}"
    found = intake.read(told, mailed.codes(KONSIL, intake.WORD.findall(told)), PREFIX)
    clinic = mailed.desk(KONSIL, mail.sender) if mail.sender else ""
    paper = next((one for one in mailed.papers(KONSIL, party, found.numbers) if one.clinic == clinic), None)
    return {
        "kind": "extension" if paper else "unmatched",
        "message_id": mail.message_id,
        "sender": mail.sender,
        "clinic": clinic,
        "subject": mail.subject,
        "text": mail.text,
        "attachments": list(mail.attachments),
        "services": list(found.services),
        "number": paper.number if paper else "",
        "case": paper.case if paper else "",
        "booking": paper.booking if paper else "",
    }
