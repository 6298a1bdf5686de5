"""From which length on a promise would have been late: every *what if* of one promise with one look at a case."""

from dataclasses import replace
from datetime import datetime

from konsil.core import whatif
from konsil.core.case import Case


def tipping(case: Case, key: str, most: int, now: datetime) -> int:
    """The longest span of the promise's own unit, at most `most`, under which some cycle of the case would be late;
    0 if it is late under none. A shorter span is never kinder, so halving finds it."""
    if key not in case.programme.promises:
        return 0
    late, kept = 0, most + 1
    while kept - late > 1:
        middle = (late + kept) // 2
        late, kept = (middle, kept) if _is_late(case, key, middle, now) else (late, middle)
    return late


def _is_late(case: Case, key: str, amount: int, now: datetime) -> bool:
    within = replace(case.programme.promises[key].within, amount=amount)
    return whatif.replay((case,), key, within, now).late_then > 0
