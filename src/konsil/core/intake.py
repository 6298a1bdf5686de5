"""What a mail from a clinic names, as far as a machine may read it: numbers with check characters, codes of services.

Nothing here acts. A sender's address can be forged, so whoever reads the list decides (S15); this only saves typing.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from konsil.core.seal import read_number

WORD = re.compile(r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*")
GAP = r"[\s\N{NO-BREAK SPACE}-]*"


@dataclass(frozen=True)
class Read:
    """The keys of the numbers that a text holds, and the codes of services it names, each once and in its order."""

    numbers: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


def read(text: str, codes: Collection[str], prefix: str) -> Read:
    """What a text names. `codes` are the services there are, `prefix` the letters our numbers begin with ("AV").

    A number may be written with blanks or hyphens; with one wrong sign it is none: its check characters do not fit.
    """
    known = {code.upper(): code for code in codes}
    services = (known[word.upper()] for word in WORD.findall(text) if word.upper() in known)
    return Read(tuple(dict.fromkeys(_numbers(text, prefix))), tuple(dict.fromkeys(services)))


def _numbers(text: str, prefix: str) -> Iterator[str]:
    groups = GAP.join((re.escape(prefix), "([0-9A-Z]{5})", "([0-9A-Z]{5})", "([0-9A-Z]{2})"))
    for found in re.finditer(rf"(?<![0-9A-Z]){groups}(?![0-9A-Z])", text, re.IGNORECASE):
        if key := read_number("".join((prefix, *found.groups()))):
            yield key
