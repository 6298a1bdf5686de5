"""What kind of instance this is, and, for a demo, the instant at which its clock stands (Y40)."""

from datetime import datetime

from konsil.store.models import Instance
from konsil.store.queries.reading import rows
from konsil.store.refusals import in_words


def stand(at: datetime) -> None:
    """This is a demo, and its clock stands at this instant. A production instance refuses it by a constraint."""
    rows(
        "INSERT INTO instance (id, kind, stands_at, sends) VALUES (1, 'demo', %s, true)"
        " ON CONFLICT (id) DO UPDATE SET kind = 'demo', stands_at = excluded.stands_at",
        at,
    )


def move(at: datetime) -> None:
    """The demo's clock goes on to a later instant; in any other instance this changes nothing."""
    rows("UPDATE instance SET stands_at = %s WHERE kind = 'demo' AND stands_at <= %s", at, at)


def is_demo() -> bool:
    """Whether this is a demo."""
    return Instance.objects.filter(kind="demo").exists()


def settle_in() -> bool:
    """The worker begins: the database knows from now on where it runs. Whether it may send: a copy may not."""
    found: bool = rows("SELECT konsil.settle_in_v1()")[0][0]
    return found


def release(account: str) -> bool:
    """One of the two people without whom a restored copy sends nothing (Y40); whether it sends now.

    Raises `Refused`: `not-yours` for whoever is neither administrator nor supervisor, `same-person`.
    """
    with in_words():
        found: bool = rows("SELECT konsil.release_v1(%s)", account)[0][0]
    return found
