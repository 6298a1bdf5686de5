"""Prints what a stranger needs: one sign-in link a persona, one API token an organisation."""

from __future__ import annotations

import sys

from konsil.boot import boot
from konsil.demo import personas

ORGANISATIONS = (("mediguide", "coordinator"), ("albsig-jete", "payer"), ("nordhaven", "centre"))


def main(address: str) -> int:
    config = boot("app")
    from konsil.store.registers import entrances

    for one in personas.known(config.home):
        print(f"  {one.name:<20} {one.face:<16} {address}/demo/be/{one.key}")
    for organisation, role in ORGANISATIONS:
        token = entrances.issue_token(organisation, role, "demo", "demo")
        print(f"  {organisation:<20} API token        {token}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
