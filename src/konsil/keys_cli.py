"""`konsil keys`: the public keys of papers, for places that judge them without us; and a new generation of a key."""

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from konsil.config import Config
from konsil.gates.keys import NAMES, Keyring, slips


def main(arguments: Sequence[str]) -> int:
    """Print the signed file that `konsil verify --keys` reads, after a rotation where one is asked for."""
    parser = argparse.ArgumentParser(prog="konsil keys", description=__doc__)
    parser.add_argument("--rotate", choices=NAMES, help="begin a new generation of this key; the old ones still open")
    told = parser.parse_args(arguments)
    ring = Keyring(Config.read().home / "keys")
    if told.rotate:
        ring.rotate(told.rotate)
    now = datetime.now(UTC)
    print(json.dumps(slips.published(ring, now.date(), now), indent=1))
    return 0
