"""Who is on duty for an organisation: named until an instant, in its dated settings; audited like any of its rows."""

from datetime import datetime

from konsil.core.case import Actor
from konsil.store.models import Organisation
from konsil.store.queries.reading import reading
from konsil.store.refusals import NotThere
from konsil.store.registers import organisations

ON_DUTY = "on_duty"


def name_on_duty(actor: Actor, organisation: str, account: str, until: datetime) -> None:
    """From now until an instant this colleague, by account, is told what nobody else is there for."""
    with reading(actor):
        _change(actor, organisation, {ON_DUTY: {"account": account, "until": until.isoformat()}})


def end_duty(actor: Actor, organisation: str) -> None:
    """Nobody is on duty: what comes out of hours waits for the opening."""
    with reading(actor):
        _change(actor, organisation, {ON_DUTY: None})


def _change(actor: Actor, key: str, told: dict[str, object]) -> None:
    found = Organisation.objects.filter(party_id=key).first()
    if found is None:
        raise NotThere("not-there")
    kept = {name: value for name, value in {**found.settings, **told}.items() if value is not None}
    organisations.change(actor, key, settings=kept)
