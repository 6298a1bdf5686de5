from datetime import date

import pytest

from konsil.core.ages import age


@pytest.mark.parametrize(
    ("born_on", "on", "years"),
    [
        (date(2008, 11, 25), date(2026, 11, 24), 17),
        (date(2008, 11, 25), date(2026, 11, 25), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2026, 11, 25), date(2026, 11, 25), 0),
    ],
)
def test_a_year_is_full_on_the_birthday(born_on: date, on: date, years: int) -> None:
    assert age(born_on, on) == years
