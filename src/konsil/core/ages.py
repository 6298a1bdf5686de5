"""How old somebody is on a day: whole years, complete on the birthday itself. One of 29 February turns on 1 March."""

from datetime import date


def age(born_on: date, on: date) -> int:
    """Whole years on a day."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
