"""Amounts as each language writes them."""

from decimal import Decimal

import pytest

from konsil.letters import money

THIN, FIRM = money.THIN, money.FIRM


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", f"1{THIN}234{THIN}567.50"),
        ("ro", "1.234.567,50"),
        ("ro-RO", "1.234.567,50"),
        ("sq", f"1{THIN}234{THIN}567,50"),
    ],
)
def test_thousands_and_cents_are_divided_as_the_language_does(language: str, written: str) -> None:
    assert money.amount(Decimal("1234567.5"), language) == written


def test_cents_that_are_none_are_written_where_it_is_asked_for() -> None:
    assert money.price(Decimal("80"), "RON", "ro") == f"80,00{FIRM}RON"
    assert money.price(Decimal("4000"), "ALL", "en", cents=False) == f"4{THIN}000{FIRM}ALL"
    assert money.price(Decimal("4000.05"), "ALL", "en", cents=False) == f"4{THIN}000.05{FIRM}ALL"
    assert money.price(Decimal("-7"), "RON", "ro") == f"-7,00{FIRM}RON"
