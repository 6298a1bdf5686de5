"""`konsil release`: let a restored copy send again. It takes two people: each runs this and proves who they are."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Sequence

from konsil.boot import boot
from konsil.plain import Plain

WHY_NOT = {
    "not-yours": "only an administrator or a supervisor may release a copy",
    "same-person": "you have released it already; a second person is needed",
}


def main(arguments: Sequence[str]) -> int:
    """Take one person's word; the exit status is 0 once both have given theirs, else 3."""
    parser = argparse.ArgumentParser(prog="konsil release", description=__doc__)
    parser.add_argument("email", help="whose word it is; the password is asked for")
    told = parser.parse_args(arguments)
    boot("app")

    from konsil.core.engine import Refused
    from konsil.store.instances import release
    from konsil.store.models import Account

    account = Account.objects.filter(email=told.email, is_active=True).first()
    if account is None or not account.check_password(getpass.getpass(f"Password of {told.email}: ")):
        raise Plain("this is not the password of such an account")
    try:
        sends = release(account.public)
    except Refused as no:
        raise Plain(WHY_NOT[no.key]) from None
    print("Letters go out again." if sends else "Noted. A second person has to say so too.")
    return 0 if sends else 3
